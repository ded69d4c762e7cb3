// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "solvers/numerics_options.h"

namespace lauelith::solvers {

/// Memory (bytes, over all ranks) that an elastic problem needs at its peak: matrix, factor or multigrid, and
/// a block of right-hand sides. Fitted to measurements (tests/bench), good to about 30 %.
double estimated_memory(int dimension, std::size_t n_unknowns, const NumericsOptions& numerics);

/// Memory of the machine that is free, bytes.
double available_memory();

/// Throws a LimitError if the estimate exceeds the limit (GB; 0: what is free).
void require_memory(double estimate, double limit_GB);

}  // namespace lauelith::solvers
