// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <algorithm>

namespace lauelith::models {

/// An upright box of the cell frame, m. Of a two-dimensional structure Z is ignored.
struct DomainBox {
  Eigen::Vector3d low = Eigen::Vector3d::Zero();
  Eigen::Vector3d high = Eigen::Vector3d::Zero();

  Eigen::Vector3d size() const { return high - low; }
  Eigen::Vector3d centre() const { return 0.5 * (low + high); }
  /// Area (dimension 2) or volume (3).
  double measure(int dimension) const { return size()[0] * size()[1] * (dimension == 3 ? size()[2] : 1.0); }
  /// Closed, with a rounding error of slack.
  bool contains(const Eigen::Vector3d& point, int dimension) const {
    constexpr double slack = 1e-9;
    for (int k = 0; k < dimension; ++k) {
      const double tolerance = slack * size()[k];
      if (point[k] < low[k] - tolerance || point[k] > high[k] + tolerance) return false;
    }
    return true;
  }
  /// The point of the box nearest to another.
  Eigen::Vector3d nearest(const Eigen::Vector3d& point) const { return point.cwiseMax(low).cwiseMin(high); }
};

}  // namespace lauelith::models
