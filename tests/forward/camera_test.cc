// SPDX-License-Identifier: BSD-3-Clause
#include "forward/camera.h"

#include <gtest/gtest.h>

#include "src/failure.h"

namespace lauelith::forward {
namespace {

TEST(Camera, EfficiencyOfSilicon) {  // 0.32 mm; computed with xraylib outside of this program
  const SensorEfficiency efficiency(make_camera({}), 5.0, 24.0);
  const double expected[][2] = {{8.0, 0.99},  {10.0, 0.92}, {12.0, 0.77},
                                {15.0, 0.54}, {20.0, 0.28}, {24.0, 0.18}};
  for (const auto& [energy, share] : expected) EXPECT_NEAR(efficiency(energy, 1.0), share, 0.006) << energy;
  EXPECT_GT(efficiency(20.0, 0.7), efficiency(20.0, 1.0));
}

TEST(Camera, TypesAndGapsOfThePresets) {
  CameraOptions options;
  const auto frame_of = [&options](const char* preset) {
    options.preset = preset;
    const SimulatedCamera camera = make_camera(options);
    const Detector& panel = camera.file.detector;
    return expose(camera, LaueImage(panel.rows, panel.cols, SmoothBackground{3.0}), {1, 0});
  };
  const Frame pilatus = frame_of("Pilatus 1M");
  const auto& i32 = std::get<std::vector<std::int32_t>>(pilatus.pixels);
  EXPECT_EQ(i32[490], -1);  // column 490 is in the gap of seven after 487
  EXPECT_GE(i32[0], 0);
  EXPECT_EQ(std::get<std::vector<std::uint32_t>>(frame_of("Eiger 4M").pixels)[1035], 4294967295U);
  EXPECT_EQ(std::get<std::vector<std::uint16_t>>(frame_of("MAR165").pixels)[0],
            0);  // outside the round field
  EXPECT_GT(std::get<std::vector<std::uint16_t>>(frame_of("sCMOS").pixels)[0], 0);
}

TEST(Camera, DefectsAreWhereTheyWereAndZingersAreNot) {
  CameraOptions options;
  options.dead_share = 0.01;
  options.hot_share = 0.01;
  options.zingers_per_frame = 30.0;
  const SimulatedCamera camera = make_camera(options);
  const LaueImage image(1043, 981, SmoothBackground{20.0});
  const auto counts = [&](std::uint64_t frame) {
    return std::get<std::vector<std::int32_t>>(expose(camera, image, {7, frame}).pixels);
  };
  const auto a = counts(0);
  const auto b = counts(1);
  EXPECT_EQ(a, counts(0));
  long dead = 0, hot = 0, changed = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    dead += a[i] == 0 && b[i] == 0 ? 1 : 0;
    hot += a[i] > 100 && b[i] > 100 ? 1 : 0;
    changed += a[i] > 300 && b[i] < 60 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(dead) / 1e6, 0.01, 0.002);
  EXPECT_NEAR(static_cast<double>(hot) / 1e6, 0.0085, 0.002);  // e^(−80/500) of them
  EXPECT_GT(changed, 5);
  EXPECT_LT(changed, 60);
}

TEST(Camera, WithoutNoiseTheExpectationIsRounded) {
  const SimulatedCamera camera = make_camera({});
  const Frame frame = expose(camera, LaueImage(1043, 981, SmoothBackground{3.4}), {1, 0}, false);
  EXPECT_EQ(std::get<std::vector<std::int32_t>>(frame.pixels)[0], 3);
}

TEST(Camera, BadOptionsAreNamed) {
  CameraOptions options;
  options.sensor = "CdTe";
  EXPECT_THROW(make_camera(options), UsageError);  // density missing
  options = {};
  options.preset = "no such camera";
  EXPECT_THROW(make_camera(options), InputError);
  options = {};
  options.preset = "sCMOS";
  options.psf_sigma_px = 0.4;
  EXPECT_THROW(make_camera(options), UsageError);  // less than its own blur
}

}  // namespace
}  // namespace lauelith::forward
