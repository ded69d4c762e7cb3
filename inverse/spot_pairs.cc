// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_pairs.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "inverse/strain_refinement.h"
#include "src/rotation.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3i;

namespace {

constexpr double correlation_length_px = 100.0;  // of what is fixed to the panel

/// The rotation S that brings R_second·S nearest to R_first.
Matrix3d aligning_rotation(const Matrix3d& R_first, const Matrix3d& R_second,
                           const std::vector<Matrix3d>& proper_rotations) {
  return *std::min_element(
      proper_rotations.begin(), proper_rotations.end(), [&](const Matrix3d& a, const Matrix3d& b) {
        return angle_of(R_first.transpose() * R_second * a) < angle_of(R_first.transpose() * R_second * b);
      });
}

bool is_usable(const Peak& peak) { return !peak.clipped && !peak.saturated; }

/// Sum of what both peaks are known by; false where one of them does not say.
bool add_covariance(const Peak& peak, Eigen::Matrix2d& sum) {
  const bool known = peak.x_sigma_px > 0.0 && peak.y_sigma_px > 0.0 && std::isfinite(peak.x_sigma_px) &&
                     std::isfinite(peak.y_sigma_px);
  if (!known) return false;
  Eigen::Matrix2d C;
  C << peak.x_sigma_px * peak.x_sigma_px, peak.xy_covariance_px2, peak.xy_covariance_px2,
      peak.y_sigma_px * peak.y_sigma_px;
  sum += C;
  return true;
}

SpotPair pair_of(const Peak& first, const Peak& second, double sigma_floor_px) {
  SpotPair pair;
  pair.shift_px = Vector2d(second.x_px - first.x_px, second.y_px - first.y_px);
  const double uncorrelated = 1.0 - std::exp(-pair.shift_px.norm() / correlation_length_px);
  pair.has_covariance =
      add_covariance(first, pair.own_covariance_px2) && add_covariance(second, pair.own_covariance_px2);
  pair.covariance_px2 = pair.own_covariance_px2 +
                        2.0 * sigma_floor_px * sigma_floor_px * uncorrelated * Eigen::Matrix2d::Identity();
  return pair;
}

}  // namespace

ReflectionKey reflection_key(const Vector3i& hkl) {
  const int divisor = std::gcd(std::gcd(hkl[0], hkl[1]), hkl[2]);
  if (divisor == 0) return {0, 0, 0};
  ReflectionKey key{hkl[0] / divisor, hkl[1] / divisor, hkl[2] / divisor};
  if (key < ReflectionKey{0, 0, 0}) key = {-key[0], -key[1], -key[2]};
  return key;
}

std::vector<std::pair<std::size_t, std::size_t>> same_grains(const std::vector<Grain>& first,
                                                             const std::vector<Grain>& second,
                                                             const Matrix3d& R_common_sample, double gate_rad,
                                                             const IndexingPlan& plan) {
  struct Candidate {
    double angle;
    std::size_t first;
    std::size_t second;
  };
  const auto counts = [](const Grain& g) { return g.quality == GrainQuality::accepted && g.converged; };
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < first.size(); ++i) {
    for (std::size_t k = 0; k < second.size(); ++k) {
      if (!counts(first[i]) || !counts(second[k])) continue;
      const double angle = misorientation(R_common_sample * first[i].R_sample_from_crystal,
                                          second[k].R_sample_from_crystal, plan.proper_rotations);
      if (angle <= gate_rad) candidates.push_back({angle, i, k});
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.angle < b.angle; });
  std::vector<bool> used_first(first.size(), false);
  std::vector<bool> used_second(second.size(), false);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const Candidate& one : candidates) {
    if (used_first[one.first] || used_second[one.second]) continue;
    used_first[one.first] = used_second[one.second] = true;
    pairs.emplace_back(one.first, one.second);
  }
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return pairs;
}

GrainPair pair_spots(const Grain& first, const std::vector<Peak>& first_peaks, const Grain& second,
                     const std::vector<Peak>& second_peaks, const Matrix3d& R_common_sample,
                     const IndexingPlan& plan) {
  const Matrix3d& B = plan.setup.table.B_1_A();
  const Matrix3d S = aligning_rotation(R_common_sample * first.R_sample_from_crystal,
                                       second.R_sample_from_crystal, plan.proper_rotations);
  GrainPair grain;
  grain.M_first_lab_1_A = first.reciprocal_lab_1_A;
  grain.M_second_lab_1_A = second.reciprocal_lab_1_A * B.inverse() * S * B;
  std::map<ReflectionKey, int> first_of;
  for (const IndexedSpot& spot : first.spots) {
    if (is_usable(first_peaks[static_cast<std::size_t>(spot.peak)]))
      first_of[reflection_key(spot.hkl)] = spot.peak;
  }
  std::map<ReflectionKey, Eigen::Vector3d> source_of;
  if (!plan.setup.depth.is_surface()) {
    const Matrix3d mean = 0.5 * (grain.M_first_lab_1_A + grain.M_second_lab_1_A);
    for (const auto& spot : forward::predict_spots(plan.setup, mean))
      source_of[reflection_key(spot.hkl)] = spot.source_m;
  }
  for (const IndexedSpot& spot : second.spots) {
    const ReflectionKey key = reflection_key(equivalent_indices(spot.hkl, S, B));
    const auto found = first_of.find(key);
    const Peak& peak = second_peaks[static_cast<std::size_t>(spot.peak)];
    if (found == first_of.end() || !is_usable(peak)) continue;
    SpotPair pair = pair_of(first_peaks[static_cast<std::size_t>(found->second)], peak,
                            plan.setup.detector.sigma_floor_px);
    pair.hkl = Vector3i(key[0], key[1], key[2]);
    pair.first_peak = found->second;
    pair.second_peak = spot.peak;
    if (const auto source = source_of.find(key); source != source_of.end()) pair.source_m = source->second;
    grain.spots.push_back(pair);
  }
  return grain;
}

}  // namespace lauelith::inverse
