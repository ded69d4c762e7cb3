// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "inverse/indexing.h"
#include "src/grain.h"

namespace lauelith::inverse {

/// Indices without common divisor, first non-zero one positive: one name per direction.
using ReflectionKey = std::array<int, 3>;
ReflectionKey reflection_key(const Eigen::Vector3i& hkl);

/// The same reflection of the same grain in two scans.
struct SpotPair {
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();       ///< without common divisor
  Eigen::Vector3d source_m = Eigen::Vector3d::Zero();  ///< where in the crystal it comes from, lab
  int first_peak = -1;                                 ///< row in the peaks of its own frame
  int second_peak = -1;
  Eigen::Vector2d shift_px = Eigen::Vector2d::Zero();            ///< second − first
  Eigen::Matrix2d covariance_px2 = Eigen::Matrix2d::Identity();  ///< of the shift
  Eigen::Matrix2d own_covariance_px2 = Eigen::Matrix2d::Zero();  ///< that part of it which is noise
  bool has_covariance = true;                                    ///< false: peaks without standard errors
  bool from_pixels = false;                                      ///< shift of the pixels, not of the peaks
};

/// One grain in two scans, both lattices described in the same crystal axes.
struct GrainPair {
  Eigen::Matrix3d M_first_lab_1_A = Eigen::Matrix3d::Zero();
  Eigen::Matrix3d M_second_lab_1_A = Eigen::Matrix3d::Zero();
  std::vector<SpotPair> spots;  ///< in the order of the second frame's reflections
};

/// Grains of two frames that are one grain: accepted, converged, and by at most `gate_rad` apart once the
/// first has been turned by `R_common_sample` (what remounting did to the whole sample); each at most once,
/// nearest first. Pairs of indices into the two lists.
std::vector<std::pair<std::size_t, std::size_t>> same_grains(const std::vector<Grain>& first,
                                                             const std::vector<Grain>& second,
                                                             const Eigen::Matrix3d& R_common_sample,
                                                             double gate_rad, const IndexingPlan& plan);

/// Pairs the spots of one grain by their indices. The second grain is described by that of its equivalent
/// orientations which is nearest to the first. Covariances are those of both peaks; of the detector's
/// σ_floor, which belongs to places on the panel and cancels while spots stay near them, the share
/// 2σ²(1 − exp(−|shift|/100 px)) is left (a residual field that is correlated over 100 px). Clipped and
/// saturated peaks are left out.
GrainPair pair_spots(const Grain& first, const std::vector<Peak>& first_peaks, const Grain& second,
                     const std::vector<Peak>& second_peaks, const Eigen::Matrix3d& R_common_sample,
                     const IndexingPlan& plan);

}  // namespace lauelith::inverse
