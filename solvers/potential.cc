// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/potential_in_plane.h"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/lac/dynamic_sparsity_pattern.h>
#include <deal.II/lac/full_matrix.h>

#include <limits>

namespace lauelith::solvers {
namespace {

using Matrix = dealii::SparseMatrix<double>;

}  // namespace

double value_at(const PotentialSpace::LinePoint& point, const Eigen::VectorXd& potential) {
  double value = 0.0;
  for (std::size_t a = 0; a < point.indices.size(); ++a)
    value +=
        point.shape[static_cast<Eigen::Index>(a)] * potential[static_cast<Eigen::Index>(point.indices[a])];
  return value;
}

PotentialInPlane::PotentialInPlane(const PotentialProblem& problem)
    : problem_(problem), space_(problem.mesh, problem.degree), constraints_(space_.constraints(floats())) {
  for (const auto& line : problem.lines) lines_.push_back(space_.points_on(line));
  for (const auto& sheet : problem.sheets) sheets_.push_back(space_.points_on(sheet.line));
  for (const auto& contact : problem.contacts) contacts_.push_back(space_.points_on(contact.line));
  dealii::DynamicSparsityPattern pattern(space_.dofs().n_dofs());
  // Laws take the held unknown along: the pattern is that without holding.
  dealii::DoFTools::make_sparsity_pattern(space_.dofs(), pattern, space_.constraints(false), false);
  pattern_.copy_from(pattern);
  Matrix K(pattern_);
  assemble(K, constraints_);
  factor_.initialize(K);
}

namespace {

/// Adds ∫ c N_a N_b or, along the line, ∫ c ∂N_a ∂N_b.
void add_line_matrix(const LinePoints& points, const dealii::AffineConstraints<double>& constraints,
                     double factor, Eigen::VectorXd PotentialSpace::LinePoint::*function, Matrix& K) {
  for (const auto& point : points) {
    const auto n = static_cast<unsigned>(point.indices.size());
    dealii::FullMatrix<double> cell(n, n);
    const Eigen::VectorXd& values = point.*function;
    for (unsigned a = 0; a < n; ++a) {
      for (unsigned b = 0; b < n; ++b) cell(a, b) = factor * point.weight * values[a] * values[b];
    }
    constraints.distribute_local_to_global(cell, point.indices, K);
  }
}

}  // namespace

void PotentialInPlane::assemble(Matrix& K, const dealii::AffineConstraints<double>& constraints) const {
  const auto& element = space_.element();
  const dealii::QGauss<2> rule(element.degree + 1);
  dealii::FEValues<2> values(
      space_.mapping(), element, rule,
      dealii::update_gradients | dealii::update_JxW_values | dealii::update_quadrature_points);
  const unsigned n = element.n_dofs_per_cell();
  dealii::FullMatrix<double> matrix(n, n);
  std::vector<dealii::types::global_dof_index> indices(n);
  for (const auto& cell : space_.dofs().active_cell_iterators()) {
    const int material = space_.material(cell);
    if (material < 0) continue;
    values.reinit(cell);
    matrix = 0.0;
    for (const unsigned q : values.quadrature_point_indices()) {
      const auto x = values.quadrature_point(q);
      const Eigen::Matrix2d sigma = problem_.conductivity_S_m(Point(x[0], x[1], 0.0), material);
      for (unsigned b = 0; b < n; ++b) {
        const auto g = values.shape_grad(b, q);
        const Eigen::Vector2d flux = values.JxW(q) * (sigma * Eigen::Vector2d(g[0], g[1]));
        for (unsigned a = 0; a < n; ++a)
          matrix(a, b) += values.shape_grad(a, q)[0] * flux[0] + values.shape_grad(a, q)[1] * flux[1];
      }
    }
    cell->get_dof_indices(indices);
    constraints.distribute_local_to_global(matrix, indices, K);
  }
  for (std::size_t k = 0; k < sheets_.size(); ++k)
    add_line_matrix(sheets_[k], constraints, problem_.sheets[k].conductance_S,
                    &PotentialSpace::LinePoint::slope, K);
  for (std::size_t k = 0; k < contacts_.size(); ++k)
    add_line_matrix(contacts_[k], constraints, problem_.contacts[k].conductance_S_m2,
                    &PotentialSpace::LinePoint::shape, K);
  for (dealii::types::global_dof_index i = 0; i < K.m(); ++i) {
    if (K.diag_element(i) == 0.0) K.diag_element(i) = 1.0;  // rows that nothing conducting wrote
  }
}

namespace {

void add_line_load(const LinePoints& points, const dealii::AffineConstraints<double>& constraints,
                   double density, NodalVector& load) {
  for (const auto& point : points) {
    NodalVector cell(static_cast<unsigned>(point.indices.size()));
    for (unsigned a = 0; a < cell.size(); ++a) cell[a] = density * point.weight * point.shape[a];
    constraints.distribute_local_to_global(cell, point.indices, load);
  }
}

double length_of(const LinePoints& points) {
  double length = 0.0;
  for (const auto& point : points) length += point.weight;
  return length;
}

}  // namespace

NodalVector PotentialInPlane::load_of(const Eigen::VectorXd& line_currents,
                                      const std::vector<double>& phi) const {
  NodalVector load(space_.dofs().n_dofs());
  double out = 0.0, balancing_length = 0.0;
  for (std::size_t k = 0; k < lines_.size(); ++k) {
    const double current = line_currents[static_cast<Eigen::Index>(k)], length = length_of(lines_[k]);
    if (current == 0.0 || length == 0.0) continue;
    out += current;
    add_line_load(lines_[k], constraints_, current / length, load);
  }
  if (floats()) {
    for (const int k : problem_.balancing) balancing_length += length_of(lines_[static_cast<std::size_t>(k)]);
    for (const int k : problem_.balancing)
      add_line_load(lines_[static_cast<std::size_t>(k)], constraints_, -out / balancing_length, load);
  }
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    const ContactLine& contact = problem_.contacts[k];
    const double potential = phi[static_cast<std::size_t>(contact.contact)];
    if (potential != 0.0)
      add_line_load(contacts_[k], constraints_, contact.conductance_S_m2 * potential, load);
  }
  return load;
}

