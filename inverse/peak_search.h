// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "src/frame.h"
#include "src/parameter.h"
#include "src/peak.h"

namespace lauelith::inverse {

struct PeakSearchOptions {
  double significance = 5.5;  ///< 0.08 chance peaks in 4.2 million pixels
  double psf_sigma_px = 0.0;  ///< of the detector; 0: measured from the frame's brightest spots
};
void describe(ParameterVisitor& visit, PeakSearchOptions& options);

/// The peaks of a frame, brightest first.
///
/// Background between the spots, noise model, and matched-filter significance come from the frame itself;
/// nothing is cut at a stored value. Each step is a file of its own: local_background, noise_model,
/// spot_significance, spot_candidates, spot_start, spot_fit, spot_groups. Pinned by: the suites PeakSearch
/// and SpotFit.
PeakList find_peaks(const Image& image, const PeakSearchOptions& options = {});

}  // namespace lauelith::inverse
