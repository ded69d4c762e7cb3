// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_significance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

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

TEST(Significance, PoissonTail) {
  // P(N ≥ 7 | 0.5) = 1.00238e-6, summed term by term; the normal quantile of that is 4.7529.
  EXPECT_NEAR(poisson_sigmas(0.5, 7.0), 4.753, 0.002);
  EXPECT_EQ(poisson_sigmas(5.0, 4.0), 0.0);
  EXPECT_NEAR(poisson_sigmas(10000.0, 10300.5), 3.0, 0.03);
}

}  // namespace
}  // namespace lauelith::inverse
