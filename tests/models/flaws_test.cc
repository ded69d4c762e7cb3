// SPDX-License-Identifier: BSD-3-Clause
#include "models/flaws.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/boundary_paths.h"
#include "models/eigenstrain.h"
#include "models/flaw_pieces.h"
#include "models/given_flaws.h"
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

/// 60 µm grains along 4 mm of interface; made once, for it takes a while.
const BoundaryNetwork& long_network() {
  static const BoundaryNetwork boundaries = network(plate, 2);
  return boundaries;
}

TEST(Flaws, PopulationHasItsDensityAndDepths) {
  FlawOptions options;
  options.density_per_mm = 100.0;
  const BoundaryNetwork& boundaries = long_network();
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
  const BoundaryNetwork& boundaries = long_network();
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
  const BoundaryNetwork& boundaries = long_network();
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
  const auto flaws = make_flaws(options, long_network(), plate);
  ASSERT_EQ(flaws.size(), 2u);
  EXPECT_NEAR(flaws[0].path[1][0], 105e-6, 1e-12);
  EXPECT_NEAR(flaws[1].path[1][1], 20e-6, 1e-12);
  EXPECT_TRUE(flaws[0].open);
  EXPECT_NEAR(flaws[0].width, 100e-9, 1e-15);
}

std::string complaint(const FlawOptions& options, const DomainBox& domain = plate, int dimension = 2) {
  try {
    given_flaws(options, domain, dimension);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

FlawOptions given(const std::vector<double>& place, const std::vector<double>& depth,
                  const std::vector<double>& angle = {}) {
  FlawOptions options;
  options.place_um = place;
  options.place_depth_um = depth;
  options.place_angle_deg = angle;
  return options;
}

TEST(Flaws, GivenOnesOutsideTheDomainAreRefused) {
  EXPECT_EQ(complaint(given({3990.0}, {100.0})), "");
  EXPECT_EQ(complaint(given({3990.0}, {100.0}, {45.0})),
            "[flaws]: at place_depth_um: expected flaws inside the cell, 4000.0 um wide and 1110.0 um thick, "
            "found 100.0, with the tip at X = 4060.710678, Y = 70.710678 um");
  EXPECT_NE(complaint(given({100.0}, {1200.0})).find("place_depth_um"), std::string::npos);
  EXPECT_NE(complaint(given({-1.0}, {5.0})).find("place_um"), std::string::npos);
  EXPECT_THROW(make_flaws(given({-1.0}, {5.0}), long_network(), plate), UsageError);
  Flaw floating;
  floating.path = {{10e-6, 5e-6, 0}, {10e-6, 9e-6, 0}};
  EXPECT_THROW(require_inside({floating}, plate, 2), UsageError);
}

TEST(Flaws, GivenOnesAreAsManyAsTheirDepths) {
  EXPECT_NE(complaint(given({100.0}, {5.0, 6.0})).find("at place_depth_um"), std::string::npos);
  EXPECT_NE(complaint(given({100.0}, {5.0}, {1.0, 2.0})).find("at place_angle_deg"), std::string::npos);
  EXPECT_NE(complaint(given({}, {5.0})).find("at place_depth_um"), std::string::npos);
  EXPECT_THROW(make_flaws(given({}, {5.0}), long_network(), plate), UsageError) << "not ignored";
}

TEST(Flaws, GivenOnesMustNotCoincide) {
  EXPECT_NE(complaint(given({100.0, 50.0, 100.0}, {5.0, 5.0, 8.0})).find("at place_um"), std::string::npos);
  EXPECT_EQ(complaint(given({100.0, 100.0}, {5.0, 8.0}, {0.0, 5.0})), "");
  EXPECT_EQ(complaint(given({100.0, 100.1}, {5.0, 8.0})), "");
  EXPECT_EQ(complaint(given({100.0, 110.0}, {10.0, 10.0}, {40.0, -40.0})), "") << "they cross";
}

TEST(Flaws, GivenHalfPenniesFitIntoTheSlab) {
  const DomainBox slab{{0, 0, -40e-6}, {200e-6, 200e-6, 0}};
  FlawOptions options = given({100.0}, {20.0});
  EXPECT_EQ(complaint(options, slab, 3), "");
  options.place_depth_um = {21.0};
  EXPECT_NE(complaint(options, slab, 3).find("half of model.slab_depth_um, 20.0, found 21.0"),
            std::string::npos)
      << complaint(options, slab, 3);
  options.shape = "through";
  EXPECT_EQ(complaint(options, slab, 3), "");
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

// Counted over a grid, the band of a half penny carries opening times area.
TEST(Flaws, PiecesHaveTheirSize) {
  Flaw flaw;
  flaw.path = {{20e-6, 0, -15e-6}, {20e-6, 10e-6, -15e-6}};
  flaw.depth = 10e-6;
  const auto pieces = flaw_pieces({flaw}, 1e-6, 3);
  ASSERT_EQ(pieces.size(), 1u);
  double sum = 0.0;
  const int n = 400;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      const Vector3d point(20e-6, (i + 0.5) / n * 12e-6, -28e-6 + (j + 0.5) / n * 26e-6);
      sum += band_eigenstrain(pieces[0], 1e-9, 2e-6, point, 3)[0] * 2e-6 * 12e-6 * 26e-6 / (n * n);
    }
  }
  EXPECT_NEAR(sum, 1e-9 * pieces[0].measure, 2e-3 * sum);
  EXPECT_NEAR(pieces[0].measure, 157.08e-12, 1e-14);
  const auto segments = flaw_pieces({flaw}, 2e-6, 2);
  ASSERT_EQ(segments.size(), 5u);
  EXPECT_NEAR(segments[4].centre[1], 9e-6, 1e-12);
}

}  // namespace
}  // namespace lauelith::models
