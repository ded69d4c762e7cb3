// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/reduced_conduction.h"

#include <Eigen/Cholesky>
#include <cassert>

#include "src/frames.h"

namespace lauelith::solvers {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

Eigen::Map<const VectorXd> vector_of(const std::vector<double>& values) {
  return {values.data(), static_cast<Index>(values.size())};
}

/// Conductivities of all cells, a column per component.
MatrixXd components_by_cell(const std::vector<Eigen::Matrix3d>& conductivity) {
  MatrixXd components(static_cast<Index>(conductivity.size()), 6);
  for (std::size_t i = 0; i < conductivity.size(); ++i)
    components.row(static_cast<Index>(i)) = components_of(conductivity[i]).transpose();
  return components;
}

/// M from its upper half as CellForms orders it.
MatrixXd square_of(const Eigen::RowVectorXd& pairs, Index n) {
  MatrixXd M(n, n);
  for (Index j = 0; j < n; ++j) {
    for (Index i = 0; i <= j; ++i) M(i, j) = M(j, i) = pairs[CellForms::column_of(i, j)];
  }
  return M;
}

/// a_i a_j by pair, both halves.
VectorXd products_of(const VectorXd& a) {
  VectorXd products(a.size() * (a.size() + 1) / 2);
  for (Index j = 0; j < a.size(); ++j) {
    for (Index i = 0; i <= j; ++i) products[CellForms::column_of(i, j)] = (i == j ? 1.0 : 2.0) * a[i] * a[j];
  }
  return products;
}

/// Off-diagonal components count twice.
double weight_of(Index component) { return component < 3 ? 1.0 : 2.0; }

}  // namespace

ReducedConduction::ReducedConduction(const Conduction& full, int direction)
    : full_(full), direction_(direction), forms_(full.forms(direction, {})) {}

bool ReducedConduction::add(const std::vector<double>& unknowns) {
  constexpr double least_new = 1e-7;  // below it is what conjugate gradients left
  VectorXd rest = vector_of(unknowns);
  if (basis_.empty()) scale_ = rest.norm();
  for (int pass = 0; pass < 2; ++pass) {
    for (const auto& other : basis_) rest -= rest.dot(vector_of(other)) * vector_of(other);
  }
  const double length = rest.norm();
  if (!(length > least_new * scale_)) return false;
  rest /= length;
  basis_.emplace_back(rest.begin(), rest.end());
  forms_ = full_.forms(direction_, basis_);
  return true;
}

ConductionState ReducedConduction::solve(const std::vector<Eigen::Matrix3d>& conductivity_S_m, int direction,
                                         const std::vector<double>&) const {
  assert(direction == direction_);
  (void)direction;
  const MatrixXd sigma = components_by_cell(conductivity_S_m);
  const Index n = forms_.n + 1;
  Eigen::RowVectorXd pairs = Eigen::RowVectorXd::Zero(n * (n + 1) / 2);
  for (Index c = 0; c < 6; ++c) {
    const MatrixXd& of = forms_.pairs[static_cast<std::size_t>(c)];
    if (of.size() > 0) pairs += weight_of(c) * (sigma.col(c).transpose() * of);
  }
  const MatrixXd M = square_of(pairs, n);
  VectorXd a = VectorXd::Ones(n);
  if (n > 1) a.tail(n - 1) = M.bottomRightCorner(n - 1, n - 1).ldlt().solve(VectorXd(-M.col(0).tail(n - 1)));
  const VectorXd products = products_of(a);
  MatrixXd energy = MatrixXd::Zero(sigma.rows(), 6), gradient = MatrixXd::Zero(sigma.rows(), 3);
  ConductionState state;
  for (Index c = 0; c < 6; ++c) {
    const MatrixXd& of = forms_.pairs[static_cast<std::size_t>(c)];
    if (of.size() == 0) continue;
    energy.col(c) = of * products;
    state.effective_S_m += weight_of(c) * sigma.col(c).dot(energy.col(c));
  }
  for (Index k = 0; k < 3; ++k) {
    const MatrixXd& of = forms_.mean_gradient[static_cast<std::size_t>(k)];
    if (of.size() > 0) gradient.col(k) = of * a;
  }
  state.energy.reserve(conductivity_S_m.size());
  state.mean_gradient.reserve(conductivity_S_m.size());
  for (Index cell = 0; cell < sigma.rows(); ++cell) {
    state.energy.emplace_back(energy.row(cell).transpose());
    state.mean_gradient.emplace_back(gradient.row(cell).transpose());
  }
  return state;
}

CellForms ReducedConduction::forms(int direction, const std::vector<std::vector<double>>& unknowns) const {
  return full_.forms(direction, unknowns);
}

}  // namespace lauelith::solvers
