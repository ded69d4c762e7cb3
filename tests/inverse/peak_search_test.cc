// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/peak_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "src/random.h"
#include "tests/inverse/simulated_frames.h"

namespace lauelith::inverse {
namespace {

// 5.5 σ leaves 0.02 chance peaks in a million pixels to one filter. Here the width is not known either:
// several filters choose among the best they find. 14 peaks in 480 frames were counted with two generators of
// noise, so that the sixty frames below expect 1.8.
TEST(PeakSearch, NoiseOnly) {
  int n_peaks = 0;
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    for (const double level : {0.02, 0.5, 12.0, 300.0}) {
      n_peaks +=
          static_cast<int>(find_peaks(counted(forward::LaueImage(512, 512, {level}), seed)).peaks.size());
    }
    const forward::Camera camera{0.6, 0.5, 10.0, 1.0, 65535.0};
    n_peaks += static_cast<int>(
        find_peaks(photographed(forward::LaueImage(512, 512, {100.0}), camera, seed)).peaks.size());
  }
  EXPECT_LE(n_peaks, 5);
}

TEST(PeakSearch, ConstantAndEmptyFrames) {
  Image image{64, 64, std::vector<float>(4096, 7.0F), std::vector<std::uint8_t>(4096, 0), 0.0, 0};
  EXPECT_TRUE(find_peaks(image).peaks.empty());
  image.mask.assign(4096, 1);
  EXPECT_TRUE(find_peaks(image).peaks.empty());
  EXPECT_TRUE(find_peaks(Image{}).peaks.empty());
  Image tiny{3, 5, std::vector<float>(15, 1.0F), std::vector<std::uint8_t>(15, 0), 0.0, 0};
  EXPECT_TRUE(find_peaks(tiny).peaks.empty());
}

TEST(PeakSearch, HotPixels) {
  forward::LaueImage drawn(512, 512, {12.0});
  for (int i = 0; i < 20; ++i)
    drawn.add({40.3 + 22.0 * i, 100.0 + 13.7 * i, 3000.0, forward::round_shape(0.9)});
  Image image = counted(drawn, 8);
  for (int i = 0; i < 100; ++i) {
    RandomSequence random(4, 4, 0, static_cast<std::uint32_t>(i));
    const auto pixel = static_cast<std::size_t>(random.uniform() * 512.0 * 512.0);
    image.value[pixel] += static_cast<float>(50.0 * std::pow(1000.0, random.uniform()));
  }
  const PeakList list = find_peaks(image);
  int n_true = 0;
  for (int i = 0; i < 20; ++i)
    n_true += nearest(list, 40.3 + 22.0 * i, 100.0 + 13.7 * i, 0.5) != nullptr ? 1 : 0;
  EXPECT_GE(n_true, 19);  // a hot pixel may sit on one of them
  EXPECT_LE(list.peaks.size(), 21U);
}

TEST(PeakSearch, LowCounts) {
  const SpotGrid grid{8, 40.0, 0.9, 0.05};
  const auto spots = spots_of(grid, 3);
  const PeakList list = find_peaks(counted(drawn(grid, spots), 3));
  int n_found = 0;
  for (const auto& spot : spots) n_found += nearest(list, spot.x_px, spot.y_px, 1.0) != nullptr ? 1 : 0;
  EXPECT_EQ(n_found, 64);
  EXPECT_LE(list.peaks.size(), 65U);
}

TEST(PeakSearch, FaintPeaksKeepTheirShape) {
  forward::LaueImage drawn(512, 512, {12.0});
  for (int i = 0; i < 10; ++i) drawn.add({40.0 + 45.3 * i, 60.2, 5000.0, forward::round_shape(1.0)});
  for (int i = 0; i < 10; ++i) drawn.add({40.0 + 45.3 * i, 300.4, 90.0, forward::round_shape(1.0)});
  const PeakList list = find_peaks(counted(drawn, 5));
  int n_faint = 0;
  for (int i = 0; i < 10; ++i) {
    const Peak* peak = nearest(list, 40.0 + 45.3 * i, 300.4, 2.0);
    if (peak == nullptr || !peak->shape_fixed) continue;
    ++n_faint;
    EXPECT_NEAR(peak->fwhm_major_px, 2.355, 0.15);
  }
  EXPECT_GE(n_faint, 5);
  EXPECT_NEAR(list.psf_sigma_px, 1.0, 0.05);
}

TEST(PeakSearch, DetectionLimit) {
  const SpotGrid bright{6, 5000.0, 1.0, 12.0};
  const double limit = find_peaks(counted(drawn(bright, spots_of(bright, 1)), 1)).detection_limit;
  // N·√(Σp²) = 5.5·√12 with Σp² close to 1/(4π(σ² + 1/12)).
  EXPECT_NEAR(limit, 5.5 * std::sqrt(12.0 * 4.0 * 3.14159265 * (1.0 + 1.0 / 12.0)), 6.0);
}

TEST(PeakSearch, Pairs) {
  int n_both = 0;
  int n_within = 0;
  int n_coordinates = 0;
  constexpr int n_pairs = 64;
  forward::LaueImage image(8 * 64, 8 * 64, {12.0});
  std::vector<forward::DrawnSpot> spots;
  for (int i = 0; i < n_pairs; ++i) {
    RandomSequence random(6, 6, 0, static_cast<std::uint32_t>(i));
    const double x = 64.0 * (i % 8) + 31.5 + random.uniform();
    const double y = 64.0 * (i / 8) + 31.5 + random.uniform();
    const double angle = 6.2831853 * random.uniform();
    const double photons = 5000.0;
    spots.push_back({x, y, photons, forward::round_shape(1.0)});
    spots.push_back(
        {x + 2.5 * std::cos(angle), y + 2.5 * std::sin(angle), 0.6 * photons, forward::round_shape(1.0)});
  }
  for (int i = 0; i < 8; ++i) spots.push_back({64.0 * i + 60.0, 62.0, 5000.0, forward::round_shape(1.0)});
  for (const auto& spot : spots) image.add(spot);
  const PeakList list = find_peaks(counted(image, 2), {5.5, 1.0});
  for (int i = 0; i < n_pairs; ++i) {
    const auto& first = spots[static_cast<std::size_t>(2 * i)];
    const auto& second = spots[static_cast<std::size_t>(2 * i + 1)];
    const Peak* a = nearest(list, first.x_px, first.y_px, 0.6);
    const Peak* b = nearest(list, second.x_px, second.y_px, 0.6);
    if (a == nullptr || b == nullptr || a == b) continue;
    ++n_both;
    EXPECT_TRUE(a->blended && b->blended);
    n_coordinates += 4;
    n_within += std::abs(a->x_px - first.x_px) < a->x_sigma_px ? 1 : 0;
    n_within += std::abs(a->y_px - first.y_px) < a->y_sigma_px ? 1 : 0;
    n_within += std::abs(b->x_px - second.x_px) < b->x_sigma_px ? 1 : 0;
    n_within += std::abs(b->y_px - second.y_px) < b->y_sigma_px ? 1 : 0;
  }
  EXPECT_GE(n_both, 60);
  EXPECT_NEAR(n_within / static_cast<double>(n_coordinates), 0.683, 0.13);
}

TEST(PeakSearch, BroadSpotIsOne) {
  forward::LaueImage drawn(640, 640, {12.0});
  for (int i = 0; i < 8; ++i) drawn.add({40.0 + 75.3 * i, 40.2, 5000.0, forward::round_shape(0.9)});
  const std::vector<forward::SpotAxes> axes{
      {6.0, 0.9, 30.0}, {10.0, 10.0, 0.0}, {9.0, 2.0, -45.0}, {3.0, 1.0, 80.0}};
  for (std::size_t i = 0; i < axes.size(); ++i) {
    drawn.add({100.0 + 140.0 * static_cast<double>(i), 320.0, 40000.0, forward::shape_of(axes[i])});
  }
  const PeakList list = find_peaks(counted(drawn, 5));
  EXPECT_EQ(list.peaks.size(), 12U);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Peak* peak = nearest(list, 100.0 + 140.0 * static_cast<double>(i), 320.0, 1.0);
    ASSERT_NE(peak, nullptr) << i;
    EXPECT_NEAR(peak->fwhm_major_px, 2.355 * axes[i].sigma_major_px, 0.1 * 2.355 * axes[i].sigma_major_px);
    EXPECT_NEAR(peak->intensity, 40000.0, 2500.0);
  }
}

