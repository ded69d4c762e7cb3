// SPDX-License-Identifier: BSD-3-Clause
// A small part of results/scan_difference.md (make studies), held to the bound.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/roundtrip/scan_pairs.h"

namespace lauelith::roundtrip {
namespace {

constexpr double wrong_by_m = 50e-6;

/// The shift of the panel known, so that all errors are independent. Margins: four standard errors of n
/// points; the coverage's is that of five independent components of a strain and three of a rotation.
void expect_at_the_bound(PairScene scene, int n_points, unsigned seed) {
  scene.options.panel_sigma_um = 0.0;
  const PairSummary s = summary_of(scan_pairs(scene, 1, n_points, seed, 2));
  const double n = s.n;
  EXPECT_GE(s.n, n_points - 1);
  for (int k = 0; k < 9; ++k) {
    EXPECT_LT(s.ratio[k], 1.2 + 4.0 / std::sqrt(2.0 * n)) << k;
    EXPECT_GT(s.ratio[k], 0.95 - 4.0 / std::sqrt(2.0 * n)) << k;
  }
  EXPECT_LT(s.ratio.norm() / 3.0, 1.1 + 4.0 / std::sqrt(16.0 * n));
  EXPECT_NEAR(s.covered_68, 0.68, 0.03 + 4.0 * std::sqrt(0.68 * 0.32 / (8.0 * n)));
  EXPECT_NEAR(s.covered_95, 0.95, 0.02 + 4.0 * std::sqrt(0.95 * 0.05 / (8.0 * n)));
  EXPECT_LT(s.bias, 4.0 / std::sqrt(n));
}

TEST(ScanDifference, ListsReachTheBound) { expect_at_the_bound({}, 60, 2001); }

TEST(ScanDifference, ListsWithAWrongDistance) {
  expect_at_the_bound({.distance_off_m = wrong_by_m}, 60, 2002);
}

TEST(ScanDifference, ImagesWithAWrongDistance) {
  expect_at_the_bound({.strongest_photons = 2e4, .faintest_photons = 200.0, .distance_off_m = wrong_by_m}, 12,
                      2003);
}

// What subtracting two maps gets wrong, and the difference does not: a panel that has moved.
TEST(ScanDifference, FindsTheShiftOfThePanel) {
  const PairStudy study = scan_pairs({}, 8, 16, 2101, 2);
  double squares = 0.0;
  for (const Eigen::Vector2d& error : study.panel_errors) squares += error.squaredNorm();
  EXPECT_LT(squares, 39.3);  // χ² of 16: 99.9 %
  EXPECT_GT(squares, 3.94);  // 0.1 %
  const PairSummary s = summary_of(study);
  EXPECT_LT(s.ratio.norm() / 3.0, 1.2);
  EXPECT_GT(s.ratio_of_maps.norm(), 2.0 * s.ratio.head<6>().norm());
}

}  // namespace
}  // namespace lauelith::roundtrip
