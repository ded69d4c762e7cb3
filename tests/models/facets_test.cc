// SPDX-License-Identifier: BSD-3-Clause
#include "models/facets.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/constants.h"

namespace lauelith::models {
namespace {

using Eigen::Vector3d;

TEST(Facets, RingsHaveTheirAreaAndCentre) {
  Ring ring;
  ring.u = Vector3d(0.6, 0.8, 0.0);
  ring.v = Vector3d(-0.8, 0.6, 0.0);
  ring.inner = 1.0;
  ring.outer = 2.0;
  ring.from = -0.5 * constants::pi;
  ring.to = 0.5 * constants::pi;
  EXPECT_NEAR(area_of(facets_of(ring)), 1.5 * constants::pi, 1e-12);
  ring.inner = 0.0;
  EXPECT_NEAR(area_of(facets_of(ring)), 2.0 * constants::pi, 1e-12);
  // Centre of a half disc: 4 r/(3 π) along u.
  const Vector3d expected = 8.0 / (3.0 * constants::pi) * ring.u;
  EXPECT_LT((centre_of(facets_of(ring)) - expected).norm(), 1e-3);
}

TEST(Facets, CutToABox) {
  const Facet square{{0, 0, 0}, {2, 0, 0}, {2, 2, 0}, {0, 2, 0}};
  const DomainBox box{{-1, 0.5, -1}, {0.5, 1.5, 1}};
  EXPECT_NEAR(area_of(clipped(square, box)), 0.5, 1e-14);
  EXPECT_TRUE(clipped(std::vector<Facet>{square}, DomainBox{{3, 3, -1}, {4, 4, 1}}).empty());
  // What two sides of a plane have is the whole.
  const Vector3d direction(0.3, 0.7, 0.2);
  EXPECT_NEAR(area_of(clipped(square, Vector3d(0.9, 0.8, 0), direction)) +
                  area_of(clipped(square, Vector3d(0.9, 0.8, 0), -direction)),
              4.0, 1e-14);
}

TEST(Facets, Distances) {
  const Facet square{{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}};
  EXPECT_NEAR(distance(square, Vector3d(0.5, 0.5, -0.7)), 0.7, 1e-15);
  EXPECT_NEAR(distance(square, Vector3d(4, 5, 0)), 5.0, 1e-15);
  const Facet other{{1, 0.2, 0}, {1, 0.8, 0}, {2, 0.8, 1}};
  EXPECT_NEAR(distance(square, other), 0.0, 1e-15);
  EXPECT_EQ(distance(square, other), distance(other, square));
}

}  // namespace
}  // namespace lauelith::models
