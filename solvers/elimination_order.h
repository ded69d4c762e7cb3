// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <mpi.h>

#include <vector>

namespace lauelith::solvers {

/// The lower triangle of the rows that this rank owns, as one-based triplets.
struct LowerTriangle {
  std::vector<int> row, column;
  std::vector<double> value;
};

/// A fill-reducing order of elimination: the position of every unknown, one-based, on rank 0 (elsewhere
/// empty). Nested dissection (A. George, SIAM J. Numer. Anal. 10 (1973) 345) whose upper levels are the
/// partition of the mesh: ranks are halved, unknowns of the lower half with neighbours in the upper half
/// separate the two and come after both; what is left each rank orders for itself (METIS). Rank r owns the
/// rows first_row[r] ≤ row < first_row[r + 1] (zero-based). Collective. Pinned by: EliminationOrder.*
std::vector<int> elimination_order(const LowerTriangle& mine, const std::vector<int>& first_row,
                                   MPI_Comm communicator);

}  // namespace lauelith::solvers
