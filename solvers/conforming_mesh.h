// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>

#include "solvers/grain_outlines.h"
#include "solvers/quad_mesh.h"

namespace lauelith::solvers {

/// Wanted size of the cells of a mesh at a point, m.
using SizeFunction = std::function<double(const Point&)>;

/// Quadrilaterals whose edges follow the boundaries of the grains and the sides of the box: no cell belongs
/// to two grains. Each grain is meshed with triangles (frontal Delaunay, twice the wanted size) by Gmsh
///   C. Geuzaine, J.-F. Remacle, Int. J. Numer. Meth. Eng. 79 (2009) 1309,
/// and every triangle cut into three quadrilaterals, which is always possible; they are 0.6 to 1 times the
/// wanted size. Corners nearer than `least_edge` merge first. (Its direct quadrilateral mesher crashes,
/// recombination leaves triangles.) Valid for plane power cells; not from several threads at once, Gmsh has
/// one state for all. Pinned by ConformingMesh.* of tests/verification.
QuadMesh conforming_mesh(const models::PowerCells& cells, const SizeFunction& size_wanted, double least_edge);

/// InputError naming grain and place of the first cell that is inverted or flat at one of its corners.
void require_upright(const QuadMesh& mesh);

}  // namespace lauelith::solvers
