// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "solvers/cell_shapes.h"
#include "solvers/elastic_law.h"
#include "solvers/elastic_space.h"
#include "solvers/load_vector.h"
#include "solvers/rigid_motions.h"

namespace lauelith::solvers {

/// Element matrices and load vectors. The integrals of products of shape gradients
///   S_kl,ab = ∫ ∂_k N_a ∂_l N_b
/// are kept (of boxes: the same for all of one size); the matrix of a cell is then
///   K_ac,bd = Σ_kl T_ck,dl S_kl,ab,       T_ck,dl = C of the material between ∂_k u_c and ∂_l u_d.
/// A load gives F_ac = ∫ σ*_ck ∂_k N_a + ∫ b_c N_a + ∫_boundary t_c N_a with σ* = C : ε*.
template <int dim>
class ElasticAssembly {
 public:
  using Cell = typename dealii::DoFHandler<dim>::active_cell_iterator;

  ElasticAssembly(const ElasticSpace<dim>& space, const ElasticLaw& law,
                  std::vector<FreeMeanStrain> free_mean_strains);

  SparseMatrix stiffness() const;
  /// Stiffness of one cell in deal.II's order of its unknowns.
  Eigen::MatrixXd cell_matrix(const Cell& cell) const;
  LoadVector load(const ElasticLoad& load) const;
  /// The load of a unit homogeneous strain in component c with the sign of an eigenstrain.
  LoadVector mean_strain_load(int c) const;
  /// ∫ β_i : C : ε*_j of bands and loads on the quadrature of the stiffness: with it the pressures on the
  /// openings are those of the discrete problem, their matrix symmetric and positive definite.
  Eigen::MatrixXd band_energy(const std::vector<Opening>& openings,
                              const std::vector<ElasticLoad>& loads) const;
  double volume() const { return volume_; }
  const CellShapes& shapes(const Cell& cell) const { return shapes_.shapes[shape_number(cell)]; }
  /// The same for cells with equal integrals.
  unsigned shape_number(const Cell& cell) const { return shapes_.of_cell[cell->active_cell_index()]; }
  /// ε* of a load at the quadrature points of a cell; empty: zero.
  std::vector<Vector6d> eigenstrains(const ElasticLoad& load, const Cell& cell) const;
  /// Mean over a cell of the distortion of all openings of a load.
  Eigen::Matrix3d mean_band_distortion(const ElasticLoad& load, const Cell& cell) const;

 private:
  std::vector<Vector6d> band_strains(const Opening& opening, const Cell& cell) const;
  Eigen::MatrixXd ordered_cell_matrix(const Cell& cell) const;
  void add_strain_load(const ElasticLoad& load, const Cell& cell, dealii::Vector<double>& local,
                       Eigen::VectorXd& mean) const;
  void add_body_load(const ElasticLoad& load, const Cell& cell, dealii::Vector<double>& local,
                     Resultant& resultant) const;
  void add_traction_load(const ElasticLoad& load, const Cell& cell, dealii::Vector<double>& local,
                         Resultant& resultant) const;
  void add_support_load(const Cell& cell, const Vector& lifting, dealii::Vector<double>& local) const;
  GhostedVector assembled(const ElasticLoad& load, Eigen::VectorXd& mean, Resultant& resultant) const;

  const ElasticSpace<dim>& space_;
  const ElasticLaw& law_;
  std::vector<FreeMeanStrain> free_mean_strains_;
  ShapesOfCells shapes_;
  std::vector<unsigned> position_;
  std::vector<dealii::Point<dim>> nodes_;  ///< of the scalar functions, unit cell
  double volume_ = 0.0;
};

extern template class ElasticAssembly<2>;
extern template class ElasticAssembly<3>;

}  // namespace lauelith::solvers
