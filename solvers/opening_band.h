// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/base/point.h>

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "solvers/elastic_problem.h"

namespace lauelith::solvers {

/// By how much a row of openings stops short of the tip of the crack it stands for: the share of a band fades
/// over the shadow that one cell throws on the piece, and the row opens like a crack that reaches as far as
/// the last cell. Without this a crack 16 cells long (half) has 3 to 9 % too much area, first order in the
/// cell. Measured, not derived: LithiumPatch and EdgeNotch of tests/verification (0°, 17°, 30°, 45° to the
/// mesh).
inline double tip_retreat(const Point& along, double cell) {
  return 0.5 * cell * (std::abs(along[0]) + std::abs(along[1]));
}

/// The same of the rim of a disc, whose every direction meets the mesh.
inline double rim_retreat(double cell) { return 0.5 * cell; }

/// What the opening of a piece does to one cell. Its faces are displaced by h n·χ, χ rising from 0 to 1
/// across a band of width w about the plane; on the mesh χ is its interpolant, so that
///   β = h s n ⊗ ∇χ_h
/// h the amount, is the gradient of a displacement of the finite-element space wherever the share s = 1: a
/// piece without ends then carries no stress at all, as it must (a band that is not of this form locks). At
/// the ends s is the part of the cell's shadow on the piece that lies inside it (3-D: of a rectangle around
/// the shadow), so that pieces side by side open without a seam. An eigenstrain for an opening: T. Mura,
/// Micromechanics of Defects in Solids, 1987, §1. Pinned by the cracks, the patch and the penny of
/// tests/verification.
template <int dim>
class OpeningBand {
 public:
  template <typename Cell>
  OpeningBand(const Opening& opening, const Cell& cell, const std::vector<dealii::Point<dim>>& nodes)
      : normal_(opening.normal), amount_(opening.amount) {
    Point low = Point::Zero(), size = Point::Zero();
    const auto centre = cell->center();
    for (unsigned k = 0; k < dim; ++k) {
      size[k] = cell->extent_in_direction(k);
      low[k] = centre[k] - 0.5 * size[k];
    }
    const Point offset = low + 0.5 * size - opening.centre;
    const double reach = 0.5 * (size.cwiseAbs().dot(normal_.cwiseAbs()) + opening.band_width);
    if (std::abs(offset.dot(normal_)) >= reach) return;
    share_ = dim == 2 ? shadow(opening, offset, size) : coverage(opening, offset, size);
    if (share_ <= 0.0) return;
    ramp_.resize(static_cast<Eigen::Index>(nodes.size()));
    for (std::size_t a = 0; a < nodes.size(); ++a) {
      Point x = low - opening.centre;
      for (unsigned k = 0; k < dim; ++k) x[k] += nodes[a][k] * size[k];
      ramp_[static_cast<Eigen::Index>(a)] = std::clamp(0.5 + x.dot(normal_) / opening.band_width, 0.0, 1.0);
    }
    crosses_ = ramp_.maxCoeff() > ramp_.minCoeff();
  }

  bool crosses() const { return crosses_; }
  /// β at a point, given the gradients of the scalar functions (functions × dim) there.
  Eigen::Matrix3d distortion(const Eigen::MatrixXd& gradient) const {
    Eigen::Matrix3d beta = Eigen::Matrix3d::Zero();
    beta.leftCols<dim>() = amount_ * share_ * normal_ * (ramp_.transpose() * gradient);
    return beta;
  }

 private:
  static double shadow(const Opening& opening, const Point& offset, const Point& size) {
    const double half = 0.5 * size.cwiseAbs().dot(opening.along.cwiseAbs());
    const double place = offset.dot(opening.along);
    const double inside =
        std::min(place + half, opening.half_length) - std::max(place - half, -opening.half_length);
    return std::max(0.0, inside / (2.0 * half));
  }
  static double coverage(const Opening& opening, const Point& offset, const Point& size) {
    const Point foot = offset - offset.dot(opening.normal) * opening.normal;
    if (foot.norm() > opening.half_length + 0.5 * size.norm()) return 0.0;
    const Point& n = opening.normal;
    const Point across = std::abs(n[2]) > 0.99 ? Point::UnitX() : Point::UnitZ();
    const Point v = (across - across.dot(n) * n).normalized();
    const Point u = v.cross(n);
    const double half_u = 0.5 * size.dot(u.cwiseAbs()), half_v = 0.5 * size.dot(v.cwiseAbs());
    double area = 0.0;
    for (models::Facet facet : opening.facets) {
      const Point middle = opening.centre + foot;
      for (const auto& [direction, half] : {std::pair(u, half_u), std::pair(v, half_v)}) {
        facet = models::clipped(facet, middle + half * direction, direction);
        facet = models::clipped(facet, middle - half * direction, -direction);
      }
      area += models::area_of(facet);
    }
    return std::min(1.0, area / (4.0 * half_u * half_v));
  }

  Point normal_;
  double amount_;
  double share_ = 0.0;
  bool crosses_ = false;
  Eigen::VectorXd ramp_;
};

}  // namespace lauelith::solvers
