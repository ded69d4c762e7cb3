// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "forward/detector_response.h"
#include "src/peak.h"

namespace lauelith::inverse {

/// Counting-detector image of what was drawn, fixed by the seed.
Image counted(const forward::LaueImage& drawn, std::uint32_t seed);
Image photographed(const forward::LaueImage& drawn, const forward::Camera& camera, std::uint32_t seed);

/// Round spots of one kind on a grid of 64 px, moved by up to half a pixel, over a flat background.
struct SpotGrid {
  int n_side = 10;
  double photons = 1000.0;
  double sigma_px = 1.0;
  double background = 12.0;
};
std::vector<forward::DrawnSpot> spots_of(const SpotGrid& grid, std::uint32_t seed);
forward::LaueImage drawn(const SpotGrid& grid, const std::vector<forward::DrawnSpot>& spots);

/// Standard error per axis that no unbiased estimate can beat: inverse Fisher information of x with the
/// pixel- integrated Gaussian and the flat background known, averaged over positions in the pixel. (By
/// symmetry the other parameters of a round spot do not change it beyond 1e-3.)
double cramer_rao_px(const SpotGrid& grid);

/// The peak nearest to a place, nullptr if none within `radius`.
const Peak* nearest(const PeakList& list, double x_px, double y_px, double radius);

}  // namespace lauelith::inverse
