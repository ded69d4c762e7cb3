// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <deal.II/base/point.h>

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "solvers/elastic_problem.h"

namespace lauelith::solvers {

/// By how much a row of openings stops short of the tip of the crack it stands for: the share of a band fades
/// over the shadow that one cell throws on the piece, and the row opens like a crack that reaches as far as
/// the last cell. Without this a crack 16 cells long (half) has 3 to 9 % too much area, first order in the
/// cell. Measured, not derived: LithiumPatch and EdgeNotch of tests/verification (0°, 17°, 30°, 45° to the
/// mesh), ConformingMechanics for the second.
inline double tip_retreat(const Point& along, double cell) {
  return 0.5 * cell * (std::abs(along[0]) + std::abs(along[1]));
}

/// The same on quadrilaterals that were made in some wanted size: as large in every direction.
inline double quad_tip_retreat(double wanted_size) { return 0.6 * wanted_size; }

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
    Corners corners;
    for (unsigned v = 0; v < corners.size(); ++v) {
      corners[v] = -opening.centre;
      for (unsigned k = 0; k < dim; ++k) corners[v][k] += cell->vertex(v)[k];
    }
    const Span across = span_of(corners, normal_);
    const double edge = 0.5 * (1.0 - rounding) * opening.band_width;
    if (across.low >= edge || across.high <= -edge) return;
    share_ = dim == 2 ? shadow(opening, corners) : coverage(opening, corners);
    if (share_ <= 0.0) return;
    ramp_.resize(static_cast<Eigen::Index>(nodes.size()));
    for (std::size_t a = 0; a < nodes.size(); ++a) {
      const double height = point_in(corners, nodes[a]).dot(normal_);
      ramp_[static_cast<Eigen::Index>(a)] = std::clamp(0.5 + height / opening.band_width, 0.0, 1.0);
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
  static constexpr double rounding = 1e-9;
  using Corners = std::array<Point, 1u << dim>;  ///< from the centre of the piece; X fastest
  struct Span {
    double low, high;
  };
  static Span span_of(const Corners& corners, const Point& direction) {
    Span span{corners[0].dot(direction), corners[0].dot(direction)};
    for (std::size_t v = 1; v < corners.size(); ++v) {
      const double place = corners[v].dot(direction);
      span = {std::min(span.low, place), std::max(span.high, place)};
    }
    return span;
  }
  /// (Multi)linear from the corners.
  static Point point_in(const Corners& corners, const dealii::Point<dim>& unit) {
    Point x = Point::Zero();
    for (unsigned v = 0; v < corners.size(); ++v) {
      double share = 1.0;
      for (unsigned k = 0; k < dim; ++k) share *= (v >> k & 1) != 0 ? unit[k] : 1.0 - unit[k];
      x += share * corners[v];
    }
    return x;
  }
  static double shadow(const Opening& opening, const Corners& corners) {
    const Span along = span_of(corners, opening.along);
    const double inside =
        std::min(along.high, opening.half_length) - std::max(along.low, -opening.half_length);
    return std::max(0.0, inside / (along.high - along.low));
  }
  /// Of boxes: the last corner is opposite to the first.
  static double coverage(const Opening& opening, const Corners& corners) {
    const Point size = corners.back() - corners.front(), offset = 0.5 * (corners.back() + corners.front());
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
