// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/conduction_on.h"

namespace lauelith::solvers {
namespace {

/// Place of xx, yy, zz, yz, xz, xy.
std::size_t component_of(int k, int l) { return static_cast<std::size_t>(k == l ? k : 6 - k - l); }

}  // namespace

template <int dim>
CellForms ConductionOn<dim>::forms(int direction, const std::vector<std::vector<double>>& unknowns) const {
  CellForms forms;
  forms.n = static_cast<Eigen::Index>(unknowns.size());
  const auto n_cells = static_cast<Eigen::Index>(indices_.size());
  const Eigen::Index n_pairs = (forms.n + 1) * (forms.n + 2) / 2;
  const double volume = cell_volume_ * static_cast<double>(n_cells);
  for (int k = 0; k < dim; ++k) {
    forms.mean_gradient[static_cast<std::size_t>(k)] = Eigen::MatrixXd::Zero(n_cells, forms.n + 1);
    for (int l = 0; l <= k; ++l) forms.pairs[component_of(k, l)] = Eigen::MatrixXd::Zero(n_cells, n_pairs);
  }
  for (std::size_t voxel = 0; voxel < indices_.size(); ++voxel) {
    const Indices& indices = indices_[voxel];
    if (indices.empty()) continue;
    const auto row = static_cast<Eigen::Index>(voxel);
    Eigen::MatrixXd values(static_cast<Eigen::Index>(indices.size()), forms.n);
    for (Eigen::Index i = 0; i < forms.n; ++i) {
      for (std::size_t a = 0; a < indices.size(); ++a)
        values(static_cast<Eigen::Index>(a), i) = unknowns[static_cast<std::size_t>(i)][indices[a]];
    }
    for (int k = 0; k < dim; ++k) {
      auto& gradient = forms.mean_gradient[static_cast<std::size_t>(k)];
      gradient.row(row).tail(forms.n) =
          gradients_[static_cast<std::size_t>(k)].transpose() * values / cell_volume_;
      gradient(row, 0) = k == direction ? 1.0 : 0.0;
    }
    for (int k = 0; k < dim; ++k) {
      for (int l = 0; l <= k; ++l)
        forms.pairs[component_of(k, l)].row(row) = pairs_of(values, k, l, direction) / volume;
    }
  }
  return forms;
}

/// ∫ over one cell of ∂_k φ~_i ∂_l φ~_j and its transpose, halved; i ≤ j.
template <int dim>
Eigen::RowVectorXd ConductionOn<dim>::pairs_of(const Eigen::MatrixXd& values, int k, int l,
                                               int direction) const {
  const Eigen::Index n = values.cols();
  const auto at = [](int axis) { return static_cast<std::size_t>(axis); };
  Eigen::MatrixXd all = Eigen::MatrixXd::Zero(n + 1, n + 1);
  all.bottomRightCorner(n, n) = values.transpose() * products_[at(k)][at(l)] * values;
  const double along_k = k == direction ? 1.0 : 0.0, along_l = l == direction ? 1.0 : 0.0;
  all.row(0).tail(n) = along_k * gradients_[at(l)].transpose() * values;
  all.col(0).tail(n) = along_l * (gradients_[at(k)].transpose() * values).transpose();
  all(0, 0) = along_k * along_l * cell_volume_;
  const Eigen::MatrixXd symmetric = 0.5 * (all + all.transpose());
  Eigen::RowVectorXd pairs((n + 1) * (n + 2) / 2);
  for (Eigen::Index j = 0; j <= n; ++j) {
    for (Eigen::Index i = 0; i <= j; ++i) pairs[CellForms::column_of(i, j)] = symmetric(i, j);
  }
  return pairs;
}

template CellForms ConductionOn<2>::forms(int, const std::vector<std::vector<double>>&) const;
template CellForms ConductionOn<3>::forms(int, const std::vector<std::vector<double>>&) const;

}  // namespace lauelith::solvers
