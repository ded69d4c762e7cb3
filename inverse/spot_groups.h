// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "inverse/spot_start.h"

namespace lauelith::inverse {

/// A spot found and fitted, with what is needed to report it.
struct FoundSpot {
  FittedSpot fitted;
  double significance = 0.0;
  bool shape_fixed = false;
  bool blended = false;  ///< fitted together with others
};

struct GroupOptions {
  PointSpread psf;
  double threshold = 5.5;
};

/// Fits all candidates: those closer than three of their summed widths together, at most max_spots_per_fit at
/// a time (the brightest with its nearest; the rest of a larger cluster enters as held neighbours). A spot
/// whose intensity is not 0.6 threshold of its own σ, that ran away from its candidate, or that came out
/// sharper than the optics allow is dropped and the rest fitted again. A single elongated spot that two round
/// ones explain better (2Δ ln L > 25, half the misfit, both of the width of the point spread) becomes two.
/// Pinned by: PeakSearch.Pairs, PeakSearch.BroadSpotIsOne.
std::vector<FoundSpot> fit_candidates(const PixelView& pixels, const LocalBackground& background,
                                      const NoiseModel& noise, const std::vector<SpotCandidate>& candidates,
                                      SpotFitter& fitter, const GroupOptions& options);

}  // namespace lauelith::inverse
