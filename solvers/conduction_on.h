// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/grid/tria.h>
#include <deal.II/lac/affine_constraints.h>
#include <deal.II/lac/sparse_matrix.h>
#include <deal.II/lac/vector.h>

#include "solvers/conduction.h"

namespace lauelith::solvers {

using Indices = std::vector<dealii::types::global_dof_index>;

/// Conduction in the plane or in space.
template <int dim>
class ConductionOn : public Conduction {
 public:
  explicit ConductionOn(const ConductionProblem& problem);
  ConductionState solve(const std::vector<Eigen::Matrix3d>& conductivity_S_m, int direction,
                        const std::vector<double>& start) const override;
  std::size_t n_unknowns() const override { return dofs_.n_dofs(); }
  CellForms forms(int direction, const std::vector<std::vector<double>>& unknowns) const override;

 private:
  void make_mesh();
  void integrate_shapes();
  void constrain();
  void fix_what_no_cell_conducts();
  void assemble(const std::vector<Eigen::Matrix3d>& conductivity, int direction,
                dealii::SparseMatrix<double>& K, dealii::Vector<double>& load) const;
  Eigen::RowVectorXd pairs_of(const Eigen::MatrixXd& values, int k, int l, int direction) const;
  void evaluate(const std::vector<Eigen::Matrix3d>& conductivity, int direction,
                const dealii::Vector<double>& potential, ConductionState& state) const;

  ConductionProblem problem_;
  dealii::Triangulation<dim> mesh_;
  dealii::FE_Q<dim> element_;
  dealii::DoFHandler<dim> dofs_;
  dealii::AffineConstraints<double> constraints_;
  dealii::SparsityPattern pattern_;
  std::vector<Indices> indices_;  ///< unknowns of every conducting voxel; empty in a hole
  std::array<std::array<Eigen::MatrixXd, dim>, dim> products_;  ///< ∫ ∂_k N_a ∂_l N_b, the same in all cells
  std::array<Eigen::VectorXd, dim> gradients_;                  ///< ∫ ∂_k N_a
  double cell_volume_ = 1.0;
};

}  // namespace lauelith::solvers
