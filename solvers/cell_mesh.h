// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "solvers/cell_model.h"

namespace lauelith::solvers {

/// The box of a cell in roughly cubic coarse cells, halved at the interface, at boundaries inside the window,
/// and at flaws with the ways they may grow; the grain at its centre is the material of a cell.
MeshPlan cell_mesh(const CellStudy& study, const CellModel& model);

/// Boxes that a plan leads to, without making a mesh and without those that only keep neighbours within one
/// level. Of more than 5,000 boxes of one size that are halved only some, evenly spread, are followed: large
/// meshes are known to a few per cent, small ones exactly. Pinned by Refusals.CellsArePredicted.
double predicted_cells(const MeshPlan& plan, int dimension);

/// LimitError if what the plan leads to needs more memory than there is, before any of it is taken.
void require_mesh_fits(const MeshPlan& plan, int dimension, const NumericsOptions& numerics);

}  // namespace lauelith::solvers
