// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/conduction_on.h"

#include <deal.II/base/function.h>
#include <deal.II/base/quadrature_lib.h>
#include <deal.II/dofs/dof_handler.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>
#include <deal.II/grid/tria.h>
#include <deal.II/lac/affine_constraints.h>
#include <deal.II/lac/dynamic_sparsity_pattern.h>
#include <deal.II/lac/full_matrix.h>
#include <deal.II/lac/precondition.h>
#include <deal.II/lac/solver_cg.h>
#include <deal.II/lac/sparse_matrix.h>
#include <deal.II/lac/vector.h>
#include <deal.II/numerics/vector_tools.h>

#include <string>

#include "src/failure.h"

namespace lauelith::solvers {

template <int dim>
ConductionOn<dim>::ConductionOn(const ConductionProblem& problem)
    : problem_(problem), element_(static_cast<unsigned>(problem.degree)), dofs_(mesh_) {
  make_mesh();
  integrate_shapes();
  constrain();
  dealii::DynamicSparsityPattern pattern(dofs_.n_dofs());
  dealii::DoFTools::make_sparsity_pattern(dofs_, pattern, constraints_, false);
  pattern_.copy_from(pattern);
}

template <int dim>
void ConductionOn<dim>::make_mesh() {
  std::vector<unsigned> repetitions;
  dealii::Point<dim> corner;
  for (unsigned k = 0; k < dim; ++k) {
    repetitions.push_back(static_cast<unsigned>(problem_.n[k]));
    corner[k] = static_cast<double>(problem_.n[k]) * problem_.spacing_m[k];
    cell_volume_ *= problem_.spacing_m[k];
  }
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh_, repetitions, dealii::Point<dim>(), corner, true);
  dofs_.distribute_dofs(element_);
  indices_.resize(problem_.conducts.size());
  for (const auto& cell : dofs_.active_cell_iterators()) {
    std::size_t voxel = 0, stride = 1;
    for (unsigned k = 0; k < dim; ++k) {
      voxel += stride * static_cast<std::size_t>(cell->center()[k] / problem_.spacing_m[k]);
      stride *= problem_.n[k];
    }
    if (problem_.conducts[voxel] == 0) continue;
    indices_[voxel].resize(element_.n_dofs_per_cell());
    cell->get_dof_indices(indices_[voxel]);
  }
}

template <int dim>
void ConductionOn<dim>::integrate_shapes() {
  const dealii::QGauss<dim> quadrature(element_.degree + 1);
  dealii::FEValues<dim> values(element_, quadrature, dealii::update_gradients | dealii::update_JxW_values);
  values.reinit(dofs_.begin_active());
  const auto n = static_cast<Eigen::Index>(element_.n_dofs_per_cell());
  for (int k = 0; k < dim; ++k) {
    gradients_[static_cast<std::size_t>(k)] = Eigen::VectorXd::Zero(n);
    for (int l = 0; l < dim; ++l)
      products_[static_cast<std::size_t>(k)][static_cast<std::size_t>(l)] = Eigen::MatrixXd::Zero(n, n);
  }
  for (const unsigned q : values.quadrature_point_indices()) {
    Eigen::MatrixXd slope(n, dim);
    for (Eigen::Index a = 0; a < n; ++a) {
      const auto gradient = values.shape_grad(static_cast<unsigned>(a), q);
      for (int k = 0; k < dim; ++k) slope(a, k) = gradient[static_cast<unsigned>(k)];
    }
    for (int k = 0; k < dim; ++k) {
      gradients_[static_cast<std::size_t>(k)] += values.JxW(q) * slope.col(k);
      for (int l = 0; l < dim; ++l) {
        products_[static_cast<std::size_t>(k)][static_cast<std::size_t>(l)] +=
            values.JxW(q) * slope.col(k) * slope.col(l).transpose();
      }
    }
  }
}