TEST(PeakSearch, SaturatedPixelsAreCensored) {
  const SpotGrid grid{8, 20000.0, 1.1, 12.0};
  const auto spots = spots_of(grid, 4);
  const Frame frame = forward::count_photons(drawn(grid, spots), {1200.0}, {4, 0});
  const PeakList list =
      find_peaks(make_image(frame, {}, std::numeric_limits<double>::infinity()), {5.5, 1.1});
  int n_within = 0;
  double sum = 0.0;
  for (const auto& spot : spots) {
    const Peak* peak = nearest(list, spot.x_px, spot.y_px, 0.5);
    ASSERT_NE(peak, nullptr);
    EXPECT_TRUE(peak->saturated);
    n_within += std::abs(peak->x_px - spot.x_px) < peak->x_sigma_px ? 1 : 0;
    n_within += std::abs(peak->y_px - spot.y_px) < peak->y_sigma_px ? 1 : 0;
    sum += peak->intensity / grid.photons / 64.0;
  }
  EXPECT_NEAR(n_within / 128.0, 0.683, 0.16);
  EXPECT_NEAR(sum, 1.0, 0.02);
  EXPECT_EQ(list.n_saturated_brightest, 20);
}

TEST(PeakSearch, ClippedByAGap) {
  const SpotGrid grid{8, 5000.0, 1.1, 12.0};
  const auto spots = spots_of(grid, 4);
  Image image = counted(drawn(grid, spots), 4);
  for (int row = 0; row < 8; ++row) {  // gaps 1 px beside the centre, 7 px tall
    const int y0 = 64 * row + 33;
    for (int y = y0; y < y0 + 7; ++y) {
      for (int x = 0; x < image.cols; ++x) {
        image.mask[static_cast<std::size_t>(y * image.cols + x)] = 1;
        image.value[static_cast<std::size_t>(y * image.cols + x)] = 1e6F;
      }
    }
  }
  const PeakList list = find_peaks(image, {5.5, 1.1});
  EXPECT_EQ(list.peaks.size(), 64U);
  int n_within = 0;
  for (const auto& spot : spots) {
    const Peak* peak = nearest(list, spot.x_px, spot.y_px, 1.0);
    ASSERT_NE(peak, nullptr);
    const bool below_60_percent = spot.y_px > 32.5 + 64.0 * std::floor(spot.y_px / 64.0) - 0.25 * 1.1;
    if (below_60_percent) continue;
    n_within += std::abs(peak->y_px - spot.y_px) < 3.0 * peak->y_sigma_px ? 1 : 0;
  }
  EXPECT_GT(n_within, 20);
}

