// SPDX-License-Identifier: BSD-3-Clause
// Maps of a made microstructure, the second one taken elsewhere: is that found?
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "inverse/scan_registration.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/inverse/synthetic_pattern.h"

namespace lauelith::inverse {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

constexpr double step_um = 2.0;
const std::vector<Matrix3d> no_symmetry{Matrix3d::Identity()};

/// Voronoi grains whose lattice turns smoothly inside.
class Sample {
 public:
  Sample(int n_grains, double mrad_per_um, unsigned seed) : mrad_per_um_(mrad_per_um), random_(seed) {
    std::uniform_real_distribution<double> place(-20.0, 100.0);
    for (int i = 0; i < n_grains; ++i)
      grains_.push_back({Vector2d(place(random_), place(random_)), synthetic::random_rotation(random_)});
  }

  PlacedPoint at(const Vector2d& place_um, const Vector2d& said_um, const Matrix3d& R_common) {
    constexpr double noise_mrad = 0.05;
    std::normal_distribution<double> noise(0.0, noise_mrad);
    const auto* nearest = &grains_.front();
    for (const auto& grain : grains_) {
      if ((grain.first - place_um).norm() < (nearest->first - place_um).norm()) nearest = &grain;
    }
    const Vector3d turn(std::sin(place_um.x() / 15.0), std::cos(place_um.y() / 20.0),
                        std::sin((place_um.x() + place_um.y()) / 25.0));
    const Vector3d vector =
        15.0 * mrad_per_um_ * turn + Vector3d(noise(random_), noise(random_), noise(random_));
    PlacedPoint point;
    point.place_um = said_um;
    point.is_indexed = true;
    point.R_sample_from_crystal = R_common * rotation_from_vector(vector * units::mrad) * nearest->second;
    return point;
  }

 private:
  double mrad_per_um_;
  std::mt19937_64 random_;
  std::vector<std::pair<Vector2d, Matrix3d>> grains_;
};

/// What was done to the second scan.
struct Displacement {
  Vector2d shift_um = Vector2d::Zero();
  double rotation_deg = 0.0;
  Vector2d drift_um = Vector2d::Zero();
  double sample_turned_deg = 0.0;