template <int dim>
void ConductionOn<dim>::constrain() {
  if (problem_.outside == ConductionProblem::Outside::periodic) {
    std::vector<dealii::GridTools::PeriodicFacePair<typename dealii::DoFHandler<dim>::cell_iterator>> pairs;
    for (int k = 0; k < dim; ++k)
      dealii::GridTools::collect_periodic_faces(dofs_, static_cast<unsigned>(2 * k),
                                                static_cast<unsigned>(2 * k + 1), k, pairs);
    dealii::DoFTools::make_periodicity_constraints<dim, dim>(pairs, constraints_);
  } else {
    for (unsigned face = 0; face < 2 * dim; ++face)
      dealii::VectorTools::interpolate_boundary_values(dofs_, face, dealii::Functions::ZeroFunction<dim>(),
                                                       constraints_);
  }
  constraints_.close();
  fix_what_no_cell_conducts();
}

/// Unknowns inside holes are zero; one more holds the constant of a periodic potential.
template <int dim>
void ConductionOn<dim>::fix_what_no_cell_conducts() {
  std::vector<char> is_used(dofs_.n_dofs(), 0);
  for (const Indices& indices : indices_) {
    for (const auto index : indices) {
      is_used[index] = 1;
      const auto* entries = constraints_.get_constraint_entries(index);
      if (entries == nullptr) continue;
      for (const auto& entry : *entries) is_used[entry.first] = 1;
    }
  }
  dealii::AffineConstraints<double> fixed;
  bool holds_constant = problem_.outside == ConductionProblem::Outside::linear;
  for (dealii::types::global_dof_index i = 0; i < dofs_.n_dofs(); ++i) {
    if (constraints_.is_constrained(i) || (is_used[i] != 0 && holds_constant)) continue;
    if (is_used[i] != 0) holds_constant = true;
    fixed.add_line(i);
  }
  fixed.close();
  constraints_.merge(fixed, dealii::AffineConstraints<double>::right_object_wins);
  constraints_.close();
}

template <int dim>
void ConductionOn<dim>::assemble(const std::vector<Eigen::Matrix3d>& conductivity, int direction,
                                 dealii::SparseMatrix<double>& K, dealii::Vector<double>& load) const {
  const unsigned n = element_.n_dofs_per_cell();
  dealii::FullMatrix<double> cell_matrix(n, n);
  dealii::Vector<double> cell_load(n);
  for (std::size_t voxel = 0; voxel < indices_.size(); ++voxel) {
    if (indices_[voxel].empty()) continue;
    Eigen::MatrixXd stiffness = Eigen::MatrixXd::Zero(n, n);
    Eigen::VectorXd force = Eigen::VectorXd::Zero(n);
    for (int k = 0; k < dim; ++k) {
      force -= conductivity[voxel](k, direction) * gradients_[static_cast<std::size_t>(k)];
      for (int l = 0; l < dim; ++l)
        stiffness +=
            conductivity[voxel](k, l) * products_[static_cast<std::size_t>(k)][static_cast<std::size_t>(l)];
    }
    for (unsigned a = 0; a < n; ++a) {
      cell_load[a] = force[a];
      for (unsigned b = 0; b < n; ++b) cell_matrix(a, b) = stiffness(a, b);
    }
    constraints_.distribute_local_to_global(cell_matrix, cell_load, indices_[voxel], K, load);
  }
  // Rows that no conducting cell wrote.
  for (dealii::types::global_dof_index i = 0; i < dofs_.n_dofs(); ++i) {
    if (K.diag_element(i) == 0.0) K.diag_element(i) = 1.0;
  }
}

