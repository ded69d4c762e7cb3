// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/potential_on.h"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/lac/dynamic_sparsity_pattern.h>
#include <deal.II/lac/full_matrix.h>

#include <cmath>
#include <limits>

#include "solvers/mesh_memory.h"

namespace lauelith::solvers {
namespace {

using Matrix = dealii::SparseMatrix<double>;

/// Bytes: fill of UMFPACK for linear elements in a box, measured.
double memory_of_factor(std::size_t n_unknowns) {
  return 90.0 * std::pow(static_cast<double>(n_unknowns), 4.0 / 3.0);
}

}  // namespace

double value_at(const PatchPoint& point, const Eigen::VectorXd& potential) {
  double value = 0.0;
  for (std::size_t a = 0; a < point.indices.size(); ++a)
    value +=
        point.shape[static_cast<Eigen::Index>(a)] * potential[static_cast<Eigen::Index>(point.indices[a])];
  return value;
}

template <int dim>
PotentialOn<dim>::PotentialOn(const PotentialProblem& problem)
    : problem_(problem), space_(problem.mesh, problem.degree), constraints_(space_.constraints(floats())) {
  for (const auto& patch : problem.patches) patches_.push_back(space_.points_on(patch));
  for (const auto& sheet : problem.sheets) sheets_.push_back(space_.points_on(sheet.patch));
  for (const auto& contact : problem.contacts) contacts_.push_back(space_.points_on(contact.patch));
  dealii::DynamicSparsityPattern pattern(space_.dofs().n_dofs());
  // Laws take the held unknown along: the pattern is that without holding.
  dealii::DoFTools::make_sparsity_pattern(space_.dofs(), pattern, space_.constraints(false), false);
  pattern_.copy_from(pattern);
  if (dim == 3) require_memory(memory_of_factor(space_.dofs().n_dofs()), problem.memory_limit_GB);
  Matrix K(pattern_);
  assemble(K, constraints_);
  factor_.initialize(K);
}

namespace {

/// Adds ∫ c N_a N_b or, along the patch, ∫ c ∂N_a · ∂N_b.
void add_patch_matrix(const PatchPoints& points, const dealii::AffineConstraints<double>& constraints,
                      double factor, bool is_sheet, Matrix& K) {
  for (const auto& point : points) {
    const auto n = static_cast<unsigned>(point.indices.size());
    dealii::FullMatrix<double> cell(n, n);
    const Eigen::MatrixXd values = is_sheet ? point.slopes : Eigen::MatrixXd(point.shape);
    const Eigen::MatrixXd products = factor * point.weight * values * values.transpose();
    for (unsigned a = 0; a < n; ++a) {
      for (unsigned b = 0; b < n; ++b) cell(a, b) = products(a, b);
    }
    constraints.distribute_local_to_global(cell, point.indices, K);
  }
}

}  // namespace

template <int dim>
void PotentialOn<dim>::assemble(Matrix& K, const dealii::AffineConstraints<double>& constraints) const {
  const auto& element = space_.element();
  const dealii::QGauss<dim> rule(element.degree + 1);
  dealii::FEValues<dim> values(
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
      const Eigen::Matrix3d sigma =
          problem_.conductivity_S_m(lifted<dim>(values.quadrature_point(q)), material);
      Eigen::MatrixXd gradient = Eigen::MatrixXd::Zero(n, 3);
      for (unsigned a = 0; a < n; ++a) {
        for (unsigned k = 0; k < dim; ++k) gradient(a, k) = values.shape_grad(a, q)[k];
      }
      const Eigen::MatrixXd part = values.JxW(q) * gradient * sigma * gradient.transpose();
      for (unsigned b = 0; b < n; ++b) {
        for (unsigned a = 0; a < n; ++a) matrix(a, b) += part(a, b);
      }
    }
    cell->get_dof_indices(indices);
    constraints.distribute_local_to_global(matrix, indices, K);
  }
  for (std::size_t k = 0; k < sheets_.size(); ++k)
    add_patch_matrix(sheets_[k], constraints, problem_.sheets[k].conductance_S, true, K);
  for (std::size_t k = 0; k < contacts_.size(); ++k)
    add_patch_matrix(contacts_[k], constraints, problem_.contacts[k].conductance_S_m2, false, K);
  for (dealii::types::global_dof_index i = 0; i < K.m(); ++i) {
    if (K.diag_element(i) == 0.0) K.diag_element(i) = 1.0;  // rows that nothing conducting wrote
  }
}