  ScanRegistration truth(int nx, int ny) const {
    ScanRegistration r;
    r.shift_um = shift_um;
    r.rotation_rad = rotation_deg * units::deg;
    r.drift_um = drift_um;
    r.centre_um = 0.5 * step_um * Vector2d(nx - 1, ny - 1);
    return r;
  }
};

struct Maps {
  std::vector<PlacedPoint> first;
  std::vector<PlacedPoint> second;
};

Maps maps_of(Sample& sample, int nx, int ny, const Displacement& displacement) {
  const ScanRegistration truth = displacement.truth(nx, ny);
  const Matrix3d R =
      rotation_from_vector(displacement.sample_turned_deg * units::deg * Vector3d(0.6, 0.0, 0.8));
  Maps maps;
  for (int i = 0; i < nx * ny; ++i) {
    const Vector2d said = step_um * Vector2d(i % nx, i / nx);
    const double along = static_cast<double>(i) / (nx * ny - 1);
    maps.first.push_back(sample.at(said, said, Matrix3d::Identity()));
    maps.second.push_back(sample.at(truth.place_in_first_um(said, along), said, R));
  }
  return maps;
}

/// Largest distance of a point from where it truly lies, in steps.
double worst_steps(const ScanRegistration& found, const ScanRegistration& truth, const Maps& maps) {
  double worst = 0.0;
  const double n = static_cast<double>(maps.second.size());
  for (std::size_t k = 0; k < maps.second.size(); ++k) {
    const double along = static_cast<double>(k) / (n - 1.0);
    worst = std::max(worst, (found.place_in_first_um(maps.second[k].place_um, along) -
                             truth.place_in_first_um(maps.second[k].place_um, along))
                                    .norm() /
                                step_um);
  }
  return worst;
}

void expect_found(Sample sample, const Displacement& displacement, double within_steps) {
  const Maps maps = maps_of(sample, 40, 40, displacement);
  const ScanRegistration found = register_scan(maps.first, maps.second, no_symmetry);
  ASSERT_TRUE(found.registered) << found.message;
  EXPECT_TRUE(found.located);
  EXPECT_LT(worst_steps(found, displacement.truth(40, 40), maps), within_steps)
      << found.shift_um.transpose() << " um, " << found.rotation_rad / units::deg << " deg, "
      << found.drift_um.transpose() << " um; stated " << found.error_steps;
  EXPECT_LT(found.error_steps, 0.5 * within_steps);
}

// Within a few hundredths to a third of a step at the far corner of the map.
TEST(ScanRegistration, SameAreaAgain) { expect_found(Sample(12, 0.05, 1), {}, 0.1); }

TEST(ScanRegistration, ShiftBelowAStep) {
  expect_found(Sample(12, 0.05, 2), {.shift_um = {0.7, -0.5}}, 0.15);
}

TEST(ScanRegistration, ShiftRotationAndDrift) {
  expect_found(
      Sample(12, 0.05, 3),
      {.shift_um = {7.1, -4.7}, .rotation_deg = 0.8, .drift_um = {1.1, -0.6}, .sample_turned_deg = 1.0},
      0.35);
}

// Boundaries are known to the grid only: less than half a step.
TEST(ScanRegistration, BoundariesAlone) {
  expect_found(Sample(25, 0.0, 4), {.shift_um = {5.3, 2.9}, .rotation_deg = -0.5}, 0.45);
}

/// Root mean square of the errors of shifts in units of their stated errors.
double rms_pull(int n_grains, double mrad_per_um, int n_samples) {
  double sum = 0.0;
  for (int i = 0; i < n_samples; ++i) {
    const auto seed = static_cast<unsigned>(100 + i);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> shift(-4.0, 4.0);
    const Displacement displacement{.shift_um = {shift(random), shift(random)}};
    Sample sample(n_grains, mrad_per_um, seed);
    const Maps maps = maps_of(sample, 30, 30, displacement);
    const ScanRegistration found = register_scan(maps.first, maps.second, no_symmetry);
    EXPECT_TRUE(found.registered) << found.message;
    const Vector2d pull = (found.shift_um - displacement.shift_um).cwiseQuotient(found.shift_sigma_um);
    sum += pull.squaredNorm();
  }
  return std::sqrt(sum / (2.0 * n_samples));
}

// With n samples an honest error bar has 1 ± 1/√(4n) here.
TEST(ScanRegistration, StatedErrorIsTrue) {
  const double smooth = rms_pull(12, 0.05, 40);
  EXPECT_GT(smooth, 0.6);
  EXPECT_LT(smooth, 1.25);
  const double boundaries = rms_pull(25, 0.0, 40);
  EXPECT_GT(boundaries, 0.6);
  EXPECT_LT(boundaries, 1.25);
}

TEST(ScanRegistration, AnotherSampleIsRefused) {
  Sample one(12, 0.05, 5);
  Sample other(12, 0.05, 6);
  const Maps maps{maps_of(one, 30, 30, {}).first, maps_of(other, 30, 30, {}).second};
  const ScanRegistration found = register_scan(maps.first, maps.second, no_symmetry);
  EXPECT_FALSE(found.registered);
  EXPECT_NE(found.message.find("not the same"), std::string::npos) << found.message;
  for (const PointPair& pair : paired_points(found, maps.first, maps.second)) EXPECT_EQ(pair.first, -1);
}

TEST(ScanRegistration, OneEvenGrainTrustsTheStage) {
  Sample sample(1, 0.0, 7);
  const Maps maps = maps_of(sample, 20, 20, {.shift_um = {0.9, 0.0}});
  const ScanRegistration found = register_scan(maps.first, maps.second, no_symmetry);
  ASSERT_TRUE(found.registered);
  EXPECT_FALSE(found.located);
  EXPECT_LT(found.shift_um.norm(), 0.3 * step_um);
  EXPECT_NE(found.message.find("stage"), std::string::npos);
}

TEST(ScanRegistration, PointsArePairedWithTheNearest) {
  Sample sample(12, 0.05, 8);
  const Maps maps = maps_of(sample, 40, 40, {.shift_um = {4.6, 0.0}});
  const ScanRegistration found = register_scan(maps.first, maps.second, no_symmetry);
  const auto pairs = paired_points(found, maps.first, maps.second);
  EXPECT_EQ(pairs[10 * 40 + 5].first, 10 * 40 + 7);
  EXPECT_NEAR(pairs[10 * 40 + 5].offset_um.x(), 0.6, 0.3);
  EXPECT_NEAR(pairs[10 * 40 + 5].offset_um.y(), 0.0, 0.3);
  EXPECT_EQ(pairs[10 * 40 + 39].first, -1);  // beyond the first map
}

TEST(ScanRegistration, WithoutPlacesByNumber) {
  Sample sample(1, 0.0, 9);
  Maps maps = maps_of(sample, 4, 3, {});
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  for (PlacedPoint& point : maps.second) point.place_um = Vector2d(unknown, unknown);
  const ScanRegistration found = register_scan(maps.first, maps.second, no_symmetry);
  EXPECT_TRUE(found.registered && found.by_number);
  EXPECT_EQ(paired_points(found, maps.first, maps.second)[7].first, 7);
  maps.second.pop_back();
  EXPECT_FALSE(register_scan(maps.first, maps.second, no_symmetry).registered);
}

// Stages repeat their places to a part of a micrometre only.
TEST(ScanRegistration, GridOfAStageWithPlay) {
  std::mt19937_64 random(10);
  std::normal_distribution<double> play(0.0, 0.02);
  std::vector<PlacedPoint> points(30 * 20);
  for (std::size_t i = 0; i < points.size(); ++i)
    points[i].place_um = step_um * Vector2d(static_cast<double>(i % 30), static_cast<double>(i / 30)) +
                         Vector2d(play(random), play(random));
  const ScanGrid grid(points);
  EXPECT_EQ(grid.n_x(), 30);
  EXPECT_EQ(grid.n_y(), 20);
  for (std::size_t i = 0; i < points.size(); ++i)
    EXPECT_EQ(grid.nearest(points[i].place_um), static_cast<int>(i));
}

}  // namespace
}  // namespace lauelith::inverse
