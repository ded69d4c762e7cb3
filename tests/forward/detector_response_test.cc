// SPDX-License-Identifier: BSD-3-Clause
#include "forward/detector_response.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lauelith::forward {
namespace {

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
  double neighbour_correlation = 0.0;
};

Moments moments_of(const Frame& frame) {
  const Image image = make_image(frame, {}, 0.0);
  const int margin = std::min(5, image.rows / 3);  // the blur loses light at the panel's edge
  const auto first = static_cast<std::size_t>(margin * image.cols);
  const std::size_t last = image.value.size() - first;
  const auto inside = [&image, margin](std::size_t i) {
    const int x = static_cast<int>(i % static_cast<std::size_t>(image.cols));
    return x >= margin && x < image.cols - margin;
  };
  Moments moments;
  double n = 0.0;
  for (std::size_t i = first; i < last; ++i) {
    if (!inside(i)) continue;
    moments.mean += image.value[i];
    n += 1.0;
  }
  moments.mean /= n;
  for (std::size_t i = first; i < last; ++i) {
    if (!inside(i)) continue;
    const double here = image.value[i] - moments.mean;
    moments.variance += here * here / n;
    moments.neighbour_correlation += here * (image.value[i - 1] - moments.mean) / n;
  }
  moments.neighbour_correlation /= moments.variance;
  return moments;
}

TEST(DetectorResponse, CountsArePoisson) {
  const Moments moments = moments_of(count_photons(LaueImage(400, 500, {12.0}), {}, {3, 4}));
  EXPECT_NEAR(moments.mean, 12.0, 4.0 * std::sqrt(12.0 / 2e5));
  EXPECT_NEAR(moments.variance, 12.0, 4.0 * 12.0 * std::sqrt(2.1 / 2e5));
  EXPECT_NEAR(moments.neighbour_correlation, 0.0, 4.0 / std::sqrt(2e5));
}

TEST(DetectorResponse, CountLimitClips) {
  const Frame frame = count_photons(LaueImage(10, 10, {1000.0}), {500.0}, {});
  EXPECT_EQ(frame.saturation.value(), 500.0);
  EXPECT_EQ(moments_of(frame).mean, 500.0);
}

TEST(DetectorResponse, CameraNoise) {
  const Camera camera{0.6, 0.5, 20.0, 1.5, 65535.0};
  const Moments moments = moments_of(expose_camera(LaueImage(400, 500, {200.0}), camera, {3, 4}));
  // Sum of squares of the blur's one-dimensional pixel shares, by hand from the error function.
  const double centre = std::erf(0.5 / (0.6 * std::sqrt(2.0)));
  const double next = 0.5 * (std::erf(1.5 / (0.6 * std::sqrt(2.0))) - centre);
  const double squares = centre * centre + 2.0 * next * next;
  const double expected = 0.25 * 200.0 * squares * squares + 1.5 * 1.5 + 1.0 / 12.0;
  EXPECT_NEAR(moments.variance / expected, 1.0, 0.05);
  EXPECT_GT(moments.neighbour_correlation, 0.3);
  EXPECT_NEAR(moments.mean, 120.0, 0.2);
}

TEST(DetectorResponse, SameKeySameFrame) {
  const LaueImage image(30, 30, {5.0});
  const auto pixels = [&image](std::uint64_t frame) {
    return std::get<std::vector<std::uint32_t>>(count_photons(image, {}, {1, frame}).pixels);
  };
  EXPECT_EQ(pixels(7), pixels(7));
  EXPECT_NE(pixels(7), pixels(8));
}

}  // namespace
}  // namespace lauelith::forward
