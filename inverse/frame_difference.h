// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <vector>

#include "inverse/scan_difference.h"
#include "inverse/spot_patches.h"
#include "src/frame.h"

namespace lauelith::inverse {

/// The pixels of a frame and their noise, for comparing spots.
struct NoisyImage {
  Image image;
  FrameNoise noise;
};
NoisyImage with_noise(Image image, double psf_sigma_px);

/// The pixels about a peak of a frame.
using PatchCutter = std::function<SpotPatch(const Peak& peak, int reach_px)>;
PatchCutter cutter_of(const NoisyImage& image);  ///< the image must outlive it

/// One point of the sample in two scans. Pixels may be missing: then the peaks alone are compared.
struct FramePair {
  const FrameResult& first;
  const FrameResult& second;
  PatchCutter first_patch;
  PatchCutter second_patch;
};

/// Replaces the shift of spots that stand alone in both frames by that of their pixels (spot_patches.h),
/// where both agree within five standard errors.
void compare_pixels(GrainPair& grain, const FramePair& frames);

struct MeasuredChange {
  std::size_t first_grain = 0;  ///< rank in its frame
  std::size_t second_grain = 0;
  LatticeChange change;
};
/// Every grain that both frames show: same_grains, pair_spots, compare_pixels, fit_change. Changes that too
/// few spots determine are left out.
std::vector<MeasuredChange> measure_changes(const FramePair& frames, const Eigen::Matrix3d& R_common_sample,
                                            const PanelShift& panel, const DifferenceOptions& options,
                                            const IndexingPlan& plan);

}  // namespace lauelith::inverse
