// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace lauelith::solvers {

/// Memory (bytes, over all ranks) that an elastic problem needs at its peak: matrix, factor or multigrid, and
/// a block of right-hand sides. Fitted to measurements (tests/bench), good to about 30 %.
double estimated_memory(int dimension, int degree, std::size_t n_unknowns, bool is_direct, int block_size);

/// Memory of the machine that is free, bytes.
double available_memory();

/// Throws a LimitError if the estimate exceeds the limit (GB; 0: what is free).
void require_memory(double estimate, double limit_GB);

}  // namespace lauelith::solvers
