// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/distributed/tria.h>
#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/fe_system.h>
#include <deal.II/fe/mapping.h>
#include <deal.II/lac/affine_constraints.h>
#include <deal.II/lac/la_parallel_vector.h>

#include <memory>
#include <vector>

#include "solvers/elastic_problem.h"
#include "solvers/linear_solver.h"
#include "solvers/rigid_motions.h"

namespace lauelith::solvers {

/// Values at the unknowns of a rank's cells, those of its neighbours too. Made from one description of who
/// owns what: a Trilinos vector looks that up anew each time, which takes all ranks.
using GhostedVector = dealii::LinearAlgebra::distributed::Vector<double>;

/// A point of deal.II as one of ours, and back.
template <int dim>
Point point_of(const dealii::Point<dim>& p) {
  Point x = Point::Zero();
  for (int k = 0; k < dim; ++k) x[k] = p[k];
  return x;
}

/// Mesh, elements, numbering and constraints of an elastic problem: three displacement components on a p4est
/// forest of boxes, or of quadrilaterals that follow the grains. Materials are known on owned and ghost
/// cells, by active cell index; −1: void.
template <int dim>
class ElasticSpace {
 public:
  explicit ElasticSpace(const ElasticProblem& problem);

  const ElasticProblem& problem() const { return problem_; }
  const dealii::DoFHandler<dim>& dofs() const { return dofs_; }
  const dealii::FESystem<dim>& element() const { return element_; }
  const dealii::Mapping<dim>& mapping() const { return *mapping_; }
  /// Whether cells of one level are all alike.
  bool is_of_boxes() const { return !problem_.mesh.quads; }
  const dealii::IndexSet& owned() const { return dofs_.locally_owned_dofs(); }
  const dealii::IndexSet& relevant() const { return relevant_; }
  MPI_Comm communicator() const { return mesh_.get_communicator(); }
  int material(const typename dealii::DoFHandler<dim>::cell_iterator& cell) const {
    return material_[cell->active_cell_index()];
  }
  /// Hanging nodes, supports (homogeneous) and the nodes that hold the rigid motions left free.
  const dealii::AffineConstraints<double>& constraints() const { return constraints_; }
  /// The same with the displacements of the supports.
  const dealii::AffineConstraints<double>& displaced_constraints() const { return displaced_constraints_; }
  /// Rigid motions of the body at the owned unknowns.
  NearNullSpace rigid_motions() const;
  RigidMotions motions() const;
  /// Combinations of those that no support holds.
  const Eigen::MatrixXd& free_motions() const { return free_motions_; }
  std::size_t n_cells() const { return mesh_.n_global_active_cells(); }
  /// Steps of refinement that made the mesh of the coarse one.
  int n_refinements() const { return n_refinements_; }
  /// A vector of zeros, and one with the values on ghost cells too.
  GhostedVector zeros() const { return GhostedVector(partitioner_); }
  GhostedVector with_ghosts(const std::vector<double>& owned_values) const;
  /// Constrained unknowns from those they depend on.
  void distribute(Vector& x) const;

 private:
  void make_coarse_mesh();
  void refine();
  void number_boundary();
  void assign_materials();
  void find_places();
  void make_supports();
  void hold(dealii::types::global_dof_index index, double displacement);
  dealii::ComponentMask only(unsigned component) const;
  void hold_free_motions();

  ElasticProblem problem_;
  dealii::parallel::distributed::Triangulation<dim> mesh_;
  dealii::FESystem<dim> element_;
  std::unique_ptr<dealii::Mapping<dim>> mapping_;
  dealii::DoFHandler<dim> dofs_;
  dealii::IndexSet relevant_;
  std::shared_ptr<const dealii::Utilities::MPI::Partitioner> partitioner_;
  int n_refinements_ = 0;
  std::vector<int> material_;
  std::vector<dealii::Point<dim>> support_points_;  ///< of the owned unknowns
  std::vector<int> component_;                      ///< of the owned unknowns
  dealii::AffineConstraints<double> constraints_, displaced_constraints_;
  Eigen::MatrixXd free_motions_;
};

extern template class ElasticSpace<2>;
extern template class ElasticSpace<3>;

/// Displacements of the supports continued into the body: zero except at held nodes and those that hang on
/// them.
template <int dim>
Vector support_lifting(const ElasticSpace<dim>& space);

}  // namespace lauelith::solvers
