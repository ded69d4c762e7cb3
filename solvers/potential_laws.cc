// SPDX-License-Identifier: BSD-3-Clause
#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/lac/full_matrix.h>

#include <cmath>
#include <string>

#include "solvers/potential_in_plane.h"
#include "src/failure.h"

namespace lauelith::solvers {

void PotentialInPlane::add_source(const std::function<double(const Point&)>& source,
                                  const dealii::AffineConstraints<double>& constraints,
                                  NodalVector& load) const {
  const auto& element = space_.element();
  const dealii::QGauss<2> rule(element.degree + 2);
  dealii::FEValues<2> values(
      space_.mapping(), element, rule,
      dealii::update_values | dealii::update_JxW_values | dealii::update_quadrature_points);
  NodalVector cell_load(element.n_dofs_per_cell());
  std::vector<dealii::types::global_dof_index> indices(element.n_dofs_per_cell());
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (space_.material(cell) < 0) continue;
    values.reinit(cell);
    cell_load = 0.0;
    for (const unsigned q : values.quadrature_point_indices()) {
      const auto x = values.quadrature_point(q);
      const double density = values.JxW(q) * source(Point(x[0], x[1], 0.0));
      for (unsigned a = 0; a < cell_load.size(); ++a) cell_load[a] += density * values.shape_value(a, q);
    }
    cell->get_dof_indices(indices);
    constraints.distribute_local_to_global(cell_load, indices, load);
  }
}

namespace {

/// The line's part of tangent and residual: ∫ i'(φ) N_a N_b and −∫ i(φ) N_a.
void add_law(const LinePoints& points, const LineLaw& law, const Eigen::VectorXd& potential,
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

Eigen::VectorXd PotentialInPlane::solve(const std::vector<LawLine>& laws,
                                        const std::function<double(const Point&)>& source,
                                        const Eigen::VectorXd& start) const {
  constexpr int most_steps = 50;
  const auto constraints = space_.constraints(false);
  dealii::SparseMatrix<double> linear(pattern_);
  assemble(linear, constraints);
  NodalVector given(space_.dofs().n_dofs());
  if (source) add_source(source, constraints, given);
  std::vector<LinePoints> points;
  for (const LawLine& law : laws) points.push_back(space_.points_on(law.line));
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

double PotentialInPlane::current_through(const LawLine& line, const Eigen::VectorXd& potential) const {
  double current = 0.0;
  for (const auto& point : space_.points_on(line.line))
    current += point.weight * line.law(point.x, value_at(point, potential)).first;
  return current;
}

Potential::Errors PotentialInPlane::errors(
    const Eigen::VectorXd& potential, const std::function<double(const Point&)>& exact,
    const std::function<Eigen::Vector2d(const Point&)>& gradient) const {
  const auto& element = space_.element();
  const dealii::QGauss<2> rule(element.degree + 3);
  dealii::FEValues<2> values(space_.mapping(), element, rule,
                             dealii::update_values | dealii::update_gradients | dealii::update_JxW_values |
                                 dealii::update_quadrature_points);
  std::vector<dealii::types::global_dof_index> indices(element.n_dofs_per_cell());
  double value2 = 0.0, gradient2 = 0.0;
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    if (space_.material(cell) < 0) continue;
    values.reinit(cell);
    cell->get_dof_indices(indices);
    for (const unsigned q : values.quadrature_point_indices()) {
      const Point x(values.quadrature_point(q)[0], values.quadrature_point(q)[1], 0.0);
      double value = -exact(x);
      Eigen::Vector2d slope = -gradient(x);
      for (unsigned a = 0; a < indices.size(); ++a) {
        const double nodal = potential[static_cast<Eigen::Index>(indices[a])];
        value += nodal * values.shape_value(a, q);
        slope += nodal * Eigen::Vector2d(values.shape_grad(a, q)[0], values.shape_grad(a, q)[1]);
      }
      value2 += values.JxW(q) * value * value;
      gradient2 += values.JxW(q) * slope.squaredNorm();
    }
  }
  return {std::sqrt(value2), std::sqrt(gradient2)};
}

}  // namespace lauelith::solvers
