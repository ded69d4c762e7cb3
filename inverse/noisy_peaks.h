// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "inverse/noise_model.h"
#include "inverse/peak_search.h"

namespace lauelith::inverse {

/// The peaks of a frame and the noise they were found in, for a later comparison of pixels.
struct NoisyPeaks {
  PeakList peaks;
  FrameNoise noise;
};
/// `find_peaks` with what it learnt about the noise (as `noise_of` of spot_patches.h, dead areas left out).
NoisyPeaks find_noisy_peaks(const Image& image, const PeakSearchOptions& options = {});

}  // namespace lauelith::inverse
