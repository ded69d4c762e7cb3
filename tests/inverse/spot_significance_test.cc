// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_significance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

#include "inverse/filter_strip.h"
#include "inverse/spot_candidates.h"
#include "tests/inverse/simulated_frames.h"

namespace lauelith::inverse {
namespace {

Significance significance_of(const Image& image) {
  const PixelView pixels{image.rows, image.cols, image.value.data(), image.mask.data(),
                         std::numeric_limits<float>::infinity()};
  const LocalBackground background(pixels);
  return measure_significance(pixels, background, estimate_noise(background), 1.0);
}

TEST(Significance, WhiteNoiseHasWidthOne) {
  const Significance significance = significance_of(counted(forward::LaueImage(600, 600, {20.0}), 1));
  EXPECT_NEAR(significance.frame_width, 1.0, 0.02);
  // P(T > 3) = 1.35e-3 of 360,000 pixels, correlated over about a dozen.
  EXPECT_NEAR(static_cast<double>(significance.pixels.size()), 486.0, 4.0 * std::sqrt(486.0 * 12.0));
}

TEST(Significance, CorrelatedNoise) {
  const forward::Camera camera{0.6, 0.5, 20.0, 1.0, 65535.0};
  const Significance significance =
      significance_of(photographed(forward::LaueImage(600, 600, {200.0}), camera, 1));
  EXPECT_GT(significance.frame_width, 1.3);
  EXPECT_LT(significance.pixels.size(), 1000U);
}

/// Gaps down and across the panel, single dead pixels, sides that are no multiples of a tile. The pixel at 29
/// is the last that the first row of tiles sees through the narrower filter and the second does not.
Image with_gaps() {
  Image image = counted(forward::LaueImage(205, 171, {20.0, 0.03, 0.02}), 3);
  for (int y = 0; y < image.rows; ++y) {
    for (int x = 0; x < image.cols; ++x) {
      const bool in_gap = (x >= 60 && x < 67 && y >= 75) || (y >= 95 && y < 98);
      const bool is_dead = (x == 40 && y == 29) || (y > 100 && (x * 7 + y * 13) % 401 == 0);
      const bool hidden = in_gap || is_dead;
      if (hidden) image.mask[static_cast<std::size_t>(y * image.cols + x)] = 1;
    }
  }
  return image;
}

/// Σ w z / √Σ w² over the pixels that can be seen, written out; nothing where that is under a quarter of Σ
/// w².
std::optional<double> filtered_at(const PixelView& pixels, const LocalBackground& background,
                                  const NoiseModel& noise, const MatchedFilter& filter, int x0, int y0) {
  double sum = 0.0, squares = 0.0;
  for (int j = -filter.reach; j <= filter.reach; ++j) {
    for (int i = -filter.reach; i <= filter.reach; ++i) {
      if (!pixels.usable(x0 + i, y0 + j)) continue;
      const double w = static_cast<double>(filter.weight[static_cast<std::size_t>(i + filter.reach)]) *
                       filter.weight[static_cast<std::size_t>(j + filter.reach)];
      const double level = background.level(x0 + i, y0 + j);
      sum += w * (pixels.value[pixels.at(x0 + i, y0 + j)] - level) / std::sqrt(noise.variance(level));
      squares += w * w;
    }
  }
  return squares > 0.26 ? std::optional(sum / std::sqrt(squares)) : std::nullopt;
}

TEST(Significance, TheFilterIsTheSumOverWhatIsVisible) {
  const Image image = with_gaps();
  const PixelView pixels{image.rows, image.cols, image.value.data(), image.mask.data(),
                         std::numeric_limits<float>::infinity()};
  const LocalBackground background(pixels);
  const NoiseModel noise = estimate_noise(background);
  for (const double sigma_px : {0.8, 1.7}) {
    const MatchedFilter filter = matched_filter(sigma_px);
    FilterStrip strip(pixels, background, noise, filter);
    for (int y = 0; y < image.rows; ++y) {
      if (y % LocalBackground::tile_px == 0) strip.filter_from(y);
      for (int x = 0; x < image.cols; ++x) {
        const auto T = filtered_at(pixels, background, noise, filter, x, y);
        // 1/σ is drawn through the tiles' centres: 3e-4 of it where the level falls across a tile.
        if (!pixels.usable(x, y) || !T) continue;
        ASSERT_NEAR(strip.row(y)[x], *T, 1e-3 * (1.0 + std::abs(*T))) << x << ", " << y;
      }
    }
  }
}

TEST(Significance, PoissonTail) {
  // P(N ≥ 7 | 0.5) = 1.00238e-6, summed term by term; the normal quantile of that is 4.7529.
  EXPECT_NEAR(poisson_sigmas(0.5, 7.0), 4.753, 0.002);
  EXPECT_EQ(poisson_sigmas(5.0, 4.0), 0.0);
  EXPECT_NEAR(poisson_sigmas(10000.0, 10300.5), 3.0, 0.03);
}

}  // namespace
}  // namespace lauelith::inverse
