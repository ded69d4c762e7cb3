// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/lac/trilinos_sparse_matrix.h>
#include <deal.II/lac/trilinos_vector.h>

#include <memory>
#include <vector>

#include "solvers/elastic_problem.h"
#include "solvers/numerics_options.h"

namespace lauelith::solvers {

using SparseMatrix = dealii::TrilinosWrappers::SparseMatrix;
using Vector = dealii::TrilinosWrappers::MPI::Vector;

/// Solves K x = b for many b with one symmetric positive definite K.
class LinearSolver {
 public:
  virtual ~LinearSolver() = default;
  /// In place: right-hand sides in, solutions out. Throws a Failure(not_converged) with the history of the
  /// residual.
  virtual void solve(std::vector<Vector>& vectors) = 0;
};

/// Rigid motions of the body as vectors of locally owned values, for the coarse spaces of the multigrid.
using NearNullSpace = std::vector<std::vector<double>>;

/// Smoothed aggregation (Trilinos ML) under conjugate gradients.
std::unique_ptr<LinearSolver> make_amg_solver(const SparseMatrix& K, const NearNullSpace& rigid_motions,
                                              const NumericsOptions& options, int degree);
/// A stored Cholesky-like factorisation L D Lᵀ (MUMPS), distributed over the ranks, for blocks of right-hand
/// sides; the order is that of elimination_order.h.
std::unique_ptr<LinearSolver> make_direct_solver(const SparseMatrix& K, const NumericsOptions& options);

}  // namespace lauelith::solvers
