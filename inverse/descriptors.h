// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "inverse/comparison_model.h"

namespace lauelith::inverse {

/// Numbers that say what a change looks like, whatever made it. From q = Δᵀ C⁻¹ Δ/S − 5 of a scan (mean zero
/// without a change) and the drift-free change itself.
///   depth_contrast     ln of the mean of 5 + q nearer than 30 µm to the interface over that farther than 60
///   µm boundary_contrast  the same for 8 and 25 µm from boundaries, farther than 30 µm from the interface
///   boundary_near      the boundary contrast within 60 µm of the interface
///   range_short        correlation of neighbouring pixels of a grain
///   range_long         the same five steps apart
///   localisation       Gini coefficient of q smoothed over neighbours
///   early_share        mean of 5 + q of the scan before the last over that of the last, logarithm
///   across_boundary    mean over boundary pixels of n·Δ·n in units of its error: compression negative
///   across_interface   mean of the strain along the interface within 20 µm of it, the same way
enum class Descriptor {
  depth_contrast,
  boundary_contrast,
  boundary_near,
  range_short,
  range_long,
  localisation,
  early_share,
  across_boundary,
  across_interface
};
inline constexpr std::size_t n_descriptors = 9;
inline constexpr std::array<const char*, n_descriptors> descriptor_names{
    "depth_contrast", "boundary_contrast", "boundary_near",   "range_short",     "range_long",
    "localisation",   "early_share",       "across_boundary", "across_interface"};
using Descriptors = Eigen::Matrix<double, static_cast<int>(n_descriptors), 1>;

/// What the pixels contribute, computed once.
class DescriptorFrame {
 public:
  explicit DescriptorFrame(const ComparisonModel& model);
  /// Drift is taken out by generalised least squares under M0 first.
  Descriptors of(const Changes& changes) const;
  double boundary_distance_um(std::size_t pixel) const { return boundary_um_[pixel]; }

 private:
  double excess_ratio(const Eigen::VectorXd& q, const std::vector<int>& near,
                      const std::vector<int>& far) const;

  const ComparisonModel& model_;
  std::vector<double> boundary_um_;
  std::vector<int> at_interface_, from_interface_, at_boundary_, from_boundary_, at_boundary_near_,
      from_boundary_near_;
  std::vector<std::pair<int, int>> neighbours_, distant_;  ///< pairs of pixels along X
  std::vector<Matrix5d> weight_;                           ///< C⁻¹
  Eigen::MatrixXd across_boundary_;  ///< 5 × pixels: n⊗n of the nearest boundary where it is near, else 0
  Vector5d along_interface_ = Vector5d::Zero();
  Eigen::MatrixXd drift_;  ///< amplitudes of nuisance from Xᵀ D⁻¹ Y-like sums: (N'WN + I)⁻¹ N'W
  Eigen::MatrixXd nuisance_;
};

}  // namespace lauelith::inverse
