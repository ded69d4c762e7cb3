// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/lac/solver_cg.h>

#include <algorithm>
#include <string>
#include <vector>

#include "solvers/numerics_options.h"
#include "src/failure.h"

namespace lauelith::solvers {

/// A Failure(not_converged) with the first and last residuals over the right-hand side.
Failure not_converged(const NumericsOptions& numerics, const std::string& solver,
                      const std::vector<double>& relative_residuals);

/// Preconditioned conjugate gradients until |b − K x| ≤ tolerance |b|, x = 0 to begin with; the number of
/// iterations.
template <typename Operator, typename VectorType, typename Preconditioner>
int conjugate_gradients(const Operator& K, VectorType& x, const VectorType& b,
                        const Preconditioner& preconditioner, const NumericsOptions& numerics,
                        const std::string& name) {
  const double size = b.l2_norm();
  x = 0.0;
  if (size == 0.0) return 0;
  dealii::SolverControl control(static_cast<unsigned>(numerics.max_iterations), numerics.tolerance * size);
  control.enable_history_data();
  try {
    dealii::SolverCG<VectorType>(control).solve(K, x, b, preconditioner);
  } catch (const dealii::SolverControl::NoConvergence&) {
    std::vector<double> history = control.get_history_data();
    for (double& residual : history) residual /= size;
    throw not_converged(numerics, name, history);
  }
  return static_cast<int>(control.last_step());
}

}  // namespace lauelith::solvers
