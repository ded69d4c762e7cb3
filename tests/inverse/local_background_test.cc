// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/local_background.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "inverse/noise_model.h"
#include "tests/inverse/simulated_frames.h"

namespace lauelith::inverse {
namespace {

PixelView view_of(const Image& image) {
  return {image.rows, image.cols, image.value.data(), image.mask.data(),
          std::numeric_limits<float>::infinity()};
}

TEST(LocalBackground, RampAndSpots) {
  forward::LaueImage drawn(320, 384, {60.0, 0.1, -0.08});
  for (const auto& spot : spots_of({5, 20000.0, 1.2, 0.0}, 3)) drawn.add(spot);
  const Image image = counted(drawn, 1);
  const LocalBackground background(view_of(image));
  for (int y = 4; y < 320; y += 39) {
    for (int x = 4; x < 384; x += 41) {
      const double expected = 60.0 + 0.1 * (x - 192.0) - 0.08 * (y - 160.0);
      // A tile's mean is good to √(60/1000); at the frame's edge the line is continued by half a tile.
      EXPECT_NEAR(background.level(x, y), expected, 1.2) << x << " " << y;
    }
  }
}

TEST(LocalBackground, LowCounts) {
  for (const double level : {0.05, 0.3, 1.0, 3.0}) {
    const Image image = counted(forward::LaueImage(640, 640, {level}), 5);
    const LocalBackground background(view_of(image));
    double sum = 0.0;
    for (const TileStatistics& tile : background.tiles())
      sum += tile.level / static_cast<double>(background.tiles().size());
    EXPECT_NEAR(sum, level, 0.02 * level + 4.0 * std::sqrt(level / (640.0 * 640.0))) << level;
  }
}

TEST(LocalBackground, RoundField) {
  Image image = counted(forward::LaueImage(512, 512, {40.0}), 9);
  const auto in_field = [](int x, int y) { return std::hypot(x - 255.5, y - 255.5) < 250.0; };
  for (int y = 0; y < 512; ++y) {
    for (int x = 0; x < 512; ++x) {
      if (!in_field(x, y)) image.value[static_cast<std::size_t>(y * 512 + x)] = 0.0F;
    }
  }
  const LocalBackground background(view_of(image));
  const auto mask = find_dead_area(view_of(image), background).mask;
  ASSERT_EQ(mask.size(), image.value.size());
  EXPECT_EQ(mask[0], 1);
  EXPECT_EQ(mask[255 * 512 + 2], 1);
  EXPECT_EQ(mask[255 * 512 + 255], 0);
  EXPECT_EQ(mask[255 * 512 + 20], 0);
}

TEST(LocalBackground, ZerosOfAnEmptyCounterAreReadings) {
  const Image image = counted(forward::LaueImage(512, 512, {0.001}), 9);
  EXPECT_TRUE(find_dead_area(view_of(image), LocalBackground(view_of(image))).mask.empty());
}

NoiseModel noise_of(const Image& image) { return estimate_noise(LocalBackground(view_of(image))); }

TEST(NoiseModel, CounterHasGainOne) {
  EXPECT_NEAR(noise_of(counted(forward::LaueImage(512, 512, {12.0}), 2)).gain, 1.0, 0.05);
  EXPECT_NEAR(noise_of(counted(forward::LaueImage(512, 512, {30.0, 0.05, 0.02}), 3)).gain, 1.0, 0.07);
}

TEST(NoiseModel, CameraGain) {
  const forward::Camera camera{0.0, 0.5, 10.0, 1.0, 65535.0};
  const Image image = photographed(forward::LaueImage(768, 768, {200.0, 0.2, 0.1}), camera, 4);
  const NoiseModel noise = noise_of(image);
  EXPECT_NEAR(noise.gain, 0.5, 0.05);
  EXPECT_NEAR(noise.variance(110.0), 0.25 * 200.0 + 1.0 + 1.0 / 12.0, 2.0);
}

TEST(NoiseModel, CorrelationOfNeighbours) {
  const Image white = counted(forward::LaueImage(512, 512, {12.0}), 2);
  EXPECT_LT(LocalBackground(view_of(white)).correlation().one_apart, 0.01);
  const Image blurred =
      photographed(forward::LaueImage(512, 512, {200.0}), {0.6, 0.5, 10.0, 1.0, 65535.0}, 4);
  EXPECT_GT(LocalBackground(view_of(blurred)).correlation().one_apart, 0.3);
}

}  // namespace
}  // namespace lauelith::inverse