// A sharp spot of which one row of pixels shows has no height: whatever is reported must have errors.
TEST(PeakSearch, WhatAGapHidesIsNotReportedWithoutErrors) {
  int n_peaks = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const SpotGrid grid{8, 800.0, 0.5, 5.0};
    Image image = counted(drawn(grid, spots_of(grid, seed)), seed);
    for (int row = 0; row < 8; ++row) {
      for (int y = 64 * row + 32 + static_cast<int>(seed % 3); y < 64 * row + 44; ++y) {
        for (int x = 0; x < image.cols; ++x) image.mask[static_cast<std::size_t>(y * image.cols + x)] = 1;
      }
    }
    for (const Peak& peak : find_peaks(image, {5.5, 0.5}).peaks) {
      EXPECT_TRUE(peak.x_sigma_px > 0.0 && peak.y_sigma_px > 0.0 && peak.intensity_sigma > 0.0) << seed;
      EXPECT_LT(std::abs(peak.xy_covariance_px2), peak.x_sigma_px * peak.y_sigma_px) << seed;
      ++n_peaks;
    }
  }
  EXPECT_GT(n_peaks, 1000);
}

TEST(PeakSearch, CorrelatedCameraNoiseIsCovered) {
  const SpotGrid grid{10, 3000.0, 0.9, 60.0};
  int n_within = 0;
  int n = 0;
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    const auto spots = spots_of(grid, seed);
    const PeakList list = find_peaks(photographed(drawn(grid, spots), {0.6, 0.5, 0.0, 0.5, 65535.0}, seed));
    EXPECT_LE(list.peaks.size(), 101U);
    for (const auto& spot : spots) {
      const Peak* peak = nearest(list, spot.x_px, spot.y_px, 0.7);
      ASSERT_NE(peak, nullptr);
      n += 2;
      n_within += std::abs(peak->x_px - spot.x_px) < peak->x_sigma_px ? 1 : 0;
      n_within += std::abs(peak->y_px - spot.y_px) < peak->y_sigma_px ? 1 : 0;
    }
  }
  EXPECT_NEAR(static_cast<double>(n_within) / n, 0.683, 0.09);
}

TEST(PeakSearch, BackgroundOfAnyForm) {
  forward::LaueImage drawn(640, 640, {200.0, 0.2, -0.15, 400.0, 350.0, 250.0, 120.0});
  std::vector<forward::DrawnSpot> spots;
  for (int i = 0; i < 40; ++i) {
    spots.push_back({30.0 + 14.7 * i, 40.0 + std::fmod(97.3 * i, 560.0), 1500.0, forward::round_shape(0.9)});
  }
  for (const auto& spot : spots) drawn.add(spot);
  const PeakList list = find_peaks(counted(drawn, 5));
  int n_found = 0;
  for (const auto& spot : spots) n_found += nearest(list, spot.x_px, spot.y_px, 1.0) != nullptr ? 1 : 0;
  EXPECT_GE(n_found, 39);
  EXPECT_LE(list.peaks.size(), 41U);
}

TEST(PeakSearch, SameAnswerTwiceAndBrightestFirst) {
  const SpotGrid grid{6, 800.0, 1.0, 12.0};
  const Image image = counted(drawn(grid, spots_of(grid, 1)), 1);
  const PeakList first = find_peaks(image);
  const PeakList second = find_peaks(image);
  ASSERT_EQ(first.peaks.size(), second.peaks.size());
  for (std::size_t i = 0; i < first.peaks.size(); ++i) {
    EXPECT_EQ(first.peaks[i].x_px, second.peaks[i].x_px);
    EXPECT_GE(first.peaks[i == 0 ? 0 : i - 1].intensity, first.peaks[i].intensity);
  }
}

}  // namespace
}  // namespace lauelith::inverse
