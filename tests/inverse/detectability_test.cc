// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/detectability.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lauelith::inverse {
namespace {

TEST(Detectability, CountsPointsWhereAComponentStandsOut) {
  const Matrix6d C = 1e-10 * Matrix6d::Identity();  // 1e-5 per component
  Vector6d weak = Vector6d::Zero();
  weak[1] = 2e-5;
  Vector6d strong = Vector6d::Zero();
  strong[5] = -5e-5;
  const auto result =
      detectability({weak, strong, strong, weak, strong}, {C, C, Matrix6d::Zero(), C, C}, 3.0);
  EXPECT_EQ(result.n_points, 4u);  // one cannot be measured
  EXPECT_DOUBLE_EQ(result.detectable_share, 0.5);
  EXPECT_NEAR(result.snr_max, 5.0, 1e-12);
  EXPECT_NEAR(result.strain_max, 5e-5, 1e-18);
  EXPECT_NEAR(result.strain_rms, std::sqrt((2 * 4e-10 + 2 * 25e-10) / 24.0), 1e-12);
}

TEST(Detectability, NothingMeasuredIsNothingSeen) {
  const auto result = detectability({Vector6d::Ones()}, {Matrix6d::Zero()});
  EXPECT_EQ(result.n_points, 0u);
  EXPECT_EQ(result.detectable_share, 0.0);
}

/// 130 × 130 points at 0.1, 0.3, 0.5, 1.0 s and 0.2 s overhead: 1.4, 2.3, 3.3, 5.6 h.
TEST(Detectability, HoursOfAScan) {
  for (const auto& [exposure_s, hours] :
       std::vector<std::pair<double, double>>{{0.1, 1.41}, {0.3, 2.35}, {0.5, 3.29}, {1.0, 5.63}}) {
    ScanCostInput input;
    input.n_frames = 130.0 * 130.0;
    input.exposure_s = exposure_s;
    input.bytes_per_frame = 4.0 * 981 * 1043;
    input.flux_photons_s = 1e9;
    input.step_x_um = input.step_y_um = 2.0;
    const ScanCost cost = scan_cost(input);
    EXPECT_NEAR(cost.hours, hours, 0.01);
    EXPECT_NEAR(cost.gigabytes, 69.2, 0.1);  // a scan of a Pilatus 1M
    EXPECT_NEAR(cost.photons_per_um2, 2.5e8 * exposure_s, 1.0);
  }
}

}  // namespace
}  // namespace lauelith::inverse
