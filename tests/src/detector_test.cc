// SPDX-License-Identifier: BSD-3-Clause
#include "src/detector.h"

#include <gtest/gtest.h>

#include "src/units.h"

namespace lauelith {
namespace {

Detector pilatus_of_the_golden_numbers() {
  Detector detector;
  detector.rows = 1043;
  detector.cols = 981;
  return placed(detector, {140.0, 491.0, 520.0, 0.4, 0.3, 0.172});
}

// Golden vectors: two independent programs, printed to ten decimals.
TEST(Detector, FiveParametersGiveTheGoldenPanel) {
  const Detector d = pilatus_of_the_golden_numbers();
  const Eigen::Vector3d origin_mm = d.origin_m / units::mm;
  EXPECT_NEAR(origin_mm.x(), -84.7462487299, 1e-9);
  EXPECT_NEAR(origin_mm.y(), -87.8459482484, 1e-9);
  EXPECT_NEAR(origin_mm.z(), 140.6167021607, 1e-9);
  EXPECT_NEAR((d.fast - Eigen::Vector3d(0.9999862922, -0.0052358362, 0.0000365536)).norm(), 0.0, 2e-10);
  EXPECT_NEAR((d.slow - Eigen::Vector3d(0.0052359638, 0.9999619233, -0.0069811646)).norm(), 0.0, 2e-10);
}

TEST(Detector, FiveParametersComeBack) {
  const auto view = five_parameters(pilatus_of_the_golden_numbers());
  EXPECT_NEAR(view.five.distance_mm, 140.0, 1e-10);
  EXPECT_NEAR(view.five.xcen_px, 491.0, 1e-10);
  EXPECT_NEAR(view.five.ycen_px, 520.0, 1e-10);
  EXPECT_NEAR(view.five.xbet_deg, 0.4, 1e-12);
  EXPECT_NEAR(view.five.xgam_deg, 0.3, 1e-12);
  EXPECT_NEAR(view.beam_rotation_rad, 0.0, 1e-14);
}

TEST(Detector, PixelAndRayAreInverse) {
  const Detector d = pilatus_of_the_golden_numbers();
  const Eigen::Vector3d source(2e-6, 11e-6, -3e-6);
  for (const Eigen::Vector2d& px :
       {Eigen::Vector2d(0, 0), Eigen::Vector2d(980, 1042), Eigen::Vector2d(333.25, 777.5)}) {
    const auto hit = pixel_of_ray(d, ray_of_pixel(d, px, source) * 3.7, source);
    EXPECT_TRUE(hit.in_front);
    EXPECT_NEAR((hit.px - px).norm(), 0.0, 1e-9);
    EXPECT_EQ(place_of_ray(d, ray_of_pixel(d, px, source) * 3.7, source).value(), hit.px);
  }
}

TEST(Detector, ARayThatRunsAwayHasNoPlace) {
  const Detector d = pilatus_of_the_golden_numbers();
  const Eigen::Vector3d backward = -ray_of_pixel(d, {333.25, 777.5});
  EXPECT_FALSE(pixel_of_ray(d, backward).in_front);
  EXPECT_FALSE(place_of_ray(d, backward));
}

TEST(Detector, DerivativeOfThePixelIsTheCentralDifference) {
  const Detector d = pilatus_of_the_golden_numbers();
  const Eigen::Vector3d ray(0.2, 0.1, 0.95);
  const auto hit = pixel_of_ray(d, ray);
  for (int i = 0; i < 3; ++i) {
    const Eigen::Vector3d step = 1e-6 * Eigen::Vector3d::Unit(i);
    const Eigen::Vector2d slope = (pixel_of_ray(d, ray + step).px - pixel_of_ray(d, ray - step).px) / 2e-6;
    EXPECT_NEAR((slope - hit.d_px_d_ray.col(i)).norm(), 0.0, 1e-5);
  }
}

}  // namespace
}  // namespace lauelith
