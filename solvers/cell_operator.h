// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/base/partitioner.h>
#include <deal.II/base/subscriptor.h>
#include <deal.II/lac/la_parallel_vector.h>

#include <Eigen/Core>
#include <memory>
#include <vector>

#include "solvers/elastic_assembly.h"

namespace lauelith::solvers {

template <typename Number>
using DistributedVector = dealii::LinearAlgebra::distributed::Vector<Number>;

/// The stiffness as an operator, without a global matrix: y = Σ_cells Gᵀ K_cell G x, G the unknowns of a cell
/// (hanging nodes and supports resolved). All cells are boxes, so that cells of one material and one size
/// share K_cell: their unknowns are gathered side by side and multiplied by it as one matrix product, which
/// uses the processor's vector units whatever those of the packaged deal.II. Rows of constrained unknowns are
/// those of the identity. Equal to the assembled matrix: tests/verification, multigrid.
template <int dim, typename Number>
class CellOperator : public dealii::Subscriptor {
 public:
  using VectorType = DistributedVector<Number>;
  using Matrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic>;

  CellOperator(const ElasticSpace<dim>& space, const ElasticAssembly<dim>& assembly);

  void initialize(VectorType& vector) const { vector.reinit(partitioner_); }
  void vmult(VectorType& y, const VectorType& x) const;
  VectorType inverse_diagonal() const;
  // What deal.II's smoothers ask of a matrix.
  void initialize_dof_vector(VectorType& vector) const { initialize(vector); }
  dealii::types::global_dof_index m() const { return partitioner_->size(); }
  Number el(unsigned, unsigned) const { return Number(0); }  ///< never called

 private:
  /// Unknowns of cells whose own unknowns are all free: n numbers a cell.
  /// `resolved`: those of the others, per unknown of the cell the free ones it depends on.
  struct Entry {
    unsigned index;
    Number weight;
  };
  struct ResolvedCell {
    std::vector<unsigned> start;
    std::vector<Entry> entries;
  };
  struct Group {
    Matrix K;
    std::vector<unsigned> plain;
    std::vector<ResolvedCell> resolved;
  };
  void add_cell(const typename ElasticAssembly<dim>::Cell& cell, Group& group) const;
  void apply_plain(const Group& group, VectorType& y, const VectorType& x) const;
  void apply_resolved(const Group& group, VectorType& y, const VectorType& x) const;
  void add_diagonal(const Group& group, VectorType& diagonal) const;

  const ElasticSpace<dim>& space_;
  Eigen::Index n_;  ///< unknowns of a cell
  std::shared_ptr<const dealii::Utilities::MPI::Partitioner> partitioner_;
  std::vector<Group> groups_;
  std::vector<unsigned> constrained_;
};

extern template class CellOperator<2, float>;
extern template class CellOperator<2, double>;
extern template class CellOperator<3, float>;
extern template class CellOperator<3, double>;

}  // namespace lauelith::solvers
