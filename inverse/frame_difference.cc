// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/frame_difference.h"

#include <algorithm>
#include <cmath>

#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Vector2d;

namespace {

PixelView view_of(const Image& image) {
  return {
      image.rows, image.cols, image.value.data(), image.mask.data(),
      image.saturation > 0.0 ? static_cast<float>(image.saturation) : std::numeric_limits<float>::infinity()};
}

/// No other peak of its frame reaches into the patch.
bool stands_alone(const std::vector<Peak>& peaks, int index, double reach_px) {
  constexpr double foot_px = 4.0;  // of a neighbour
  const Peak& own = peaks[static_cast<std::size_t>(index)];
  if (own.blended) return false;
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    if (static_cast<int>(i) == index) continue;
    const double distance = std::max(std::abs(peaks[i].x_px - own.x_px), std::abs(peaks[i].y_px - own.y_px));
    if (distance < reach_px + foot_px) return false;
  }
  return true;
}

bool agree(const PatchShift& patch, const SpotPair& pair) {
  constexpr double n_sigma = 5.0;
  constexpr double beyond_px = 0.05;  // peaks of streaks and patches may differ by more than noise
  for (int c = 0; c < 2; ++c) {
    const double off = std::abs(patch.shift_px[c] - pair.shift_px[c]);
    if (off > n_sigma * std::sqrt(pair.covariance_px2(c, c)) + beyond_px) return false;
  }
  return true;
}

}  // namespace

NoisyImage with_noise(Image image, double psf_sigma_px) {
  NoisyImage noisy{std::move(image), {}};
  noisy.noise = noise_of(view_of(noisy.image), psf_sigma_px);
  return noisy;
}

PatchCutter cutter_of(const NoisyImage& image) {
  return [view = view_of(image.image), noise = image.noise](const Peak& peak, int reach_px) {
    return cut_patch(view, peak, reach_px, noise);
  };
}

void compare_pixels(GrainPair& grain, const FramePair& frames) {
  if (!frames.first_patch || !frames.second_patch) return;
  const auto& first_peaks = frames.first.peaks.peaks;
  const auto& second_peaks = frames.second.peaks.peaks;
  for (SpotPair& pair : grain.spots) {
    const Peak& first = first_peaks[static_cast<std::size_t>(pair.first_peak)];
    const Peak& second = second_peaks[static_cast<std::size_t>(pair.second_peak)];
    const int reach = patch_reach_px(first, second);
    if (!stands_alone(first_peaks, pair.first_peak, reach) ||
        !stands_alone(second_peaks, pair.second_peak, reach))
      continue;
    const PatchShift shift =
        patch_shift(frames.first_patch(first, reach), frames.second_patch(second, reach));
    if (!shift.converged || !shift.covariance_px2.allFinite() || !agree(shift, pair)) continue;
    pair.shift_px = shift.shift_px;
    // What the detector's floor leaves stays in.
    pair.covariance_px2 += shift.covariance_px2 - pair.own_covariance_px2;
    pair.own_covariance_px2 = shift.covariance_px2;
    pair.from_pixels = true;
  }
}

std::vector<MeasuredChange> measure_changes(const FramePair& frames, const Eigen::Matrix3d& R_common_sample,
                                            const PanelShift& panel, const DifferenceOptions& options,
                                            const IndexingPlan& plan) {
  std::vector<MeasuredChange> measured;
  if (frames.first.status != FrameStatus::ok || frames.second.status != FrameStatus::ok) return measured;
  for (const auto& [i, k] : same_grains(frames.first.grains, frames.second.grains, R_common_sample,
                                        options.same_grain_deg * units::deg, plan)) {
    GrainPair grain = pair_spots(frames.first.grains[i], frames.first.peaks.peaks, frames.second.grains[k],
                                 frames.second.peaks.peaks, R_common_sample, plan);
    compare_pixels(grain, frames);
    MeasuredChange one{i, k, fit_change(grain, panel, options, plan.setup.detector, plan.sample_tilt_rad)};
    if (one.change.converged && one.change.determined) measured.push_back(std::move(one));
  }
  return measured;
}

}  // namespace lauelith::inverse
