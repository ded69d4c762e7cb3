// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "solvers/elastic_space.h"

namespace lauelith::solvers {

/// Scalar shape functions of a cell at its quadrature points (Gauss, degree + 1 a side: exact for the
/// stiffness of a box).
struct CellShapes {
  std::vector<Point> offset;              ///< of the quadrature points from the cell centre
  std::vector<double> weight;             ///< with the volume element
  std::vector<Eigen::VectorXd> value;     ///< per quadrature point
  std::vector<Eigen::MatrixXd> gradient;  ///< per quadrature point, functions × dimension
  std::vector<Eigen::MatrixXd> product;   ///< S_kl, k·dimension + l, functions × functions
  double volume = 0.0;
};

/// The shapes that occur among the owned cells: of boxes one per level, else each its own.
struct ShapesOfCells {
  std::vector<CellShapes> shapes;
  std::vector<unsigned> of_cell;  ///< row of `shapes` by active cell index; 0 for cells of other ranks
};
template <int dim>
ShapesOfCells cell_shapes(const ElasticSpace<dim>& space);

/// Position of component c of scalar function a among the unknowns of a cell: [3 a + c].
template <int dim>
std::vector<unsigned> local_positions(const ElasticSpace<dim>& space);

/// Points and weights of the boundary faces of one cell.
struct FaceShapes {
  std::vector<Point> point;
  std::vector<double> weight;
  std::vector<Eigen::VectorXd> value;
  Point normal = Point::Zero();
};
template <int dim>
FaceShapes face_shapes(const ElasticSpace<dim>& space,
                       const typename dealii::DoFHandler<dim>::active_cell_iterator& cell, unsigned face);

extern template ShapesOfCells cell_shapes<2>(const ElasticSpace<2>&);
extern template ShapesOfCells cell_shapes<3>(const ElasticSpace<3>&);

}  // namespace lauelith::solvers
