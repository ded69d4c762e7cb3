// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/crystal_library.h"
#include "tests/inverse/synthetic_pattern.h"

namespace lauelith::inverse {
namespace {

using synthetic::Camera;

struct Case {
  forward::LaueSetup setup = synthetic::setup("Ge", Camera::mar165_70mm, {5.0, 22.0});
  FiveParameters truth = five_parameters(setup.detector).five;

  FiveParameters off() const {
    FiveParameters five = truth;
    five.distance_mm += 0.3;
    five.xcen_px += 3.0;
    five.ycen_px -= 3.0;
    five.xbet_deg += 0.1;
    five.xgam_deg -= 0.1;
    return five;
  }
  CalibrationResult run(double sigma_px, unsigned seed) const {
    std::mt19937_64 random(seed);
    synthetic::PatternOptions options;
    options.n_peaks = 97;
    options.sigma_px = sigma_px;
    const auto grain = synthetic::random_grain(setup, 0.0, random);
    const PeakList list = synthetic::pattern(setup, {grain}, options, random);
    return calibrate(list, setup.crystal, placed(setup.detector, off()), setup.beam,
                     forward::Spectrum(setup.beam), {});
  }
};

TEST(Calibration, ReturnsToTheTruthWithoutNoise) {
  const Case one;
  const CalibrationResult result = one.run(1e-6, 1);
  ASSERT_TRUE(result.converged);
  EXPECT_NEAR(result.five.distance_mm, one.truth.distance_mm, 1e-5);
  EXPECT_NEAR(result.five.xcen_px, one.truth.xcen_px, 1e-4);
  EXPECT_NEAR(result.five.ycen_px, one.truth.ycen_px, 1e-4);
  EXPECT_NEAR(result.five.xbet_deg, one.truth.xbet_deg, 1e-5);
  EXPECT_NEAR(result.five.xgam_deg, one.truth.xgam_deg, 1e-5);
}

TEST(Calibration, ErrorsAreAsLargeAsStated) {
  const Case one;
  double chi2 = 0.0;
  constexpr int n = 12;
  for (unsigned seed = 1; seed <= n; ++seed) {
    const CalibrationResult result = one.run(0.1, seed);
    ASSERT_TRUE(result.converged);
    chi2 += std::pow(result.five.distance_mm - one.truth.distance_mm, 2) / result.covariance(0, 0);
    chi2 += std::pow(result.five.xcen_px - one.truth.xcen_px, 2) / result.covariance(1, 1);
  }
  EXPECT_NEAR(chi2 / (2 * n), 1.0, 4.0 * std::sqrt(1.0 / n));
}

// The reflections of the residual list are those that diffract: germanium has no odd-even mix, no 2 0 0, and
// their energies lie in the band.
TEST(Calibration, ReflectionsAreTheLowestInTheBand) {
  const Case one;
  const CalibrationResult result = one.run(0.05, 1);
  ASSERT_TRUE(result.converged);
  int n_multiples = 0;
  for (const CalibrationSpot& spot : result.spots) {
    const Eigen::Vector3i odd = spot.hkl.unaryExpr([](int i) { return std::abs(i) % 2; });
    EXPECT_TRUE(odd.sum() == 0 || odd.sum() == 3) << spot.hkl.transpose();
    EXPECT_EQ(odd.sum() == 0 ? spot.hkl.sum() % 4 : 0, 0) << spot.hkl.transpose();
    EXPECT_GE(spot.energy_keV, 5.0);
    EXPECT_LE(spot.energy_keV, 22.0);
    const auto position = forward::spot_position(result.detector, result.M_lab_1_A, spot.hkl);
    EXPECT_NEAR(position.energy_keV, spot.energy_keV, 1e-9);
    EXPECT_LT((spot.observed_px - spot.residual_px - position.px).norm(), 1e-9);
    n_multiples += odd.sum() == 0 ? 1 : 0;
  }
  EXPECT_GT(n_multiples, 10);
}

TEST(Calibration, AnotherCrystalIsNotForced) {
  const Case one;
  std::mt19937_64 random(2);
  PeakList noise;
  std::uniform_real_distribution<double> unit;
  for (int i = 0; i < 60; ++i) {
    Peak peak;
    peak.x_px = 2047.0 * unit(random);
    peak.y_px = 2047.0 * unit(random);
    peak.intensity = 100.0 - i;
    peak.x_sigma_px = peak.y_sigma_px = 0.1;
    noise.peaks.push_back(peak);
  }
  const auto result = calibrate(noise, one.setup.crystal, one.setup.detector, one.setup.beam,
                                forward::Spectrum(one.setup.beam), {});
  EXPECT_FALSE(result.found && result.converged && result.spots.size() > 30);
}

}  // namespace
}  // namespace lauelith::inverse
