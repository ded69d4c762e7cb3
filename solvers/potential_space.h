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

/// Mesh, elements and numbering of a potential in the plane, and quadrature on lines that cross cells.
class PotentialSpace {
 public:
  using Cell = dealii::DoFHandler<2>::active_cell_iterator;

  struct CellBox {
    Point low = Point::Zero(), size = Point::Zero();
  };

  PotentialSpace(const MeshPlan& plan, int degree);

  const dealii::DoFHandler<2>& dofs() const { return dofs_; }
  const dealii::FE_Q<2>& element() const { return element_; }
  const dealii::MappingCartesian<2>& mapping() const { return mapping_; }
  /// Hanging nodes; unknowns that no conducting cell has are zero, and one more if `hold_one`.
  dealii::AffineConstraints<double> constraints(bool hold_one) const;
  int material(const Cell& cell) const { return material_[cell->active_cell_index()]; }

  /// A quadrature point of a line inside a cell.
  struct LinePoint {
    std::vector<dealii::types::global_dof_index> indices;
    Eigen::VectorXd shape;
    Eigen::VectorXd slope;  ///< of the functions along the line, 1/m
    double weight = 0.0;    ///< m
    Point x = Point::Zero();
  };
  /// Gauss points on the parts of the line in conducting cells. A part between two cells belongs to one.
  std::vector<LinePoint> points_on(const PotentialLine& line) const;
  /// The conducting cell at a point, the nearest of its neighbours; end() if there is none.
  Cell cell_at(const Point& x) const;
  Eigen::VectorXd shapes_at(const Cell& cell, const Point& x) const;
  bool joins_electrodes() const;

 private:
  void make_mesh(const MeshPlan& plan);
  void add_part(const Cell& cell, const PotentialLine& line, double t0, double t1,
                std::vector<LinePoint>& points) const;

  MeshPlan plan_;
  dealii::Triangulation<2> mesh_;
  dealii::FE_Q<2> element_;
  dealii::MappingCartesian<2> mapping_;
  dealii::DoFHandler<2> dofs_;
  std::vector<int> material_;  ///< by active cell index
  std::vector<CellBox> boxes_;
};

}  // namespace lauelith::solvers