Eigen::VectorXd PotentialInPlane::solve(const Eigen::VectorXd& line_currents,
                                        const std::vector<double>& contact_potentials) const {
  NodalVector potential = load_of(line_currents, contact_potentials);
  factor_.solve(potential);
  constraints_.distribute(potential);
  return Eigen::Map<const Eigen::VectorXd>(potential.begin(), static_cast<Eigen::Index>(potential.size()));
}

Eigen::VectorXd PotentialInPlane::means(const Eigen::VectorXd& potential) const {
  Eigen::VectorXd means(static_cast<Eigen::Index>(lines_.size()));
  for (std::size_t k = 0; k < lines_.size(); ++k) {
    double sum = 0.0;
    for (const auto& point : lines_[k]) sum += point.weight * value_at(point, potential);
    const double length = length_of(lines_[k]);
    means[static_cast<Eigen::Index>(k)] = length > 0.0 ? sum / length : 0.0;
  }
  return means;
}

Eigen::MatrixXd PotentialInPlane::responses() const {
  const auto n = static_cast<Eigen::Index>(lines_.size());
  Eigen::MatrixXd Z(n, n);
  const std::vector<double> grounded(problem_.contacts.size() + 2, 0.0);
  for (Eigen::Index k = 0; k < n; ++k) Z.col(k) = means(solve(Eigen::VectorXd::Unit(n, k), grounded));
  return Z;
}

double PotentialInPlane::contact_current(const Eigen::VectorXd& potential, int contact, double phi) const {
  double current = 0.0;
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    if (problem_.contacts[k].contact != contact) continue;
    for (const auto& point : contacts_[k])
      current += problem_.contacts[k].conductance_S_m2 * point.weight * (value_at(point, potential) - phi);
  }
  return current;
}

void PotentialInPlane::sample_at(const std::vector<Point>& points) {
  samples_.clear();
  for (const Point& x : points) {
    auto& sample = samples_.emplace_back();
    sample.x = x;
    const auto cell = space_.cell_at(x);
    if (cell == space_.dofs().end()) continue;
    sample.indices.resize(space_.element().n_dofs_per_cell());
    cell->get_dof_indices(sample.indices);
    sample.shape = space_.shapes_at(cell, x);
  }
}

std::vector<double> PotentialInPlane::sampled(const Eigen::VectorXd& potential) const {
  std::vector<double> values;
  for (const auto& sample : samples_) {
    const bool is_nowhere = sample.indices.empty();
    values.push_back(is_nowhere ? std::numeric_limits<double>::quiet_NaN() : value_at(sample, potential));
  }
  return values;
}

std::unique_ptr<Potential> make_potential(const PotentialProblem& problem) {
  return std::make_unique<PotentialInPlane>(problem);
}

}  // namespace lauelith::solvers
