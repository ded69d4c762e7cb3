// SPDX-License-Identifier: BSD-3-Clause
#include "forward/beam_path.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/units.h"
#include "tests/forward/uniform_field.h"

namespace lauelith::forward {
namespace {

using Eigen::Matrix3d;

PathOptions options_at_45_deg() { return {45.0 * units::deg, 200.0 * units::um, 2000.0, 0.3, 0.01}; }

TEST(BeamPath, UniformCrystalIsOneInterval) {
  const CrystalField field = uniform_field(Matrix3d::Identity());
  const auto path = beam_path(field, Overburden(field), {0.0, 0.0}, options_at_45_deg());
  ASSERT_EQ(path.size(), 1u);
  EXPECT_EQ(path[0].t_begin_m, 0.0);
  EXPECT_GE(path[0].t_end_m, 200.0 * units::um);
  EXPECT_EQ(path[0].before.electrolyte_m, 0.0);
  EXPECT_EQ(path[0].above.electrolyte_m, 0.0);
}

TEST(BeamPath, BoundaryBelowTheFaceGivesTwoGrains) {
  CrystalField field = uniform_field(Matrix3d::Identity());
  field.R_sample_from_crystal.push_back(Matrix3d::Identity());
  for (std::size_t v = 0; v < 40; ++v) field.grain[v] = field.grid.centre_m(v).y() < 0.0 ? 0 : 1;
  // The plane Y = 0 stands upright; the beam runs at 45° and meets it after 30 µm·√2.
  const auto path = beam_path(field, Overburden(field), {0.0, -30.0 * units::um}, options_at_45_deg());
  ASSERT_EQ(path.size(), 2u);
  EXPECT_EQ(path[0].grain, 0);
  EXPECT_EQ(path[1].grain, 1);
  EXPECT_NEAR(path[1].t_begin_m, 30.0 * units::um * std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(path[1].before.electrolyte_m, path[1].t_begin_m, 1e-12);
  EXPECT_NEAR(path[1].above.electrolyte_m, 30.0 * units::um, 1e-12);
}

TEST(BeamPath, EmptySpaceCostsNothingLithiumIsCounted) {
  CrystalField field = graded_field(Matrix3d::Identity(), Matrix3d::Zero(), 40e-6, 10e-6);
  field.phase = {1, 1, 0, 2};  // from below: electrolyte, electrolyte, empty, lithium
  field.grain = {0, 0, -1, -1};
  const auto path = beam_path(field, Overburden(field), {0.0, 0.0}, options_at_45_deg());
  ASSERT_EQ(path.size(), 1u);
  EXPECT_NEAR(path[0].t_begin_m, 20e-6 * std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(path[0].before.lithium_m, 10e-6 * std::sqrt(2.0), 1e-12);
  EXPECT_EQ(path[0].before.electrolyte_m, 0.0);
  EXPECT_NEAR(path[0].above.lithium_m, 10e-6, 1e-11);
  EXPECT_NEAR(path[0].above.electrolyte_m, 0.0, 1e-11);
  EXPECT_NEAR(path[0].t_end_m, 40e-6 * std::sqrt(2.0), 1e-12);
}

TEST(BeamPath, LinearGradientIsCutBySpotMovementAndKeptExactly) {
  Matrix3d gradient = Matrix3d::Zero();
  gradient(1, 2) = 20.0;  // 2e-3 over 100 µm
  const CrystalField field = graded_field(Matrix3d::Identity(), gradient, 100e-6, 2e-6);
  const PathOptions options = options_at_45_deg();
  const auto path = beam_path(field, Overburden(field), {0.0, 0.0}, options);
  EXPECT_GT(path.size(), 5u);
  double end = 0.0;
  for (const PathInterval& interval : path) {
    EXPECT_NEAR(interval.t_begin_m, end, 1e-12);
    end = interval.t_end_m;
    const double length = interval.t_end_m - interval.t_begin_m;
    EXPECT_LE(interval.dH_dt_1_m.norm() * length * options.px_per_gradient, options.largest_step_px * 1.001);
    const double z = -0.5 * (interval.t_begin_m + interval.t_end_m) / std::sqrt(2.0);
    if (z < -2e-6 && z > -98e-6) {
      EXPECT_NEAR(interval.H_middle(1, 2), 20.0 * z, 1e-8);
    }
  }
  EXPECT_NEAR(end, 100e-6 * std::sqrt(2.0), 1e-12);
}

}  // namespace
}  // namespace lauelith::forward
