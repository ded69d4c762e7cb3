// SPDX-License-Identifier: BSD-3-Clause
#include <deal.II/lac/solver_cg.h>
#include <deal.II/lac/trilinos_precondition.h>

#include <Teuchos_ParameterList.hpp>
#include <algorithm>
#include <sstream>

#include "solvers/linear_solver.h"
#include "src/failure.h"

namespace lauelith::solvers {
namespace {

class AmgSolver : public LinearSolver {
 public:
  AmgSolver(const SparseMatrix& K, const NearNullSpace& rigid_motions, const NumericsOptions& options,
            int degree);
  void solve(std::vector<Vector>& vectors) override;

 private:
  const SparseMatrix& K_;
  NumericsOptions options_;
  std::vector<double> null_space_;
  dealii::TrilinosWrappers::PreconditionAMG preconditioner_;
};

/// Smoothed aggregation with the rotations in the near-null space: with translations alone the number of
/// iterations grows with the mesh.
AmgSolver::AmgSolver(const SparseMatrix& K, const NearNullSpace& rigid_motions,
                     const NumericsOptions& options, int degree)
    : K_(K), options_(options) {
  for (const auto& motion : rigid_motions)
    null_space_.insert(null_space_.end(), motion.begin(), motion.end());
  dealii::TrilinosWrappers::PreconditionAMG::AdditionalData data;
  data.elliptic = true;
  data.higher_order_elements = degree > 1;
  data.smoother_sweeps = 2;
  data.aggregation_threshold = 0.02;
  Teuchos::ParameterList parameters;
  std::unique_ptr<Epetra_MultiVector> unused;
  data.set_parameters(parameters, unused, K);
  parameters.set("PDE equations", 3);
  parameters.set("null space: type", "pre-computed");
  parameters.set("null space: dimension", static_cast<int>(rigid_motions.size()));
  parameters.set("null space: vectors", null_space_.data());
  preconditioner_.initialize(K, parameters);
}

std::string text_of(const std::vector<double>& history) {
  std::ostringstream text;
  const std::size_t n = history.size();
  for (std::size_t i = 0; i < n; ++i) {
    if (i >= 3 && i + 5 < n) continue;
    text << (i == 0 ? "" : ", ") << (i + 5 == n && n > 8 ? "..., " : "") << i << ": " << history[i];
  }
  return text.str();
}

void AmgSolver::solve(std::vector<Vector>& vectors) {
  for (Vector& b : vectors) {
    const double size = b.l2_norm();
    if (size == 0.0) continue;
    dealii::SolverControl control(static_cast<unsigned>(options_.max_iterations), options_.tolerance * size);
    control.enable_history_data();
    dealii::SolverCG<Vector> solver(control);
    Vector x;
    x.reinit(b);
    try {
      solver.solve(K_, x, b, preconditioner_);
    } catch (const dealii::SolverControl::NoConvergence&) {
      std::vector<double> history = control.get_history_data();
      for (double& residual : history) residual /= size;
      throw Failure(ExitCode::not_converged,
                    {"numerics.solver = \"amg\"",
                     {},
                     "a relative residual of " + std::to_string(options_.tolerance) + " after " +
                         std::to_string(options_.max_iterations) + " iterations",
                     "residuals " + text_of(history),
                     "raise numerics.max_iterations or use numerics.solver = \"direct\""});
    }
    b = x;
  }
}

}  // namespace

std::unique_ptr<LinearSolver> make_amg_solver(const SparseMatrix& K, const NearNullSpace& rigid_motions,
                                              const NumericsOptions& options, int degree) {
  return std::make_unique<AmgSolver>(K, rigid_motions, options, degree);
}

}  // namespace lauelith::solvers