namespace {

void add_patch_load(const PatchPoints& points, const dealii::AffineConstraints<double>& constraints,
                    double density, NodalVector& load) {
  for (const auto& point : points) {
    NodalVector cell(static_cast<unsigned>(point.indices.size()));
    for (unsigned a = 0; a < cell.size(); ++a) cell[a] = density * point.weight * point.shape[a];
    constraints.distribute_local_to_global(cell, point.indices, load);
  }
}

double measure_of(const PatchPoints& points) {
  double measure = 0.0;
  for (const auto& point : points) measure += point.weight;
  return measure;
}

}  // namespace

template <int dim>
NodalVector PotentialOn<dim>::load_of(const Eigen::VectorXd& currents, const std::vector<double>& phi) const {
  NodalVector load(space_.dofs().n_dofs());
  double out = 0.0, balancing_measure = 0.0;
  for (std::size_t k = 0; k < patches_.size(); ++k) {
    const double current = currents[static_cast<Eigen::Index>(k)], measure = measure_of(patches_[k]);
    if (current == 0.0 || measure == 0.0) continue;
    out += current;
    add_patch_load(patches_[k], constraints_, current / measure, load);
  }
  if (floats()) {
    for (const int k : problem_.balancing)
      balancing_measure += measure_of(patches_[static_cast<std::size_t>(k)]);
    for (const int k : problem_.balancing)
      add_patch_load(patches_[static_cast<std::size_t>(k)], constraints_, -out / balancing_measure, load);
  }
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    const ContactPatch& contact = problem_.contacts[k];
    const double potential = phi[static_cast<std::size_t>(contact.contact)];
    if (potential != 0.0)
      add_patch_load(contacts_[k], constraints_, contact.conductance_S_m2 * potential, load);
  }
  return load;
}

template <int dim>
Eigen::VectorXd PotentialOn<dim>::solve(const Eigen::VectorXd& currents,
                                        const std::vector<double>& contact_potentials) const {
  NodalVector potential = load_of(currents, contact_potentials);
  factor_.solve(potential);
  constraints_.distribute(potential);
  return Eigen::Map<const Eigen::VectorXd>(potential.begin(), static_cast<Eigen::Index>(potential.size()));
}

template <int dim>
Eigen::VectorXd PotentialOn<dim>::means(const Eigen::VectorXd& potential) const {
  Eigen::VectorXd means(static_cast<Eigen::Index>(patches_.size()));
  for (std::size_t k = 0; k < patches_.size(); ++k) {
    double sum = 0.0;
    for (const auto& point : patches_[k]) sum += point.weight * value_at(point, potential);
    const double measure = measure_of(patches_[k]);
    means[static_cast<Eigen::Index>(k)] = measure > 0.0 ? sum / measure : 0.0;
  }
  return means;
}

template <int dim>
Eigen::MatrixXd PotentialOn<dim>::responses(int part, int n_parts) const {
  const auto n = static_cast<Eigen::Index>(patches_.size());
  Eigen::MatrixXd Z = Eigen::MatrixXd::Zero(n, n);
  const std::vector<double> grounded(problem_.contacts.size() + 2, 0.0);
  for (Eigen::Index k = part; k < n; k += n_parts)
    Z.col(k) = means(solve(Eigen::VectorXd::Unit(n, k), grounded));
  return Z;
}

template <int dim>
double PotentialOn<dim>::contact_current(const Eigen::VectorXd& potential, int contact, double phi) const {
  double current = 0.0;
  for (std::size_t k = 0; k < contacts_.size(); ++k) {
    if (problem_.contacts[k].contact != contact) continue;
    for (const auto& point : contacts_[k])
      current += problem_.contacts[k].conductance_S_m2 * point.weight * (value_at(point, potential) - phi);
  }
  return current;
}

template <int dim>
void PotentialOn<dim>::sample_at(const std::vector<Point>& points) {
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

template <int dim>
std::vector<double> PotentialOn<dim>::sampled(const Eigen::VectorXd& potential) const {
  std::vector<double> values;
  for (const auto& sample : samples_) {
    const bool is_nowhere = sample.indices.empty();
    values.push_back(is_nowhere ? std::numeric_limits<double>::quiet_NaN() : value_at(sample, potential));
  }
  return values;
}

std::unique_ptr<Potential> make_potential(const PotentialProblem& problem) {
  if (problem.dimension == 2) return std::make_unique<PotentialOn<2>>(problem);
  return std::make_unique<PotentialOn<3>>(problem);
}

template class PotentialOn<2>;
template class PotentialOn<3>;

}  // namespace lauelith::solvers
