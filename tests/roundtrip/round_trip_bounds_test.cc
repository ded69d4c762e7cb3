// SPDX-License-Identifier: BSD-3-Clause
// A small part of the studies whose tables are in results/ (make studies), held to the bound.
#include <gtest/gtest.h>

#include <cmath>

#include "src/crystal_library.h"
#include "tests/roundtrip/round_trip.h"

namespace lauelith::roundtrip {
namespace {

using synthetic::Camera;

// Margins: four standard errors of sums over n grains of five independent components.
void expect_targets(const Summary& s) {
  const double n = s.n_strains;
  EXPECT_LT(s.total_ratio(), 1.15 + 4.0 / std::sqrt(10.0 * n));
  EXPECT_GT(s.total_ratio(), 1.0 - 4.0 / std::sqrt(10.0 * n) - 0.05);
  EXPECT_LT(s.bias.cwiseAbs().maxCoeff(), 0.1 + 4.0 / std::sqrt(n));
  EXPECT_NEAR(s.covered_68, 0.68, 0.03 + 4.0 * std::sqrt(0.68 * 0.32 / (5.0 * n)));
  EXPECT_NEAR(s.covered_95, 0.95, 0.02 + 4.0 * std::sqrt(0.95 * 0.05 / (5.0 * n)));
  EXPECT_EQ(s.n_invented, 0);
}

TEST(RoundTripBounds, ListsOfEveryCrystal) {
  std::vector<PatternOutcome> all;
  unsigned seed = 1001;
  for (const std::string& crystal : crystal_names())
    all = joined(std::move(all), round_trips({.crystal = crystal, .camera = Camera::scmos_79mm}, 8, seed++));
  const Summary s = summary_of(all);
  EXPECT_GE(s.n_strains, 80);
  expect_targets(s);
}

TEST(RoundTripBounds, ListsOfThreeGrains) {
  const Summary s = summary_of(round_trips({.camera = Camera::scmos_79mm, .n_grains = 3}, 20, 1101));
  EXPECT_EQ(s.n_found, s.n_true);
  expect_targets(s);
}

TEST(RoundTripBounds, Images) {
  const Scene scene{.strongest_photons = 2e4, .faintest_photons = 200.0};
  const Summary s = summary_of(round_trips(scene, 24, 1201));
  EXPECT_EQ(s.n_found, s.n_true);
  expect_targets(s);
}

// Five times below the 1e-4 that the field quotes: 2e-5 in every component.
TEST(RoundTripBounds, BrightPatternOnAnIntegratingCamera) {
  const Scene scene{.camera = Camera::scmos_79mm, .strongest_photons = 3e4, .integrating_camera = true};
  const Summary s = summary_of(round_trips(scene, 4, 1301));
  EXPECT_EQ(s.n_strains, 4);
  for (int k = 0; k < 6; ++k) EXPECT_LT(s.rms[k], 2e-5) << k;
}

// Known from the Jacobians of an independent computation: N = 30, rms over orientations, Pilatus 1M at 140
// mm. Which spots are the brightest there differs, hence 40 %.
TEST(RoundTripBounds, WrongDistanceDoesWhatTheJacobianSays) {
  Scene scene{.camera = Camera::pilatus_140mm, .n_peaks = 30, .sigma_px = 0.002};
  scene.distance_off_m = 10e-6;
  const Summary s = summary_of(round_trips(scene, 30, 1401));
  const double expected[] = {0.24, 0.18, 0.42, 0.17};
  for (int k = 0; k < 4; ++k) EXPECT_NEAR(1e4 * s.rms[k], expected[k], 0.4 * expected[k]) << k;
  EXPECT_LT(1e4 * s.rms[4], 0.1);
  EXPECT_LT(1e4 * s.rms[5], 0.1);
}

}  // namespace
}  // namespace lauelith::roundtrip
