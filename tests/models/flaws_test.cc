// SPDX-License-Identifier: BSD-3-Clause
#include "models/flaws.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/boundary_paths.h"
#include "models/grain_sources.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

using Eigen::Vector3d;

const DomainBox plate{{0, 0, 0}, {4000e-6, 1110e-6, 0}};

BoundaryNetwork network(const DomainBox& box, int dimension, double size_um = 60.0) {
  GrainOptions options;
  options.source = "laguerre";
  options.size_um = size_um;
  return boundaries_of(make_microstructure(options, box, dimension, {260e-6, 260e-6}), 10e-6);
}

TEST(Flaws, PopulationHasItsDensityAndDepths) {
  FlawOptions options;
  options.density_per_mm = 100.0;
  const BoundaryNetwork boundaries = network(plate, 2);
  double sum = 0.0;
  double squares = 0.0;
  int n = 0;
  for (int seed = 0; seed < 20; ++seed) {
    options.seed = seed;
    const auto flaws = make_flaws(options, boundaries, plate);
    EXPECT_EQ(flaws.size(), 400u);
    for (const Flaw& flaw : flaws) {
      EXPECT_NEAR(flaw.path.front()[1], 0.0, 1e-9);
      const double log_depth = std::log(flaw.depth / (5.0 * units::um));
      sum += log_depth;
      squares += log_depth * log_depth;
      ++n;
    }
  }
  EXPECT_NEAR(sum / n, 0.0, 5.0 * 0.7 / std::sqrt(n) + 0.01);
  EXPECT_NEAR(std::sqrt(squares / n), 0.7, 0.03);
}

TEST(Flaws, AreReproducibleAndSwitchedOff) {
  FlawOptions options;
  const BoundaryNetwork boundaries = network(plate, 2);
  const auto first = make_flaws(options, boundaries, plate);
  const auto second = make_flaws(options, boundaries, plate);
  ASSERT_EQ(first.size(), 80u);
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].path, second[i].path);
  options.density_per_mm = 0.0;
  EXPECT_TRUE(make_flaws(options, boundaries, plate).empty());
}

TEST(Flaws, SomeFollowTheBoundaries) {
  FlawOptions options;
  options.boundary_fraction = 1.0;
  options.depth_um = 60.0;
  options.depth_log_sd = 0.2;
  const BoundaryNetwork boundaries = network(plate, 2);
  int n_along = 0;
  for (const Flaw& flaw : make_flaws(options, boundaries, plate)) {
    if (!flaw.along_boundary) continue;
    ++n_along;
    for (const Vector3d& point : flaw.path) EXPECT_LT(boundaries.nearest(point).distance, 1e-12);
    EXPECT_NEAR(path_length(flaw.path), flaw.depth, 1e-12);
  }
  EXPECT_GT(n_along, 20);
}

TEST(Flaws, HalfPenniesInASlab) {
  const DomainBox slab{{0, 0, -80e-6}, {400e-6, 300e-6, 0}};
  FlawOptions options;
  options.density_per_mm = 50.0;
  const auto flaws = make_flaws(options, network(slab, 3), slab);
  EXPECT_EQ(flaws.size(), 20u);
  require_inside(flaws, slab, 3);
  for (const Flaw& flaw : flaws) {
    EXPECT_NEAR(flaw.normal.norm(), 1.0, 1e-12);
    EXPECT_NEAR(flaw.normal.dot(flaw.path[1] - flaw.path[0]), 0.0, 1e-15);
  }
}

TEST(Flaws, GivenOnesAreTaken) {
  FlawOptions options;
  options.place_um = {100.0, 200.0};
  options.place_depth_um = {10.0, 20.0};
  options.place_angle_deg = {30.0};
  const auto flaws = make_flaws(options, network(plate, 2), plate);
  ASSERT_EQ(flaws.size(), 2u);
  EXPECT_NEAR(flaws[0].path[1][0], 105e-6, 1e-12);
  EXPECT_NEAR(flaws[1].path[1][1], 20e-6, 1e-12);
  EXPECT_TRUE(flaws[0].open);
  EXPECT_NEAR(flaws[0].width, 100e-9, 1e-15);
}

std::string complaint(FlawOptions options) {
  try {
    make_flaws(options, network(plate, 2), plate);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Flaws, OutsideTheDomainAreRefused) {
  FlawOptions options;
  options.place_um = {3990.0};
  options.place_depth_um = {100.0};
  options.place_angle_deg = {45.0};
  EXPECT_NE(complaint(options).find("flaw 0"), std::string::npos) << complaint(options);
  options.place_angle_deg = {0.0};
  EXPECT_EQ(complaint(options), "");
  options.place_depth_um = {1200.0};
  EXPECT_NE(complaint(options).find("inside the cell"), std::string::npos);
  options.place_um = {-1.0};
  options.place_depth_um = {5.0};
  EXPECT_NE(complaint(options), "");
  options.place_depth_um = {5.0, 6.0};
  EXPECT_NE(complaint(options).find("place_depth_um"), std::string::npos);
  Flaw floating;
  floating.path = {{10e-6, 5e-6, 0}, {10e-6, 9e-6, 0}};
  EXPECT_THROW(require_inside({floating}, plate, 2), UsageError);
}

TEST(Flaws, SegmentsAddUp) {
  Flaw flaw;
  flaw.path = {{0, 0, 0}, {0, 10e-6, 0}, {6e-6, 18e-6, 0}};
  flaw.normal = Vector3d::UnitX();
  const auto segments = segments_of({flaw}, 4e-6);
  ASSERT_EQ(segments.size(), 6u);
  double length = 0.0;
  for (const FlawSegment& segment : segments) {
    length += segment.length;
    EXPECT_LE(segment.length, 4e-6 * (1 + 1e-9));
    EXPECT_NEAR(segment.normal.dot(segment.end - segment.start), 0.0, 1e-18);
  }
  EXPECT_NEAR(length, 20e-6, 1e-15);
  EXPECT_EQ(segments.front().start, flaw.path.front());
  EXPECT_LT((segments.back().end - flaw.path.back()).norm(), 1e-15);
}

}  // namespace
}  // namespace lauelith::models
