// SPDX-License-Identifier: BSD-3-Clause
#include "forward/monochromator.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lauelith::forward {
namespace {

// The normal distribution of (place, energy) weighted with the band, summed number by number.
TEST(Monochromator, IsTheWeightedNormalDistribution) {
  const Monochromator band{12.003, 0.0007};
  const double energy = 12.0;
  const EnergySpread spread{4e-6, {3e-4, -1e-4}};
  double share = 0.0;
  Eigen::Vector2d mean = Eigen::Vector2d::Zero();
  const double sigma = std::sqrt(spread.variance_keV2);
  constexpr int n = 20001;
  double before = 0.0;
  for (int i = 0; i < n; ++i) {
    const double e = 8.0 * sigma * (2.0 * i / (n - 1) - 1.0);  // of a part of the crystal, from the mean
    const double density = std::exp(-0.5 * e * e / spread.variance_keV2);
    const double off = energy + e - band.energy_keV;
    const double passes = density * std::exp(-0.5 * off * off / (band.sigma_keV * band.sigma_keV));
    before += density;
    share += passes;
    mean += passes * spread.with_px_keV * e / spread.variance_keV2;  // its mean place
  }
  const PassedShare passed = passed_share(band, energy, spread);
  EXPECT_NEAR(passed.share, share / before, 1e-9);
  EXPECT_NEAR((passed.moved_px - mean / share).norm(), 0.0, 1e-8 * 300.0);
  EXPECT_GT(passed.narrowed.xx, 0.0);
}

TEST(Monochromator, PerfectCrystalsShowTheBand) {
  const Monochromator band{12.0, 0.001};
  EXPECT_DOUBLE_EQ(passed_share(band, 12.0, {}).share, 1.0);
  EXPECT_NEAR(passed_share(band, 12.0 + 0.001 * std::sqrt(2.0 * std::log(2.0)), {}).share, 0.5, 1e-9);
  EXPECT_EQ(passed_share(band, 12.001, {}).moved_px.norm(), 0.0);
}

}  // namespace
}  // namespace lauelith::forward
