// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/grain_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "src/crystal_library.h"
#include "src/crystal_symmetry.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

constexpr double boundary = 2.0 * units::deg;

std::vector<Matrix3d> cubic() { return proper_rotations(find_crystal("Cu")); }

MapGrid grid_of_shape(int nx, int ny) {
  std::vector<double> x, y;
  for (int i = 0; i < nx * ny; ++i) {
    x.push_back(i % nx);
    y.push_back(i / nx);
  }
  return grid_of(x, y);
}

MapPoint point(const Matrix3d& R) { return {true, R, 1e-5, 1e-4, 1.0}; }

/// Left half one grain, right half another, each point described by any of its 24 equivalents.
std::vector<MapPoint> two_halves(int nx, int ny, double spread_rad) {
  std::mt19937 random(4);
  std::normal_distribution<double> normal(0.0, spread_rad);
  const auto proper = cubic();
  const Matrix3d left = rotation_from_bunge({0.3, 0.7, 1.1});
  const Matrix3d right = rotation_from_bunge({2.3, 1.2, 0.4});
  std::vector<MapPoint> points;
  for (int i = 0; i < nx * ny; ++i) {
    const Vector3d turn(normal(random), normal(random), normal(random));
    const Matrix3d& S = proper[random() % proper.size()];
    points.push_back(point(rotation_from_vector(turn) * (i % nx < nx / 2 ? left : right) * S));
  }
  return points;
}

TEST(GrainMap, GrainsAreNumberedInRasterOrderAndCounted) {
  const DerivedMaps maps = derive_maps(two_halves(10, 6, 1e-4), grid_of_shape(10, 6), cubic(), boundary);
  ASSERT_EQ(maps.grains.size(), 2u);
  EXPECT_EQ(maps.grains[0].n_points, 30);
  for (int i = 0; i < 60; ++i) EXPECT_EQ(maps.grain_id[static_cast<std::size_t>(i)], i % 10 < 5 ? 0 : 1);
}

/// Rotation vectors of standard deviation s per axis: the angle to the mean is s·√(8/π) on average, between
/// two points √2 times that.
TEST(GrainMap, MisorientationsAreThoseOfTheSpread) {
  const double s = 3e-4;
  const DerivedMaps maps = derive_maps(two_halves(60, 50, s), grid_of_shape(60, 50), cubic(), boundary);
  double to_mean = 0.0;
  double kam = 0.0;
  for (std::size_t i = 0; i < 3000; ++i) {
    to_mean += maps.misorientation_to_grain_mean_deg[i] / 3000.0;
    kam += maps.kam_deg[i] / 3000.0;
  }
  const double expected = s * std::sqrt(8.0 / 3.141592653589793) / units::deg;
  EXPECT_NEAR(to_mean / expected, 1.0, 0.02);
  EXPECT_NEAR(kam / (std::sqrt(2.0) * expected), 1.0, 0.02);
  const Matrix3d left = rotation_from_bunge({0.3, 0.7, 1.1});
  EXPECT_LT(misorientation(left, maps.grains[0].mean_R_sample_from_crystal, cubic()),
            5.0 * s / std::sqrt(1500.0));
}

/// A steady turn of 0.1° per step: no pair of neighbours is a boundary, so it is one grain; the kernel
/// average in the middle is that of the eight neighbours: six at one step, two at none.
TEST(GrainMap, AGradientIsOneGrain) {
  std::vector<MapPoint> points;
  for (int i = 0; i < 90; ++i)
    points.push_back(point(rotation_from_vector(Vector3d(0.0, 0.0, 0.1 * units::deg * (i % 30)))));
  const DerivedMaps maps = derive_maps(points, grid_of_shape(30, 3), cubic(), boundary);
  ASSERT_EQ(maps.grains.size(), 1u);
  EXPECT_NEAR(maps.kam_deg[45], 0.1 * 6.0 / 8.0, 1e-9);
  EXPECT_NEAR(maps.misorientation_to_grain_mean_deg[0], 1.45, 1e-3);
}

TEST(GrainMap, PointsWithoutGrainPartAndStayEmpty) {
  std::vector<MapPoint> points(15, point(Matrix3d::Identity()));
  for (const std::size_t i : {2u, 7u, 12u}) points[i] = {};  // a column of nothing
  const DerivedMaps maps = derive_maps(points, grid_of_shape(5, 3), cubic(), boundary);
  EXPECT_EQ(maps.grains.size(), 2u);
  EXPECT_EQ(maps.grain_id[7], -1);
  EXPECT_TRUE(std::isnan(maps.kam_deg[7]));
  EXPECT_TRUE(std::isnan(maps.von_mises[7]));
  EXPECT_EQ(maps.grain_id[3], 1);
}

TEST(GrainMap, WithoutPlacesNothingHasNeighbours) {
  const std::vector<MapPoint> points(3, point(Matrix3d::Identity()));
  MapGrid nowhere;
  nowhere.point_of_frame.assign(3, -1);
  const DerivedMaps maps = derive_maps(points, nowhere, cubic(), boundary);
  EXPECT_EQ(maps.grains.size(), 3u);
  EXPECT_TRUE(std::isnan(maps.kam_deg[0]));
}

}  // namespace
}  // namespace lauelith::inverse
