// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/dofs/dof_handler.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/fe/mapping_cartesian.h>
#include <deal.II/grid/tria.h>
#include <deal.II/lac/affine_constraints.h>

#include <Eigen/Core>
#include <functional>
#include <vector>

#include "solvers/potential.h"

namespace lauelith::solvers {

/// A point of deal.II as one of ours, Z = 0 in the plane.
template <int dim>
Point lifted(const dealii::Point<dim>& p) {
  Point x = Point::Zero();
  for (int k = 0; k < dim; ++k) x[k] = p[static_cast<unsigned>(k)];
  return x;
}

/// A quadrature point of a patch inside a cell.
struct PatchPoint {
  std::vector<dealii::types::global_dof_index> indices;
  Eigen::VectorXd shape;
  Eigen::MatrixXd slopes;  ///< of the functions along the patch, a column per direction in it, 1/m
  double weight = 0.0;     ///< m, m²
  Point x = Point::Zero();
};

/// Mesh, elements and numbering of a potential, and quadrature on patches that cross cells.
template <int dim>
class PotentialSpace {
 public:
  using Cell = typename dealii::DoFHandler<dim>::active_cell_iterator;

  PotentialSpace(const MeshPlan& plan, int degree);

  const dealii::DoFHandler<dim>& dofs() const { return dofs_; }
  const dealii::FE_Q<dim>& element() const { return element_; }
  const dealii::MappingCartesian<dim>& mapping() const { return mapping_; }
  /// Hanging nodes; unknowns that no conducting cell has are zero, and one more if `hold_one`.
  dealii::AffineConstraints<double> constraints(bool hold_one) const;
  int material(const Cell& cell) const { return material_[cell->active_cell_index()]; }

  /// Gauss points on the parts of the patch in conducting cells. A part between two cells belongs to one.
  std::vector<PatchPoint> points_on(const PotentialPatch& patch) const;
  /// The conducting cell at a point, the nearest of its neighbours; end() if there is none.
  Cell cell_at(const Point& x) const;
  Eigen::VectorXd shapes_at(const Cell& cell, const Point& x) const;
  bool joins_electrodes() const;

 private:
  void make_mesh(const MeshPlan& plan);
  bool owns(const models::DomainBox& box, const Point& middle) const;
  void add_line(const Cell& cell, const PotentialPatch& line, std::vector<PatchPoint>& points) const;
  void add_facet(const Cell& cell, const models::Facet& facet, std::vector<PatchPoint>& points) const;
  void add_point(const Cell& cell, const Point& x, double weight, const Eigen::MatrixXd& directions,
                 std::vector<PatchPoint>& points) const;

  MeshPlan plan_;
  dealii::Triangulation<dim> mesh_;
  dealii::FE_Q<dim> element_;
  dealii::MappingCartesian<dim> mapping_;
  dealii::DoFHandler<dim> dofs_;
  std::vector<int> material_;  ///< by active cell index
  std::vector<models::DomainBox> boxes_;
};

extern template class PotentialSpace<2>;
extern template class PotentialSpace<3>;

}  // namespace lauelith::solvers
