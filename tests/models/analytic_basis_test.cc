// SPDX-License-Identifier: BSD-3-Clause
#include "models/analytic_basis.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/analytic_cracks.h"
#include "src/constants.h"

namespace lauelith::models {
namespace {

constexpr double shear = 60e9;
constexpr double nu = 0.26;

TEST(AnalyticCracks, OpenedSegmentHasTheStressOfTwoDislocations) {
  const OpenedSegment segment{5e-6, 1e-9, shear, nu};
  const double middle = -shear * 1e-9 / (constants::pi * (1.0 - nu) * 5e-6);
  EXPECT_NEAR(field_of(segment, 0.0, 1e-12).stress(1, 1) / middle, 1.0, 1e-6);
  // An edge dislocation with its Burgers vector along y at the origin, field on the x axis: σ_yy = D b/x.
  const double D = shear / (2.0 * constants::pi * (1.0 - nu));
  const double x = 40e-6;
  const double pair = D * 1e-9 * (1.0 / (x - 5e-6) - 1.0 / (x + 5e-6));
  EXPECT_NEAR(field_of(segment, x, 0.0).stress(1, 1) / pair, 1.0, 1e-9);
  EXPECT_NEAR(field_of(segment, x, 0.0).stress(0, 0) / pair, 1.0, 1e-9);
}

TEST(AnalyticCracks, OpenedSegmentOpensAndIsInEquilibrium) {
  const OpenedSegment segment{5e-6, 1e-9, shear, nu};
  const double jump =
      field_of(segment, 1e-6, 1e-13).displacement.y() - field_of(segment, 1e-6, -1e-13).displacement.y();
  EXPECT_NEAR(jump, 1e-9, 1e-14);
  const double h = 1e-9, x = 3e-6, y = 4e-6;
  const auto stress = [&](double dx, double dy) { return field_of(segment, x + dx, y + dy).stress; };
  const double scale = std::abs(stress(0, 0)(1, 1)) / 1e-6;
  EXPECT_LT(std::abs((stress(h, 0) - stress(-h, 0))(0, 0) + (stress(0, h) - stress(0, -h))(0, 1)) / (2 * h),
            1e-5 * scale);
  EXPECT_LT(std::abs((stress(h, 0) - stress(-h, 0))(1, 0) + (stress(0, h) - stress(0, -h))(1, 1)) / (2 * h),
            1e-5 * scale);
}

TEST(AnalyticBasis, CandidatesLieAlongTheInterfaceAndFollowItsNormal) {
  FieldGrid grid;
  grid.n = {20, 15, 1};
  grid.spacing_m = Eigen::Vector3d::Constant(5e-6);
  AnalyticBasisOptions options;
  options.crack_spacing_um = 20.0;
  options.crack_angles_deg = {0.0};
  options.crack_depths_um = {10.0};
  const InfluenceBasis upward = analytic_basis(grid, nullptr, options);
  ASSERT_EQ(upward.sources.size(), 5u);
  EXPECT_EQ(upward.sources[0].kind, "crack");
  // Ahead of a tip: tension across the crack, that is along X; on the flank compression.
  const std::size_t mouth = 2;
  const auto column = static_cast<std::size_t>(std::lround(upward.sources[mouth].centre_m.x() / 5e-6));
  EXPECT_GT(upward.strain[mouth][6 * grid.index(column, 3, 0)], 0.0);
  EXPECT_LT(upward.strain[mouth][6 * grid.index(column + 1, 0, 0)], 0.0);
  // The same seen from the other end of the map.
  options.interface_um = {0.0, 70.0};
  options.interface_normal = {0.0, -1.0};
  const InfluenceBasis downward = analytic_basis(grid, nullptr, options);
  for (std::size_t j = 0; j < 15; ++j) {
    for (std::size_t i = 0; i < 20; ++i) {
      const double a = upward.strain[0][6 * grid.index(i, j, 0)],
                  b = downward.strain[4][6 * grid.index(i, 14 - j, 0)];
      const double c = downward.strain[0][6 * grid.index(i, 14 - j, 0)];
      EXPECT_LT(std::min(std::abs(a - b), std::abs(a - c)), 1e-5f * std::abs(a) + 1e-16f);
    }
  }
  // A map that does not see the interface has no candidates.
  options.interface_um = {0.0, 900.0};
  EXPECT_TRUE(analytic_basis(grid, nullptr, options).sources.empty());
}

}  // namespace
}  // namespace lauelith::models
