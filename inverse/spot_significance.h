// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "inverse/local_background.h"
#include "inverse/noise_model.h"

namespace lauelith::inverse {

/// One-dimensional factor of the matched filter: a pixel-integrated Gaussian, cut at 2.5 σ, Σw² = 1.
struct MatchedFilter {
  std::vector<float> weight;  ///< 2·reach + 1
  int reach = 0;
};
MatchedFilter matched_filter(double sigma_px);

/// A pixel where the matched filter stands out.
struct SignificantPixel {
  int x = 0;
  int y = 0;
  float t = 0.0F;  ///< matched-filter excess over √variance of the noise model
};

/// Where a frame stands out of its background, and how wide the noise of the filtered frame is.
struct Significance {
  std::vector<SignificantPixel> pixels;  ///< row by row; above `screen` × the local width
  std::vector<float> width;              ///< of the filtered noise per tile, 1 for white noise of the model
  double frame_width = 1.0;              ///< what the correlation of neighbours makes of it
  int n_tiles_x = 0;

  double width_at(int x, int y) const {
    const int tile = y / LocalBackground::tile_px * n_tiles_x + x / LocalBackground::tile_px;
    return width[static_cast<std::size_t>(tile)];
  }
};

/// `frame_width` alone, which needs the background only.
double width_of_frame(const LocalBackground& background, double psf_sigma_px);

/// T = Σ w·(I − b)/σ / √(Σ w² over usable pixels), σ² from the noise model at the background level, w the
/// point spread: the likelihood-ratio statistic of a faint spot in white noise.
///
/// Noise of neighbours that is correlated, r(d) at d pixels in x and in y, widens T to Σ_d r(d)·Σ_i
/// w_i·w_{i+d}: the width of the frame. Tiles of structure that the background does not follow are wider
/// still: a tile's width, from the share of its negative T above −1 over 3 × 3 tiles, counts between 1
/// and 1.25 times the frame's (spots are positive, but where they crowd they push the level up and the rest
/// below it, which must not hide them). Where the filter sees fewer than ten counts the width is one and the
/// Poisson tail of `spot_candidates` decides. Pinned by: Significance.WhiteNoiseHasWidthOne,
/// Significance.CorrelatedNoise, PeakSearch.NoiseOnly.
Significance measure_significance(const PixelView& pixels, const LocalBackground& background,
                                  const NoiseModel& noise, double psf_sigma_px, double screen = 3.0);

}  // namespace lauelith::inverse
