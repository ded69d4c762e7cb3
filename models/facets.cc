// SPDX-License-Identifier: BSD-3-Clause
#include "models/facets.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

Vector3d vector_area(const Facet& facet) {
  Vector3d sum = Vector3d::Zero();
  for (std::size_t i = 1; i + 1 < facet.size(); ++i)
    sum += 0.5 * (facet[i] - facet[0]).cross(facet[i + 1] - facet[0]);
  return sum;
}

double distance_to_segment(const Vector3d& a, const Vector3d& b, const Vector3d& point) {
  const Vector3d along = b - a;
  const double length2 = along.squaredNorm();
  const double share = length2 > 0.0 ? std::clamp((point - a).dot(along) / length2, 0.0, 1.0) : 0.0;
  return (point - a - share * along).norm();
}

}  // namespace

Facet clipped(const Facet& facet, const Vector3d& point, const Vector3d& direction) {
  Facet result;
  for (std::size_t i = 0; i < facet.size(); ++i) {
    const Vector3d& a = facet[i];
    const Vector3d& b = facet[(i + 1) % facet.size()];
    const double side_a = (a - point).dot(direction);
    const double side_b = (b - point).dot(direction);
    if (side_a <= 0.0) result.push_back(a);
    if (side_a * side_b < 0.0) result.push_back(a + side_a / (side_a - side_b) * (b - a));
  }
  return result;
}

Facet clipped(const Facet& facet, const DomainBox& box) {
  Facet result = facet;
  for (int k = 0; k < 3 && !result.empty(); ++k) {
    result = clipped(result, box.low, -Vector3d::Unit(k));
    result = clipped(result, box.high, Vector3d::Unit(k));
  }
  return result;
}

std::vector<Facet> clipped(const std::vector<Facet>& facets, const DomainBox& box) {
  std::vector<Facet> result;
  for (const Facet& facet : facets) {
    Facet inside = clipped(facet, box);
    if (area_of(inside) > 1e-9 * area_of(facet)) result.push_back(std::move(inside));
  }
  return result;
}

double area_of(const Facet& facet) { return vector_area(facet).norm(); }

double area_of(const std::vector<Facet>& facets) {
  double area = 0.0;
  for (const Facet& facet : facets) area += area_of(facet);
  return area;
}

Vector3d centre_of(const std::vector<Facet>& facets) {
  Vector3d moment = Vector3d::Zero();
  for (const Facet& facet : facets) {
    for (std::size_t i = 1; i + 1 < facet.size(); ++i)
      moment += area_of(Facet{facet[0], facet[i], facet[i + 1]}) * (facet[0] + facet[i] + facet[i + 1]) / 3.0;
  }
  return moment / area_of(facets);
}

std::vector<Facet> facets_of(const Ring& ring) {
  constexpr double widest = 0.14;  // rad: 23 sectors of a half disc
  const int n = std::max(1, static_cast<int>(std::ceil((ring.to - ring.from) / widest)));
  const double sector = (ring.to - ring.from) / n;
  const double outwards = std::sqrt(sector / std::sin(sector));
  const auto at = [&](double radius, int k) -> Vector3d {
    const double angle = ring.from + k * sector;
    return ring.centre + outwards * radius * (std::cos(angle) * ring.u + std::sin(angle) * ring.v);
  };
  std::vector<Facet> facets;
  for (int k = 0; k < n; ++k) {
    Facet facet{at(ring.outer, k), at(ring.outer, k + 1)};
    if (ring.inner > 0.0) facet.push_back(at(ring.inner, k + 1));
    facet.push_back(at(ring.inner, k));
    facets.push_back(std::move(facet));
  }
  return facets;
}

double distance(const Facet& facet, const Vector3d& point) {
  const Vector3d normal = vector_area(facet).normalized();
  double nearest = std::numeric_limits<double>::infinity();
  bool is_over = true;
  for (std::size_t i = 0; i < facet.size(); ++i) {
    const Vector3d& a = facet[i];
    const Vector3d& b = facet[(i + 1) % facet.size()];
    nearest = std::min(nearest, distance_to_segment(a, b, point));
    is_over = is_over && (b - a).cross(point - a).dot(normal) >= 0.0;
  }
  return is_over ? std::abs((point - facet[0]).dot(normal)) : nearest;
}

double distance(const Facet& one, const Facet& other) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const Vector3d& corner : one) nearest = std::min(nearest, distance(other, corner));
  for (const Vector3d& corner : other) nearest = std::min(nearest, distance(one, corner));
  return nearest;
}

}  // namespace lauelith::models
