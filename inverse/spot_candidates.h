// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "inverse/spot_significance.h"

namespace lauelith::inverse {

/// A place where a spot may be.
struct SpotCandidate {
  int x = 0;
  int y = 0;
  double significance = 0.0;  ///< T over the local width of the noise, or what the Poisson tail is worth
  double level = 0.0;         ///< background of the tiles
};

/// Local maxima of T that reach the threshold. Two maxima of one connected region are two candidates only if
/// the saddle between them is deeper than 15 % of the lower one and than 3 σ of its noise (persistence of a
/// maximum, Edelsbrunner, Letscher & Zomorodian 2002): a broad or streaked spot has one. A pixel that stands
/// alone, without the skirt that the point spread gives to any spot, is not a spot. Where the filter sees
/// fewer than ten counts of background the exact Poisson tail of the counts within 2 σ decides. Pinned by:
/// PeakSearch.HotPixels, PeakSearch.BroadSpotIsOne, PeakSearch.LowCounts.
std::vector<SpotCandidate> find_candidates(const PixelView& pixels, const LocalBackground& background,
                                           const NoiseModel& noise, const Significance& significance,
                                           double psf_sigma_px, double threshold);

/// Standard deviations of a normal variable whose upper tail has the probability of n or more Poisson events.
double poisson_sigmas(double mean, double n);

}  // namespace lauelith::inverse
