// SPDX-License-Identifier: BSD-3-Clause
// Two grains side by side, a boundary between them, the interface below.
#include "inverse/control_regions.h"

#include <gtest/gtest.h>

#include <cmath>

#include "inverse/deviatoric.h"
#include "inverse/held_out.h"
#include "src/random.h"

namespace lauelith::inverse {
namespace {

constexpr int n = 24;
constexpr double step_um = 5.0;
constexpr double noise = 1e-4;

ComparisonModel two_grains() {
  ComparisonSetting setting;
  ComparedPixels& data = setting.pixels;
  data.nx = data.ny = n;
  data.n_grains = 2;
  data.step_um = Eigen::Vector2d::Constant(step_um);
  data.scan_covariance = shared_reference_covariance(2);
  for (int grain = 0; grain < 2; ++grain) {
    for (int i = 0; i < n * n; ++i) {
      if (i % n / (n / 2) != grain) continue;
      ComparedPixel pixel;
      pixel.point = i;
      pixel.place_um = step_um * Eigen::Vector2d(i % n, i / n);
      pixel.grain = grain;
      pixel.covariance = noise * noise * Matrix5d::Identity();
      data.pixels.push_back(pixel);
    }
  }
  const double boundary_um = step_um * (n / 2 - 0.5);
  for (int k = 0; k < 12; ++k)
    setting.traces.push_back({0, {boundary_um, 10.0 * k}, {boundary_um, 10.0 * (k + 1)}});
  setting.basis.frame.grid.n = {1, 1, 1};
  setting.basis.frame.grid.spacing_m = Eigen::Vector3d::Constant(1e-6);
  return ComparisonModel(std::move(setting), 2);
}

Vector5d compression(const Eigen::Vector3d& normal) { return -deviatoric_of_pair(normal, normal); }

/// A band at the interface, bumpy, and a halo about the boundary, uneven.
Changes changes_of(const ComparisonModel& model, double at_interface, double at_boundary) {
  const ComparedPixels& data = model.pixels();
  RandomSequence random(5, 1, 0, 0);
  Changes changes(static_cast<Eigen::Index>(data.n_rows()), 2);
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const auto place = data.pixels[p].place_um;
    const double band = std::exp(-place.y() / 12.0) * (1.0 + std::sin(place.x() / 6.0));
    const double distance = nearest_piece(model.setting().traces, place).distance_um;
    const double halo = std::exp(-distance / 5.0) * (1.0 + 0.5 * std::sin(place.y() / 9.0));
    for (Eigen::Index k = 0; k < 2; ++k) {
      auto value = changes.block<5, 1>(5 * static_cast<Eigen::Index>(p), k);
      value = 0.5 * static_cast<double>(k + 1) *
              (at_interface * band * compression(Eigen::Vector3d::UnitY()) +
               at_boundary * halo * compression(Eigen::Vector3d::UnitX()));
      for (double& one : value) one += noise * random.normal();
    }
  }
  return changes;
}

TEST(ControlRegions, MixtureMustBeSeenApart) {
  const ComparisonModel model = two_grains();
  const ControlRegions regions(model, 2);
  const auto passed = [&](double at_interface, double at_boundary) {
    const auto checks = regions.checks(changes_of(model, at_interface, at_boundary));
    return std::pair(checks.at(0).passed, checks.at(1).passed);
  };
  EXPECT_EQ(passed(1e-3, 1e-3), std::pair(true, true));
  EXPECT_EQ(passed(1e-3, 0.0), std::pair(true, false));
  EXPECT_EQ(passed(0.0, 1e-3), std::pair(false, true));
  EXPECT_EQ(passed(0.0, 0.0), std::pair(false, false));
}

TEST(ControlRegions, PixelsOfTheOtherMechanismDoNotCount) {
  const ComparisonModel model = two_grains();
  const ControlRegions regions(model, 2);
  Changes changes = changes_of(model, 1e-3, 1e-3);
  const auto before = regions.checks(changes);
  for (std::size_t p = 0; p < model.pixels().pixels.size(); ++p) {
    const auto place = model.pixels().pixels[p].place_um;
    const bool is_near_both =
        nearest_piece(model.setting().traces, place).distance_um < 10.0 && place.y() < 30.0;
    if (is_near_both) changes.middleRows<5>(5 * static_cast<Eigen::Index>(p)).setConstant(3e-4);
  }
  const auto after = regions.checks(changes);
  // Weights outside of a region are 1e-6, not 0.
  EXPECT_NEAR(after[0].value, before[0].value, 0.05);
  EXPECT_NEAR(after[1].value, before[1].value, 0.05);
}

TEST(HeldOut, TheLossIsAgainstTheBestRival) {
  const HeldOutScores scores{0.0, 5.0, 7.0, 3.0, 10.0, 1.0};
  EXPECT_DOUBLE_EQ(held_out_loss(scores, Hypothesis::M1).loss, 3.0);  // M1c counts as penetration
  EXPECT_EQ(held_out_loss(scores, Hypothesis::M1).rival, Hypothesis::M12);
  EXPECT_DOUBLE_EQ(held_out_loss(scores, Hypothesis::M2).loss, 7.0);
  EXPECT_DOUBLE_EQ(held_out_loss(scores, Hypothesis::M12).loss, 0.0);
}

TEST(HeldOut, ALossCountsBeyondTwoStandardErrors) {
  const ComparisonModel model = two_grains();
  const HeldOutStrips strips(model, 2);
  const Changes changes = changes_of(model, 1e-3, 0.0);
  EXPECT_EQ(strips.standard_error(changes, Hypothesis::M2, Hypothesis::M2), 0.0);
  const double error = strips.standard_error(changes, Hypothesis::M2, Hypothesis::M1);
  ASSERT_GT(error, 0.0);
  for (const double times : {1.9, 2.1}) {
    VerdictInput input;
    input.held_out_agrees = false;
    input.held_out_loss = times * error;
    input.held_out_rival = Hypothesis::M1;
    weigh_held_out(strips, changes, input, Hypothesis::M2);
    EXPECT_EQ(input.held_out_agrees, times < 2.0);
    EXPECT_DOUBLE_EQ(input.held_out_error, error);
  }
}

}  // namespace
}  // namespace lauelith::inverse
