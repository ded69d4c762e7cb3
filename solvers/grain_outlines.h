// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <vector>

#include "models/power_cells.h"
#include "solvers/elastic_problem.h"

namespace lauelith::solvers {

/// The plane grains of a box as loops of straight edges that neighbours share. A loop lists edges as number
/// + 1, negative where it runs from end to start; counter-clockwise. Empty: nothing is left of the grain.
struct GrainOutlines {
  std::vector<Point> corners;
  std::vector<std::array<int, 2>> edges;
  std::vector<std::vector<int>> loops;  ///< per grain
};

/// Corners nearer to each other than `least_edge` (m) become one: of the box first, then those on its sides,
/// then the inner ones, so that the box stays what it is. A grain thinner than that disappears and its
/// neighbours share its place. UsageError: merging would cut a grain into pieces.
/// Pinned by ConformingMesh.* of tests/verification.
GrainOutlines outlines_of(const models::PowerCells& cells, double least_edge);

}  // namespace lauelith::solvers