template <int dim>
void ConductionOn<dim>::evaluate(const std::vector<Eigen::Matrix3d>& conductivity, int direction,
                                 const dealii::Vector<double>& potential, ConductionState& state) const {
  const double volume = cell_volume_ * static_cast<double>(indices_.size());
  state.energy.assign(indices_.size(), Vector6d::Zero());
  state.mean_gradient.assign(indices_.size(), Eigen::Vector3d::Zero());
  for (std::size_t voxel = 0; voxel < indices_.size(); ++voxel) {
    const Indices& indices = indices_[voxel];
    if (indices.empty()) continue;
    Eigen::VectorXd values(static_cast<Eigen::Index>(indices.size()));
    for (std::size_t a = 0; a < indices.size(); ++a)
      values[static_cast<Eigen::Index>(a)] = potential[indices[a]];
    Eigen::Vector3d fluctuation = Eigen::Vector3d::Zero();
    Eigen::Matrix3d energy = Eigen::Matrix3d::Zero();
    for (int k = 0; k < dim; ++k) {
      fluctuation[k] = gradients_[static_cast<std::size_t>(k)].dot(values);
      for (int l = 0; l < dim; ++l)
        energy(k, l) =
            values.dot(products_[static_cast<std::size_t>(k)][static_cast<std::size_t>(l)] * values);
    }
    const Eigen::Vector3d unit = Eigen::Vector3d::Unit(direction);
    energy += unit * fluctuation.transpose() + fluctuation * unit.transpose() +
              cell_volume_ * unit * unit.transpose();
    energy /= volume;
    state.energy[voxel] << energy(0, 0), energy(1, 1), energy(2, 2), 0.5 * (energy(1, 2) + energy(2, 1)),
        0.5 * (energy(0, 2) + energy(2, 0)), 0.5 * (energy(0, 1) + energy(1, 0));
    state.mean_gradient[voxel] = unit + fluctuation / cell_volume_;
    state.effective_S_m += conductivity[voxel].cwiseProduct(energy).sum();
  }
}

template <int dim>
ConductionState ConductionOn<dim>::solve(const std::vector<Eigen::Matrix3d>& conductivity_S_m, int direction,
                                         const std::vector<double>& start) const {
  dealii::SparseMatrix<double> K(pattern_);
  dealii::Vector<double> load(dofs_.n_dofs());
  dealii::Vector<double> potential(dofs_.n_dofs());
  assemble(conductivity_S_m, direction, K, load);
  if (start.size() == potential.size()) std::copy(start.begin(), start.end(), potential.begin());
  constraints_.set_zero(potential);
  ConductionState state;
  dealii::SolverControl control(20000, problem_.tolerance * load.l2_norm());
  dealii::SolverCG<dealii::Vector<double>> solver(control);
  dealii::PreconditionSSOR<dealii::SparseMatrix<double>> preconditioner;
  preconditioner.initialize(K, 1.3);
  try {
    if (load.l2_norm() > 0.0) solver.solve(K, potential, load, preconditioner);
  } catch (const dealii::SolverControl::NoConvergence&) {
    throw Failure(ExitCode::not_converged, {"effective conductivity",
                                            {},
                                            "a relative residual of " + std::to_string(problem_.tolerance),
                                            std::to_string(control.last_value() / load.l2_norm()),
                                            "is every conductivity positive?"});
  }
  constraints_.distribute(potential);
  state.n_iterations = control.last_step() == dealii::numbers::invalid_unsigned_int ? 0 : control.last_step();
  state.unknowns.assign(potential.begin(), potential.end());
  evaluate(conductivity_S_m, direction, potential, state);
  return state;
}

std::unique_ptr<Conduction> make_conduction(const ConductionProblem& problem) {
  constexpr std::size_t most_cells = 2000000;
  if (problem.conducts.size() > most_cells) {
    throw LimitError({"effective conductivity",
                      {},
                      "at most 2000000 cells",
                      std::to_string(problem.conducts.size()),
                      "use a field with larger voxels (numerics.voxel_um)"});
  }
  if (problem.dimension == 2) return std::make_unique<ConductionOn<2>>(problem);
  return std::make_unique<ConductionOn<3>>(problem);
}

}  // namespace lauelith::solvers
