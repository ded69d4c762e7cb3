// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell_shapes.h"

#include <deal.II/base/quadrature_lib.h>
#include <deal.II/fe/fe_values.h>

#include <map>

namespace lauelith::solvers {
namespace {

template <int dim>
CellShapes shapes_from(const dealii::FEValues<dim>& values, const Point& centre) {
  CellShapes shapes;
  const unsigned n = values.dofs_per_cell;
  shapes.product.assign(dim * dim, Eigen::MatrixXd::Zero(n, n));
  for (const unsigned q : values.quadrature_point_indices()) {
    Eigen::VectorXd N(n);
    Eigen::MatrixXd g(n, dim);
    for (unsigned a = 0; a < n; ++a) {
      N[a] = values.shape_value(a, q);
      for (unsigned k = 0; k < dim; ++k) g(a, k) = values.shape_grad(a, q)[k];
    }
    for (int k = 0; k < dim; ++k) {
      for (int l = 0; l < dim; ++l) {
        shapes.product[static_cast<std::size_t>(k * dim + l)] +=
            values.JxW(q) * g.col(k) * g.col(l).transpose();
      }
    }
    shapes.offset.push_back(point_of<dim>(values.quadrature_point(q)) - centre);
    shapes.weight.push_back(values.JxW(q));
    shapes.volume += values.JxW(q);
    shapes.value.push_back(std::move(N));
    shapes.gradient.push_back(std::move(g));
  }
  return shapes;
}

}  // namespace

template <int dim>
ShapesOfCells cell_shapes(const ElasticSpace<dim>& space) {
  const dealii::FE_Q<dim> scalar(space.element().degree);
  dealii::FEValues<dim> values(space.mapping(), scalar, dealii::QGauss<dim>(scalar.degree + 1),
                               dealii::update_values | dealii::update_gradients |
                                   dealii::update_quadrature_points | dealii::update_JxW_values);
  ShapesOfCells result;
  result.of_cell.assign(space.dofs().get_triangulation().n_active_cells(), 0);
  std::map<int, unsigned> of_level;
  for (const auto& cell : space.dofs().get_triangulation().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    const auto next = static_cast<unsigned>(result.shapes.size());
    const unsigned row = space.is_of_boxes() ? of_level.emplace(cell->level(), next).first->second : next;
    result.of_cell[cell->active_cell_index()] = row;
    if (row < next) continue;
    values.reinit(cell);
    result.shapes.push_back(shapes_from<dim>(values, point_of<dim>(cell->center())));
  }
  return result;
}

template <int dim>
std::vector<unsigned> local_positions(const ElasticSpace<dim>& space) {
  std::vector<unsigned> positions(space.element().n_dofs_per_cell());
  for (unsigned i = 0; i < positions.size(); ++i) {
    const auto [component, function] = space.element().system_to_component_index(i);
    positions[3 * function + component] = i;
  }
  return positions;
}

template <int dim>
FaceShapes face_shapes(const ElasticSpace<dim>& space,
                       const typename dealii::DoFHandler<dim>::active_cell_iterator& cell, unsigned face) {
  const dealii::FE_Q<dim> scalar(space.element().degree);
  dealii::FEFaceValues<dim> values(space.mapping(), scalar, dealii::QGauss<dim - 1>(scalar.degree + 1),
                                   dealii::update_values | dealii::update_quadrature_points |
                                       dealii::update_normal_vectors | dealii::update_JxW_values);
  values.reinit(typename dealii::Triangulation<dim>::active_cell_iterator(cell), face);
  FaceShapes shapes;
  for (const unsigned q : values.quadrature_point_indices()) {
    Eigen::VectorXd N(values.dofs_per_cell);
    for (unsigned a = 0; a < values.dofs_per_cell; ++a) N[a] = values.shape_value(a, q);
    shapes.point.push_back(point_of<dim>(values.quadrature_point(q)));
    shapes.weight.push_back(values.JxW(q));
    shapes.value.push_back(std::move(N));
    shapes.normal = point_of<dim>(dealii::Point<dim>(values.normal_vector(q)));
  }
  return shapes;
}

template ShapesOfCells cell_shapes<2>(const ElasticSpace<2>&);
template ShapesOfCells cell_shapes<3>(const ElasticSpace<3>&);
template std::vector<unsigned> local_positions<2>(const ElasticSpace<2>&);
template std::vector<unsigned> local_positions<3>(const ElasticSpace<3>&);
template FaceShapes face_shapes<2>(const ElasticSpace<2>&, const dealii::DoFHandler<2>::active_cell_iterator&,
                                   unsigned);
template FaceShapes face_shapes<3>(const ElasticSpace<3>&, const dealii::DoFHandler<3>::active_cell_iterator&,
                                   unsigned);

}  // namespace lauelith::solvers
