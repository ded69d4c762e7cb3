// SPDX-License-Identifier: BSD-3-Clause
#include <deal.II/lac/trilinos_precondition.h>

#include <Teuchos_ParameterList.hpp>

#include "solvers/iteration.h"
#include "solvers/linear_solver.h"

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

void AmgSolver::solve(std::vector<Vector>& vectors) {
  Vector x;
  for (Vector& b : vectors) {
    x.reinit(b);
    conjugate_gradients(K_, x, b, preconditioner_, options_, "amg");
    b = x;
  }
}

}  // namespace

std::unique_ptr<LinearSolver> make_amg_solver(const SparseMatrix& K, const NearNullSpace& rigid_motions,
                                              const NumericsOptions& options, int degree) {
  return std::make_unique<AmgSolver>(K, rigid_motions, options, degree);
}

}  // namespace lauelith::solvers
