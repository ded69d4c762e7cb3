// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/multigrid_solver.h"

#include <deal.II/lac/diagonal_matrix.h>
#include <deal.II/lac/precondition.h>
#include <deal.II/multigrid/mg_transfer_global_coarsening.h>

#include "solvers/cell_operator.h"
#include "solvers/iteration.h"

namespace lauelith::solvers {
namespace {

constexpr unsigned smoother_degree = 4;
constexpr double smoothed_range = 15.0;  ///< largest over smallest eigenvalue that is smoothed

using Single = DistributedVector<float>;
using Double = DistributedVector<double>;

/// One mesh of the hierarchy with its smoother.
template <int dim>
class Level {
 public:
  Level(const ElasticSpace<dim>& space, const ElasticAssembly<dim>& assembly) : K_(space, assembly) {
    for (Single* vector : {&x, &b, &residual}) K_.initialize(*vector);
    constraints_.copy_from(space.constraints());
    typename Smoother::AdditionalData data;
    data.degree = smoother_degree;
    data.smoothing_range = smoothed_range;
    data.eig_cg_n_iterations = 12;
    data.preconditioner = std::make_shared<dealii::DiagonalMatrix<Single>>();
    data.preconditioner->get_vector() = K_.inverse_diagonal();
    smoother_.initialize(K_, data);
  }
  /// What transfers between this level and the next coarser one.
  void connect(const ElasticSpace<dim>& space, const ElasticSpace<dim>& coarse_space, const Level& coarse) {
    transfer_.reinit_geometric_transfer(space.dofs(), coarse_space.dofs(), constraints_, coarse.constraints_);
  }
  /// x = M⁻¹ b with the smoother alone, then b − K x to the coarser level.
  void descend(Level& coarse) {
    smoother_.vmult(x, b);
    K_.vmult(residual, x);
    residual.sadd(-1.0f, 1.0f, b);
    coarse.b = 0.0f;
    transfer_.restrict_and_add(coarse.b, residual);
  }
  void ascend(const Level& coarse) {
    transfer_.prolongate_and_add(x, coarse.x);
    smoother_.step(x, b);
  }

  Single x, b, residual;

 private:
  using Operator = CellOperator<dim, float>;
  using Smoother = dealii::PreconditionChebyshev<Operator, Single, dealii::DiagonalMatrix<Single>>;
  Operator K_;
  dealii::AffineConstraints<float> constraints_;
  Smoother smoother_;
  dealii::MGTwoLevelTransfer<dim, Single> transfer_;
};

/// The coarsest mesh: its stiffness is factorised.
template <int dim>
class CoarseSolver {
 public:
  CoarseSolver(const ElasticSpace<dim>& space, const ElasticAssembly<dim>& assembly,
               const NumericsOptions& numerics)
      : solver_(make_direct_solver(assembly.stiffness(), numerics)),
        work_{Vector(space.owned(), space.communicator())} {}
  void solve(Single& x, const Single& b) {
    std::copy(b.begin(), b.end(), work_.front().begin());
    solver_->solve(work_);
    std::copy(work_.front().begin(), work_.front().end(), x.begin());
  }

 private:
  std::unique_ptr<LinearSolver> solver_;
  std::vector<Vector> work_;
};

template <int dim>
class MultigridSolver : public LinearSolver {
 public:
  MultigridSolver(const ElasticSpace<dim>& space, const ElasticAssembly<dim>& assembly, const ElasticLaw& law,
                  const NumericsOptions& numerics);
  void solve(std::vector<Vector>& vectors) override;
  /// One V-cycle: the preconditioner.
  void vmult(Double& x, const Double& b) const;

 private:
  NumericsOptions numerics_;
  CellOperator<dim, double> K_;
  std::vector<std::unique_ptr<Level<dim>>> levels_;  ///< coarsest first
  std::unique_ptr<CoarseSolver<dim>> coarse_;
};

template <int dim>
MultigridSolver<dim>::MultigridSolver(const ElasticSpace<dim>& space, const ElasticAssembly<dim>& assembly,
                                      const ElasticLaw& law, const NumericsOptions& numerics)
    : numerics_(numerics), K_(space, assembly) {
  std::unique_ptr<ElasticSpace<dim>> coarser;
  for (int l = 0; l <= space.n_refinements(); ++l) {
    const bool is_finest = l == space.n_refinements();
    std::unique_ptr<ElasticSpace<dim>> own;
    if (!is_finest) {
      ElasticProblem problem = space.problem();
      problem.mesh.max_level = l;
      own = std::make_unique<ElasticSpace<dim>>(problem);
    }
    const ElasticSpace<dim>& here = is_finest ? space : *own;
    const ElasticAssembly<dim> assembled(here, law, {});
    levels_.push_back(std::make_unique<Level<dim>>(here, is_finest ? assembly : assembled));
    if (l == 0) coarse_ = std::make_unique<CoarseSolver<dim>>(here, assembled, numerics);
    if (l > 0) levels_.back()->connect(here, *coarser, *levels_[static_cast<std::size_t>(l) - 1]);
    coarser = std::move(own);
  }
}

template <int dim>
void MultigridSolver<dim>::vmult(Double& x, const Double& b) const {
  std::copy(b.begin(), b.end(), levels_.back()->b.begin());
  for (std::size_t l = levels_.size() - 1; l > 0; --l) levels_[l]->descend(*levels_[l - 1]);
  coarse_->solve(levels_.front()->x, levels_.front()->b);
  for (std::size_t l = 1; l < levels_.size(); ++l) levels_[l]->ascend(*levels_[l - 1]);
  std::copy(levels_.back()->x.begin(), levels_.back()->x.end(), x.begin());
}

template <int dim>
void MultigridSolver<dim>::solve(std::vector<Vector>& vectors) {
  Double x, b;
  K_.initialize(x);
  K_.initialize(b);
  for (Vector& vector : vectors) {
    std::copy(vector.begin(), vector.end(), b.begin());
    conjugate_gradients(K_, x, b, *this, numerics_, "multigrid");
    std::copy(x.begin(), x.end(), vector.begin());
  }
}

}  // namespace

template <int dim>
std::unique_ptr<LinearSolver> make_multigrid_solver(const ElasticSpace<dim>& space,
                                                    const ElasticAssembly<dim>& assembly,
                                                    const ElasticLaw& law, const NumericsOptions& numerics) {
  return std::make_unique<MultigridSolver<dim>>(space, assembly, law, numerics);
}

template std::unique_ptr<LinearSolver> make_multigrid_solver<2>(const ElasticSpace<2>&,
                                                                const ElasticAssembly<2>&, const ElasticLaw&,
                                                                const NumericsOptions&);
template std::unique_ptr<LinearSolver> make_multigrid_solver<3>(const ElasticSpace<3>&,
                                                                const ElasticAssembly<3>&, const ElasticLaw&,
                                                                const NumericsOptions&);

}  // namespace lauelith::solvers
