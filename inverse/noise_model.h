// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "inverse/local_background.h"

namespace lauelith::inverse {

/// Variance of a pixel whose expectation is `level`: gain·(level − pedestal) + r², written as
/// gain·level + offset because only the sum can be seen in one frame. Image units.
struct NoiseModel {
  double gain = 1.0;     ///< variance per count above the pedestal; 1 for a counting detector
  double offset = 0.0;   ///< r² − gain·pedestal
  double floor = 1e-12;  ///< smallest variance a pixel can have
  double variance(double level) const {
    const double value = gain * level + offset;
    return value > floor ? value : floor;
  }
};

/// Straight line through (level, variance) of the quiet tiles, by medians of groups of equal level. Where all
/// tiles have about one level the slope cannot be seen; then the offset is taken as zero, which is what a
/// counter does (prior 0 ± 0.3·variance, tighter where the levels span less than 0.3 of their median). A
/// frame without any noise is taken for a counter. Pinned by: NoiseModel.CounterHasGainOne,
/// NoiseModel.CameraGain.
NoiseModel estimate_noise(const LocalBackground& background);

/// What the pixels of a frame do when nothing changes.
struct FrameNoise {
  NoiseModel model;
  double width = 1.0;  ///< of correlated noise in the band of a spot, 1 for white noise; 0: nothing is known
};

}  // namespace lauelith::inverse
