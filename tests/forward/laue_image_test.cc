// SPDX-License-Identifier: BSD-3-Clause
#include "forward/laue_image.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "forward/normal_integral.h"
#include "src/constants.h"

namespace lauelith::forward {
namespace {

double density(const DrawnSpot& spot, double x, double y) {
  const SpotShape& s = spot.shape;
  const double determinant = s.xx * s.yy - s.xy * s.xy;
  const double dx = x - spot.x_px;
  const double dy = y - spot.y_px;
  const double square = (s.yy * dx * dx - 2.0 * s.xy * dx * dy + s.xx * dy * dy) / determinant;
  return spot.photons * std::exp(-0.5 * square) / (2.0 * constants::pi * std::sqrt(determinant));
}

/// Midpoint rule with 40 × 40 points; its error is below 1e-4 of the value for the widths used here.
double integral_over_pixel(const DrawnSpot& spot, int x, int y) {
  constexpr int n = 40;
  double sum = 0.0;
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < n; ++i) sum += density(spot, x - 0.5 + (i + 0.5) / n, y - 0.5 + (j + 0.5) / n);
  }
  return sum / (n * n);
}

double sum_of(const LaueImage& image) {
  return std::accumulate(image.expected().begin(), image.expected().end(), 0.0);
}

TEST(SpotShape, AxesThereAndBack) {
  const SpotAxes axes = axes_of(shape_of({3.0, 0.8, -35.0}));
  EXPECT_NEAR(axes.sigma_major_px, 3.0, 1e-12);
  EXPECT_NEAR(axes.sigma_minor_px, 0.8, 1e-12);
  EXPECT_NEAR(axes.tilt_deg, -35.0, 1e-10);
}

TEST(SpotShape, WidthsChangeAlongTheAxes) {
  for (const double tilt_deg : {0.0, 25.0, 90.0, -60.0}) {
    const SpotShape shape = shape_of({3.0, 0.8, tilt_deg});
    EXPECT_NEAR(widths_of(shape).major_px, 3.0, 1e-12);
    EXPECT_NEAR(widths_of(shape).minor_px, 0.8, 1e-12);
    const SpotShape changed = with_widths(shape, {2.0, 1.5}), wanted = shape_of({2.0, 1.5, tilt_deg});
    EXPECT_NEAR(changed.xx, wanted.xx, 1e-12);
    EXPECT_NEAR(changed.xy, wanted.xy, 1e-12);
    EXPECT_NEAR(changed.yy, wanted.yy, 1e-12);
  }
  const SpotShape round = with_widths(round_shape(1.2), {0.7, 0.7});
  EXPECT_NEAR(round.xx, 0.49, 1e-12);
  EXPECT_NEAR(round.yy, 0.49, 1e-12);
  EXPECT_EQ(round.xy, 0.0);
}

TEST(SpotShape, NormalIntegral) {
  double worst = 0.0;
  for (double z = -9.0; z < 9.0; z += 0.00137) {
    worst = std::max(worst, std::abs(normal_integral().below(z) - 0.5 * std::erfc(-z / std::sqrt(2.0))));
  }
  EXPECT_LT(worst, 2.5e-10);
}

TEST(SpotShape, RowOfRoundSpotsIsTheEllipse) {
  for (const double sigma_major : {0.803, 0.84, 0.9, 2.0, 8.0}) {
    const SpotShape shape = shape_of({sigma_major, 0.8, 25.0});
    SpotShape sum{0.64, 0.0, 0.64};
    for (const RoundSpot& round : row_of_round_spots(0.0, 0.0, shape)) {
      sum.xx += round.share * round.x_px * round.x_px;
      sum.xy += round.share * round.x_px * round.y_px;
      sum.yy += round.share * round.y_px * round.y_px;
    }
    EXPECT_NEAR(sum.xx, shape.xx, 1e-5 * shape.xx);
    EXPECT_NEAR(sum.xy, shape.xy, 1e-5 * shape.xx);
    EXPECT_NEAR(sum.yy, shape.yy, 1e-5 * shape.xx);
  }
}

TEST(LaueImage, PixelsAreTheIntegral) {
  for (const SpotAxes& axes :
       {SpotAxes{0.7, 0.7, 0.0}, SpotAxes{0.7001, 0.7, 15.0}, SpotAxes{0.707, 0.7, 25.0},
        SpotAxes{0.716, 0.7, 25.0}, SpotAxes{0.75, 0.7, 25.0}, SpotAxes{0.79, 0.7, 50.0},
        SpotAxes{0.84, 0.7, 85.0}, SpotAxes{0.89, 0.7, -5.0}, SpotAxes{0.91, 0.7, -45.0},
        SpotAxes{1.6, 0.8, 30.0}, SpotAxes{5.0, 1.1, -70.0}}) {
    const DrawnSpot spot{20.3, 19.6, 1000.0, shape_of(axes)};
    LaueImage image(40, 40);
    image.add(spot);
    const double highest = integral_over_pixel(spot, 20, 20);
    for (int y = 12; y < 28; y += 3) {
      for (int x = 12; x < 28; x += 2) {
        const double drawn = image.expected()[static_cast<std::size_t>(y * 40 + x)];
        EXPECT_NEAR(drawn, integral_over_pixel(spot, x, y), 2e-4 * highest) << x << " " << y;
      }
    }
  }
}

TEST(LaueImage, BooksBalance) {
  SmoothBackground background{12.0, 0.01, -0.02, 30.0, 60.0, 40.0, 50.0};
  LaueImage image(100, 120, background);
  const double before = sum_of(image);
  image.add({50.2, 40.7, 1e5, round_shape(1.2)});
  image.add({-0.4, 70.0, 3e4, round_shape(2.0)});  // half off the panel
  image.add({118.0, 97.0, 2e4, shape_of({6.0, 0.9, 40.0})});
  image.add({400.0, 50.0, 1e4, round_shape(1.0)});  // nowhere near it
  EXPECT_NEAR((sum_of(image) - before) / image.photons_on_panel(), 1.0, 2e-6);
  EXPECT_NEAR(image.photons_on_panel() + image.photons_off_panel(), 1.6e5, 1e-6);
  EXPECT_NEAR(LaueImage(10, 10).photons_on_panel(), 0.0, 0.0);
}

TEST(LaueImage, BooksOfOneSpotTo1e6) {
  LaueImage image(60, 60);
  const double on_panel = image.add({29.4, 30.3, 1e4, round_shape(1.0)});
  EXPECT_NEAR(sum_of(image) / on_panel, 1.0, 1e-6);
}

}  // namespace
}  // namespace lauelith::forward
