// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "inverse/scan_grid.h"

namespace lauelith::inverse {

/// Rotation of the lattice about a point of a map: a plane through the rotations of its grain's points two
/// steps around, by least squares.
struct RotationPlane {
  static constexpr int reach = 2;
  static constexpr double side = 2.0 * reach + 1.0;
  Eigen::Vector3d value_mrad = Eigen::Vector3d::Zero();
  Eigen::Matrix<double, 3, 2> slope_mrad = Eigen::Matrix<double, 3, 2>::Zero();  ///< per step
  double slope_noise_mrad2 = 0.0;                                                ///< variance of a slope
  bool is_known = false;                                                         ///< five points or more
};

/// One for each point, unknown where a point has no label.
std::vector<RotationPlane> rotation_planes(const std::vector<PlacedPoint>& points, const ScanGrid& grid);

}  // namespace lauelith::inverse
