// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell_operator.h"

#include <algorithm>
#include <map>

namespace lauelith::solvers {
namespace {

/// Cells multiplied at once: enough for the matrix product to run at full speed, few enough for the cache.
constexpr Eigen::Index chunk = 64;

}  // namespace

template <int dim, typename Number>
CellOperator<dim, Number>::CellOperator(const ElasticSpace<dim>& space, const ElasticAssembly<dim>& assembly)
    : space_(space),
      n_(static_cast<Eigen::Index>(space.element().n_dofs_per_cell())),
      partitioner_(std::make_shared<dealii::Utilities::MPI::Partitioner>(space.owned(), space.relevant(),
                                                                         space.communicator())) {
  std::map<std::pair<int, unsigned>, std::size_t> group_of;
  for (const auto& cell : space.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    const auto [place, is_new] =
        group_of.emplace(std::pair(space.material(cell), assembly.shape_number(cell)), groups_.size());
    if (is_new) groups_.push_back({assembly.cell_matrix(cell).template cast<Number>(), {}, {}});
    add_cell(cell, groups_[place->second]);
  }
  for (unsigned i = 0; i < partitioner_->locally_owned_size(); ++i) {
    if (space.constraints().is_constrained(partitioner_->local_to_global(i))) constrained_.push_back(i);
  }
}

template <int dim, typename Number>
void CellOperator<dim, Number>::add_cell(const typename ElasticAssembly<dim>::Cell& cell,
                                         Group& group) const {
  const auto& constraints = space_.constraints();
  std::vector<dealii::types::global_dof_index> indices(static_cast<std::size_t>(n_));
  cell->get_dof_indices(indices);
  const bool is_plain = std::none_of(indices.begin(), indices.end(),
                                     [&](const auto index) { return constraints.is_constrained(index); });
  if (is_plain) {
    for (const auto index : indices) group.plain.push_back(partitioner_->global_to_local(index));
    return;
  }
  ResolvedCell resolved;
  for (const auto index : indices) {
    resolved.start.push_back(static_cast<unsigned>(resolved.entries.size()));
    if (!constraints.is_constrained(index)) {
      resolved.entries.push_back({partitioner_->global_to_local(index), Number(1)});
      continue;
    }
    for (const auto& [other, weight] : *constraints.get_constraint_entries(index)) {
      resolved.entries.push_back({partitioner_->global_to_local(other), static_cast<Number>(weight)});
    }
  }
  resolved.start.push_back(static_cast<unsigned>(resolved.entries.size()));
  group.resolved.push_back(std::move(resolved));
}

template <int dim, typename Number>
void CellOperator<dim, Number>::vmult(VectorType& y, const VectorType& x) const {
  y = Number(0);
  x.update_ghost_values();
  for (const Group& group : groups_) {
    apply_plain(group, y, x);
    apply_resolved(group, y, x);
  }
  y.compress(dealii::VectorOperation::add);
  x.zero_out_ghost_values();
  for (const unsigned i : constrained_) y.local_element(i) = x.local_element(i);
}

template <int dim, typename Number>
void CellOperator<dim, Number>::apply_plain(const Group& group, VectorType& y, const VectorType& x) const {
  const Number* from = x.begin();
  Number* to = y.begin();
  Matrix X(n_, chunk), Y(n_, chunk);
  const auto n_cells = static_cast<Eigen::Index>(group.plain.size()) / n_;
  for (Eigen::Index first = 0; first < n_cells; first += chunk) {
    const Eigen::Index n_here = std::min(chunk, n_cells - first);
    const unsigned* index = group.plain.data() + first * n_;
    for (Eigen::Index i = 0; i < n_here * n_; ++i) X.data()[i] = from[index[i]];
    Y.leftCols(n_here).noalias() = group.K * X.leftCols(n_here);
    for (Eigen::Index i = 0; i < n_here * n_; ++i) to[index[i]] += Y.data()[i];
  }
}

template <int dim, typename Number>
void CellOperator<dim, Number>::apply_resolved(const Group& group, VectorType& y, const VectorType& x) const {
  const Number* from = x.begin();
  Number* to = y.begin();
  Eigen::Matrix<Number, Eigen::Dynamic, 1> values(n_), forces(n_);
  for (const ResolvedCell& cell : group.resolved) {
    for (Eigen::Index i = 0; i < n_; ++i) {
      values[i] = 0;
      for (unsigned k = cell.start[i]; k < cell.start[i + 1]; ++k)
        values[i] += cell.entries[k].weight * from[cell.entries[k].index];
    }
    forces.noalias() = group.K * values;
    for (Eigen::Index i = 0; i < n_; ++i) {
      for (unsigned k = cell.start[i]; k < cell.start[i + 1]; ++k)
        to[cell.entries[k].index] += cell.entries[k].weight * forces[i];
    }
  }
}

template <int dim, typename Number>
void CellOperator<dim, Number>::add_diagonal(const Group& group, VectorType& diagonal) const {
  for (std::size_t i = 0; i < group.plain.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i) % n_;
    diagonal.local_element(group.plain[i]) += group.K(row, row);
  }
  for (const ResolvedCell& cell : group.resolved) {
    std::map<unsigned, Eigen::Matrix<Number, Eigen::Dynamic, 1>> column;  // of G, per free unknown
    for (Eigen::Index i = 0; i < n_; ++i) {
      for (unsigned k = cell.start[i]; k < cell.start[i + 1]; ++k) {
        auto& weights = column[cell.entries[k].index];
        if (weights.size() == 0) weights.setZero(n_);
        weights[i] += cell.entries[k].weight;
      }
    }
    for (const auto& [index, weights] : column)
      diagonal.local_element(index) += weights.dot(group.K * weights);
  }
}

template <int dim, typename Number>
typename CellOperator<dim, Number>::VectorType CellOperator<dim, Number>::inverse_diagonal() const {
  VectorType diagonal;
  initialize(diagonal);
  for (const Group& group : groups_) add_diagonal(group, diagonal);
  diagonal.compress(dealii::VectorOperation::add);
  for (const unsigned i : constrained_) diagonal.local_element(i) = Number(1);
  for (Number& value : diagonal) value = Number(1) / value;
  return diagonal;
}

template class CellOperator<2, float>;
template class CellOperator<2, double>;
template class CellOperator<3, float>;
template class CellOperator<3, double>;

}  // namespace lauelith::solvers
