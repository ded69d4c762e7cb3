// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>

#include "solvers/elastic_problem.h"
#include "solvers/numerics_options.h"

namespace lauelith::solvers {

/// Memory (bytes, over all ranks) that an elastic problem needs at its peak: matrix, factor or multigrid, and
/// a block of right-hand sides. Fitted to the resident size of runs, within
/// 25 %: Refusals.EstimateIsThatOfMeasuredRuns.
double estimated_memory(int dimension, std::size_t n_unknowns, const NumericsOptions& numerics);

/// "auto" resolved: in the plane direct; in space multigrid, if the hierarchy of meshes has a coarse end.
std::string solver_of(const NumericsOptions& numerics, int dimension, const MeshPlan& plan);

/// Memory of the machine that is free, bytes.
double available_memory();

/// Throws a LimitError if the estimate exceeds the limit (GB; 0: what is free).
void require_memory(double estimate, double limit_GB);

}  // namespace lauelith::solvers
