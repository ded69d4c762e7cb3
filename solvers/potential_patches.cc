// SPDX-License-Identifier: BSD-3-Clause
#include <deal.II/base/quadrature_lib.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "solvers/potential_space.h"

namespace lauelith::solvers {
namespace {

using models::DomainBox;

template <int dim>
dealii::Point<dim> reference(const DomainBox& box, const Point& x) {
  dealii::Point<dim> p;
  for (int k = 0; k < dim; ++k) p[static_cast<unsigned>(k)] = (x[k] - box.low[k]) / box.size()[k];
  return p;
}

/// Parameters between which a line is inside a box (closed), or an empty range.
std::pair<double, double> clipped(const PotentialPatch& line, const DomainBox& box) {
  double t0 = 0.0, t1 = 1.0;
  for (int k = 0; k < 2; ++k) {
    const double d = line.end[k] - line.start[k], tolerance = 1e-9 * box.size()[k];
    const double low = box.low[k] - line.start[k], high = low + box.size()[k];
    if (std::abs(d) <= tolerance) {
      if (low > tolerance || high < -tolerance) return {1.0, 0.0};
      continue;
    }
    t0 = std::max(t0, std::min(low / d, high / d));
    t1 = std::min(t1, std::max(low / d, high / d));
  }
  return {t0, t1};
}

bool overlap(const DomainBox& one, const DomainBox& other) {
  const Point slack = 1e-9 * one.size();
  return ((one.low - slack).array() <= other.high.array()).all() &&
         ((one.high + slack).array() >= other.low.array()).all();
}

DomainBox box_around(const models::Facet& facet) {
  DomainBox box{facet[0], facet[0]};
  for (const Point& corner : facet) {
    box.low = box.low.cwiseMin(corner);
    box.high = box.high.cwiseMax(corner);
  }
  return box;
}

/// A box a little larger, so that facets in its sides count as inside.
DomainBox widened(const DomainBox& box) {
  const Point slack = 1e-9 * box.size();
  return {box.low - slack, box.high + slack};
}

/// Two unit vectors in the plane of a facet as columns.
Eigen::MatrixXd directions_in(const models::Facet& facet) {
  Point normal = Point::Zero();
  for (std::size_t i = 1; i + 1 < facet.size(); ++i)
    normal += (facet[i] - facet[0]).cross(facet[i + 1] - facet[0]);
  Eigen::MatrixXd directions(3, 2);
  normal.normalize();
  const Point u = normal.unitOrthogonal();
  const Point v = normal.cross(u);
  for (int k = 0; k < 3; ++k) {
    directions(k, 0) = u[k];
    directions(k, 1) = v[k];
  }
  return directions;
}

}  // namespace

template <int dim>
Eigen::VectorXd PotentialSpace<dim>::shapes_at(const Cell& cell, const Point& x) const {
  const auto p = reference<dim>(boxes_[cell->active_cell_index()], x);
  Eigen::VectorXd values(element_.n_dofs_per_cell());
  for (Eigen::Index a = 0; a < values.size(); ++a)
    values[a] = element_.shape_value(static_cast<unsigned>(a), p);
  return values;
}

template <int dim>
void PotentialSpace<dim>::add_point(const Cell& cell, const Point& x, double weight,
                                    const Eigen::MatrixXd& directions,
                                    std::vector<PatchPoint>& points) const {
  const DomainBox& box = boxes_[cell->active_cell_index()];
  PatchPoint point;
  point.x = x;
  point.weight = weight;
  point.indices.resize(element_.n_dofs_per_cell());
  cell->get_dof_indices(point.indices);
  point.shape = shapes_at(cell, x);
  Eigen::MatrixXd gradients = Eigen::MatrixXd::Zero(point.shape.size(), 3);
  for (Eigen::Index a = 0; a < point.shape.size(); ++a) {
    const auto gradient = element_.shape_grad(static_cast<unsigned>(a), reference<dim>(box, x));
    for (int k = 0; k < dim; ++k) gradients(a, k) = gradient[static_cast<unsigned>(k)] / box.size()[k];
  }
  point.slopes = gradients * directions;
  points.push_back(std::move(point));
}

/// A part along an edge belongs to the cell above or to the right of it; on the outside to the only one.
template <int dim>
bool PotentialSpace<dim>::owns(const DomainBox& box, const Point& middle) const {
  for (int k = 0; k < dim; ++k) {
    const double tolerance = 1e-6 * box.size()[k];
    const bool at_high = std::abs(middle[k] - box.high[k]) <= tolerance;
    if (at_high && std::abs(box.high[k] - plan_.high[k]) > tolerance) return false;
  }
  return true;
}

template <int dim>
void PotentialSpace<dim>::add_line(const Cell& cell, const PotentialPatch& line,
                                   std::vector<PatchPoint>& points) const {
  const DomainBox& box = boxes_[cell->active_cell_index()];
  const auto [t0, t1] = clipped(line, box);
  const Point along = line.end - line.start;
  if (!(t1 - t0 > 1e-9) || !owns(box, line.start + 0.5 * (t0 + t1) * along)) return;
  const dealii::QGauss<1> rule(element_.degree + 1);
  for (unsigned q = 0; q < rule.size(); ++q) {
    const Point x = line.start + (t0 + (t1 - t0) * rule.point(q)[0]) * along;
    add_point(cell, x, rule.weight(q) * (t1 - t0) * along.norm(), along.normalized(), points);
  }
}

template <int dim>
void PotentialSpace<dim>::add_facet(const Cell& cell, const models::Facet& facet,
                                    std::vector<PatchPoint>& points) const {
  const DomainBox& box = boxes_[cell->active_cell_index()];
  const models::Facet part = models::clipped(facet, widened(box));
  const double area = models::area_of(part);
  if (!(area > 1e-9 * box.size().squaredNorm()) || !owns(box, models::centre_of({part}))) return;
  const dealii::QGaussSimplex<2> rule(element_.degree + 2);
  const Eigen::MatrixXd directions = directions_in(part);
  for (std::size_t i = 1; i + 1 < part.size(); ++i) {
    const Point e1 = part[i] - part[0], e2 = part[i + 1] - part[0];
    const double twice_area = 2.0 * models::area_of(models::Facet{part[0], part[i], part[i + 1]});
    for (unsigned q = 0; q < rule.size(); ++q) {
      const Point x = part[0] + rule.point(q)[0] * e1 + rule.point(q)[1] * e2;
      add_point(cell, x, rule.weight(q) * twice_area, directions, points);
    }
  }
}

template <int dim>
std::vector<PatchPoint> PotentialSpace<dim>::points_on(const PotentialPatch& patch) const {
  std::vector<PatchPoint> points;
  if (dim == 2) {
    for (const auto& cell : dofs_.active_cell_iterators()) {
      if (material(cell) >= 0) add_line(cell, patch, points);
    }
    return points;
  }
  std::vector<DomainBox> around;
  for (const models::Facet& facet : patch.facets) around.push_back(box_around(facet));
  for (const auto& cell : dofs_.active_cell_iterators()) {
    if (material(cell) < 0) continue;
    for (std::size_t f = 0; f < around.size(); ++f) {
      if (overlap(boxes_[cell->active_cell_index()], around[f])) add_facet(cell, patch.facets[f], points);
    }
  }
  return points;
}

template Eigen::VectorXd PotentialSpace<2>::shapes_at(const Cell&, const Point&) const;
template bool PotentialSpace<2>::owns(const DomainBox&, const Point&) const;
template void PotentialSpace<2>::add_point(const Cell&, const Point&, double, const Eigen::MatrixXd&,
                                           std::vector<PatchPoint>&) const;
template void PotentialSpace<2>::add_line(const Cell&, const PotentialPatch&, std::vector<PatchPoint>&) const;
template void PotentialSpace<2>::add_facet(const Cell&, const models::Facet&, std::vector<PatchPoint>&) const;
template std::vector<PatchPoint> PotentialSpace<2>::points_on(const PotentialPatch&) const;
template Eigen::VectorXd PotentialSpace<3>::shapes_at(const Cell&, const Point&) const;
template bool PotentialSpace<3>::owns(const DomainBox&, const Point&) const;
template void PotentialSpace<3>::add_point(const Cell&, const Point&, double, const Eigen::MatrixXd&,
                                           std::vector<PatchPoint>&) const;
template void PotentialSpace<3>::add_line(const Cell&, const PotentialPatch&, std::vector<PatchPoint>&) const;
template void PotentialSpace<3>::add_facet(const Cell&, const models::Facet&, std::vector<PatchPoint>&) const;
template std::vector<PatchPoint> PotentialSpace<3>::points_on(const PotentialPatch&) const;

}  // namespace lauelith::solvers
