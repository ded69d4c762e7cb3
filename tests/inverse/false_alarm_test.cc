// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/false_alarm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/units.h"

namespace lauelith::inverse {
namespace {

TEST(FalseAlarm, BinomialTailByHand) {
  EXPECT_NEAR(log10_binomial_tail(3, 0.5, 3), std::log10(0.125), 1e-12);
  EXPECT_NEAR(log10_binomial_tail(3, 0.5, 1), std::log10(0.875), 1e-12);
  EXPECT_NEAR(log10_binomial_tail(10, 0.1, 2), std::log10(0.2639010709), 1e-9);
  EXPECT_EQ(log10_binomial_tail(5, 0.3, 0), 0.0);
}

// 24 rotations, 0.12 degrees: 10^7.65. 150 peaks, 3 px, 1 Mpx, 55 predicted: 8, 9, 11 meetings beyond the
// fitted ones.
TEST(FalseAlarm, NumbersOfTheDesign) {
  const double log10_n = log10_orientations(24, 0.12 * units::deg);
  EXPECT_NEAR(log10_n, 7.65, 0.01);
  const auto at = [&](int k) { return log10_false_alarm({55, k, 150, 1043.0 * 981.0, 3.0, true}, log10_n); };
  EXPECT_NEAR(at(8 + 4), -2.4, 0.15);
  EXPECT_NEAR(at(9 + 4), -4.1, 0.15);
  EXPECT_NEAR(at(11 + 4), -7.6, 0.2);
}

}  // namespace
}  // namespace lauelith::inverse
