// SPDX-License-Identifier: BSD-3-Clause
#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/lac/full_matrix.h>

#include <cmath>
#include <string>

#include "solvers/potential_on.h"
#include "src/failure.h"

namespace lauelith::solvers {

template <int dim>
void PotentialOn<dim>::add_source(const std::function<double(const Point&)>& source,
                                  const dealii::AffineConstraints<double>& constraints,
                                  NodalVector& load) const {
  const auto& element = space_.element();
  const dealii::QGauss<dim> rule(element.degree + 2);
  dealii::FEValues<dim> values(
      space_.mapping(), element, rule,
      dealii::update_values | dealii::update_JxW_values | dealii::update_quadrature_points);
  NodalVector cell_load(element.n_dofs_per_cell());
  std::vector<dealii::types::global_dof_index> indices(element.n_dofs_per_cell());
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (space_.material(cell) < 0) continue;
    values.reinit(cell);
    cell_load = 0.0;
    for (const unsigned q : values.quadrature_point_indices()) {
      const double density = values.JxW(q) * source(lifted<dim>(values.quadrature_point(q)));
      for (unsigned a = 0; a < cell_load.size(); ++a) cell_load[a] += density * values.shape_value(a, q);
    }
    cell->get_dof_indices(indices);
    constraints.distribute_local_to_global(cell_load, indices, load);
  }
}

namespace {

/// The patch's part of tangent and residual: ∫ i'(φ) N_a N_b and −∫ i(φ) N_a.
void add_law(const PatchPoints& points, const PatchLaw& law, const Eigen::VectorXd& potential,
             const dealii::AffineConstraints<double>& constraints, dealii::SparseMatrix<double>& K,
             NodalVector& rest) {
  for (const auto& point : points) {
    const auto n = static_cast<unsigned>(point.indices.size());
    const auto [current, slope] = law(point.x, value_at(point, potential));
    dealii::FullMatrix<double> matrix(n, n);
    NodalVector load(n);
    for (unsigned a = 0; a < n; ++a) {
      load[a] = -point.weight * current * point.shape[a];
      for (unsigned b = 0; b < n; ++b) matrix(a, b) = point.weight * slope * point.shape[a] * point.shape[b];
    }
    constraints.distribute_local_to_global(matrix, load, point.indices, K, rest);
  }
}

}  // namespace

template <int dim>
Eigen::VectorXd PotentialOn<dim>::solve(const std::vector<LawPatch>& laws,
                                        const std::function<double(const Point&)>& source,
                                        const Eigen::VectorXd& start) const {
  constexpr int most_steps = 50;
  const auto constraints = space_.constraints(false);
  dealii::SparseMatrix<double> linear(pattern_);
  assemble(linear, constraints);
  NodalVector given(space_.dofs().n_dofs());
  if (source) add_source(source, constraints, given);
  std::vector<PatchPoints> points;
  for (const LawPatch& law : laws) points.push_back(space_.points_on(law.patch));
  Eigen::VectorXd potential =
      start.size() > 0 ? start : Eigen::VectorXd::Zero(static_cast<Eigen::Index>(n_unknowns()));
  for (int step = 0; step < most_steps; ++step) {
    dealii::SparseMatrix<double> K(pattern_);
    K.copy_from(linear);
    NodalVector now(space_.dofs().n_dofs()), rest(given);
    std::copy(potential.begin(), potential.end(), now.begin());
    NodalVector product(now.size());
    linear.vmult(product, now);
    rest -= product;
    for (std::size_t k = 0; k < laws.size(); ++k)
      add_law(points[k], laws[k].law, potential, constraints, K, rest);
    constraints.set_zero(rest);
    dealii::SparseDirectUMFPACK factor;
    factor.initialize(K);
    factor.solve(rest);
    constraints.distribute(rest);
    for (Eigen::Index i = 0; i < potential.size(); ++i)
      potential[i] += rest[static_cast<dealii::types::global_dof_index>(i)];
    if (rest.linfty_norm() <= 1e-12 * (1.0 + potential.cwiseAbs().maxCoeff())) return potential;
  }
  throw Failure(ExitCode::not_converged,
                {"potential", {}, "Newton's iteration to end", "it did not in 50 steps"});
}

template <int dim>
double PotentialOn<dim>::current_through(const LawPatch& patch, const Eigen::VectorXd& potential) const {
  double current = 0.0;
  for (const auto& point : space_.points_on(patch.patch))
    current += point.weight * patch.law(point.x, value_at(point, potential)).first;
  return current;
}

template <int dim>
Potential::Errors PotentialOn<dim>::errors(
    const Eigen::VectorXd& potential, const std::function<double(const Point&)>& exact,
    const std::function<Eigen::Vector3d(const Point&)>& gradient) const {
  const auto& element = space_.element();
  const dealii::QGauss<dim> rule(element.degree + 3);
  dealii::FEValues<dim> values(space_.mapping(), element, rule,
                               dealii::update_values | dealii::update_gradients | dealii::update_JxW_values |
                                   dealii::update_quadrature_points);
  std::vector<dealii::types::global_dof_index> indices(element.n_dofs_per_cell());
  double value2 = 0.0, gradient2 = 0.0;
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (space_.material(cell) < 0) continue;
    values.reinit(cell);
    cell->get_dof_indices(indices);
    for (const unsigned q : values.quadrature_point_indices()) {
      const Point x = lifted<dim>(values.quadrature_point(q));
      double value = -exact(x);
      Eigen::Vector3d slope = -gradient(x);
      for (unsigned a = 0; a < indices.size(); ++a) {
        const double nodal = potential[static_cast<Eigen::Index>(indices[a])];
        value += nodal * values.shape_value(a, q);
        for (unsigned k = 0; k < dim; ++k) slope[k] += nodal * values.shape_grad(a, q)[k];
      }
      value2 += values.JxW(q) * value * value;
      gradient2 += values.JxW(q) * slope.squaredNorm();
    }
  }
  return {std::sqrt(value2), std::sqrt(gradient2)};
}

template void PotentialOn<2>::add_source(const std::function<double(const Point&)>&,
                                         const dealii::AffineConstraints<double>&, NodalVector&) const;
template Eigen::VectorXd PotentialOn<2>::solve(const std::vector<LawPatch>&,
                                               const std::function<double(const Point&)>&,
                                               const Eigen::VectorXd&) const;
template double PotentialOn<2>::current_through(const LawPatch&, const Eigen::VectorXd&) const;
template Potential::Errors PotentialOn<2>::errors(const Eigen::VectorXd&,
                                                  const std::function<double(const Point&)>&,
                                                  const std::function<Eigen::Vector3d(const Point&)>&) const;
template void PotentialOn<3>::add_source(const std::function<double(const Point&)>&,
                                         const dealii::AffineConstraints<double>&, NodalVector&) const;
template Eigen::VectorXd PotentialOn<3>::solve(const std::vector<LawPatch>&,
                                               const std::function<double(const Point&)>&,
                                               const Eigen::VectorXd&) const;
template double PotentialOn<3>::current_through(const LawPatch&, const Eigen::VectorXd&) const;
template Potential::Errors PotentialOn<3>::errors(const Eigen::VectorXd&,
                                                  const std::function<double(const Point&)>&,
                                                  const std::function<Eigen::Vector3d(const Point&)>&) const;

}  // namespace lauelith::solvers
