// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "src/grain.h"

namespace lauelith::inverse {

/// One point of a map, as far as it serves to find it again in another one.
struct PlacedPoint {
  Eigen::Vector2d place_um = Eigen::Vector2d::Zero();  ///< NaN: not known
  bool is_indexed = false;
  Eigen::Matrix3d R_sample_from_crystal = Eigen::Matrix3d::Identity();  ///< of the strongest accepted grain
  int label = -1;                                           ///< which grain of the sample that is; −1: none
  Eigen::Vector3d rotation_mrad = Eigen::Vector3d::Zero();  ///< against the grain's first point
};
PlacedPoint placed_point(const FrameResult& frame);
bool knows_places(const std::vector<PlacedPoint>& points);

/// The equivalent of R_to nearest to R_from, as a rotation from it, sample axes.
Eigen::Matrix3d equivalent_between(const Eigen::Matrix3d& R_from, const Eigen::Matrix3d& R_to,
                                   const std::vector<Eigen::Matrix3d>& proper_rotations);

/// Gives the points of two maps common labels and rotations: points belong to one grain if their orientation
/// is within `gate_rad` of the grain's first point.
void label_grains(std::vector<PlacedPoint>& first, std::vector<PlacedPoint>& second,
                  const std::vector<Eigen::Matrix3d>& proper_rotations, double gate_rad);

/// Points of a map on their grid, for looking up by place. Points that share a cell keep the first.
class ScanGrid {
 public:
  explicit ScanGrid(const std::vector<PlacedPoint>& points);

  Eigen::Vector2d step_um() const { return step_um_; }
  int n_x() const { return n_x_; }
  int n_y() const { return n_y_; }
  /// The point nearest to a place within half a cell of it (and a little); −1: none.
  int nearest(const Eigen::Vector2d& place_um) const;
  /// In units of the step from the first point; whole numbers at points.
  Eigen::Vector2d cell(const Eigen::Vector2d& place_um) const {
    return (place_um - origin_um_).cwiseQuotient(step_um_);
  }
  /// −1: no point there. Where the map is one line, every place across it lies on the line.
  int at(int x, int y) const {
    if (n_y_ == 1) y = 0;
    if (n_x_ == 1) x = 0;
    return x < 0 || y < 0 || x >= n_x_ || y >= n_y_ ? -1 : index_[static_cast<std::size_t>(y * n_x_ + x)];
  }

 private:
  Eigen::Vector2d origin_um_ = Eigen::Vector2d::Zero();
  Eigen::Vector2d step_um_ = Eigen::Vector2d::Ones();
  int n_x_ = 1;
  int n_y_ = 1;
  std::vector<int> index_;
};

}  // namespace lauelith::inverse
