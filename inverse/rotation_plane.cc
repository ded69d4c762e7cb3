// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/rotation_plane.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <utility>

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr std::size_t fewest_points = 5;

/// A point's place as (1, x, y), in steps, and its rotation.
using Rotated = std::pair<Vector3d, Vector3d>;

std::vector<Rotated> neighbours_of(const PlacedPoint& point, const std::vector<PlacedPoint>& all,
                                   const ScanGrid& grid) {
  constexpr int reach = RotationPlane::reach;
  std::vector<Rotated> points;
  for (int y = -reach; y <= reach; ++y) {
    for (int x = -reach; x <= reach; ++x) {
      const int i = grid.nearest(point.place_um + grid.step_um().cwiseProduct(Vector2d(x, y)));
      if (i < 0 || all[static_cast<std::size_t>(i)].label != point.label) continue;
      points.emplace_back(Vector3d(1.0, x, y), all[static_cast<std::size_t>(i)].rotation_mrad);
    }
  }
  return points;
}

RotationPlane plane_through(const std::vector<Rotated>& points) {
  Matrix3d A = 1e-9 * Matrix3d::Identity();  // a line of points has no slope across
  Matrix3d b = Matrix3d::Zero();
  for (const auto& [place, rotation] : points) {
    A += place * place.transpose();
    b += place * rotation.transpose();
  }
  const Matrix3d fit = A.ldlt().solve(b);
  double squares = 0.0;
  for (const auto& [place, rotation] : points) squares += (rotation - fit.transpose() * place).squaredNorm();
  const double variance = squares / 3.0 / std::max(1.0, static_cast<double>(points.size()) - 3.0);
  RotationPlane plane;
  plane.value_mrad = fit.row(0).transpose();
  plane.slope_mrad = fit.bottomRows<2>().transpose();
  plane.slope_noise_mrad2 = variance / std::max(1.0, std::min(A(1, 1), A(2, 2)));
  plane.is_known = points.size() >= fewest_points;
  return plane;
}

}  // namespace

std::vector<RotationPlane> rotation_planes(const std::vector<PlacedPoint>& points, const ScanGrid& grid) {
  std::vector<RotationPlane> planes;
  planes.reserve(points.size());
  for (const PlacedPoint& point : points) {
    planes.push_back(point.label < 0 ? RotationPlane() : plane_through(neighbours_of(point, points, grid)));
  }
  return planes;
}

}  // namespace lauelith::inverse
