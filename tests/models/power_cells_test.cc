// SPDX-License-Identifier: BSD-3-Clause
#include "models/power_cells.h"

#include <gtest/gtest.h>

#include <numeric>

#include "models/grain_sources.h"
#include "models/laguerre_packing.h"
#include "src/random.h"

namespace lauelith::models {
namespace {

using Eigen::Vector3d;

const DomainBox box{{10e-6, -20e-6, -50e-6}, {210e-6, 80e-6, 10e-6}};

Vector3d random_point(RandomSequence& random) {
  return box.low + box.size().cwiseProduct(Vector3d(random.uniform(), random.uniform(), random.uniform()));
}

std::vector<PowerSite> random_sites(int n) {
  RandomSequence random(11, 0, 0, 0);
  std::vector<PowerSite> sites;
  for (int i = 0; i < n; ++i) sites.push_back({random_point(random), 4e-10 * random.uniform()});
  return sites;
}

int exhaustive(const std::vector<PowerSite>& sites, Vector3d point, int dimension) {
  const auto power = [&](const PowerSite& site) {
    Vector3d offset = point - site.position;
    if (dimension == 2) offset[2] = 0.0;
    return offset.squaredNorm() - site.weight;
  };
  std::size_t best = 0;
  for (std::size_t i = 1; i < sites.size(); ++i) {
    if (power(sites[i]) < power(sites[best])) best = i;
  }
  return static_cast<int>(best);
}

TEST(PowerCells, BinsGiveTheExactAnswer) {
  for (const int dimension : {2, 3}) {
    const auto sites = random_sites(120);
    const PowerCells cells(sites, box, dimension);
    RandomSequence random(5, 0, 0, 0);
    for (int i = 0; i < 20000; ++i) {
      const Vector3d point = random_point(random);
      ASSERT_EQ(cells.grain_at(point), exhaustive(sites, point, dimension));
    }
    EXPECT_EQ(cells.grain_at(box.high + Vector3d(1e-6, 0, 0)), -1);
    EXPECT_EQ(cells.grain_at({100e-6, 0.0, 1.0}), dimension == 2 ? exhaustive(sites, {100e-6, 0, 0}, 2) : -1);
  }
}

TEST(PowerCells, GeometryAgreesWithCounting) {
  for (const int dimension : {2, 3}) {
    const auto sites = random_sites(30);
    const PowerCells cells(sites, box, dimension);
    const PowerGeometry geometry = geometry_of(sites, box, dimension);
    const double total = std::accumulate(geometry.measures.begin(), geometry.measures.end(), 0.0);
    EXPECT_NEAR(total, box.measure(dimension), 1e-9 * box.measure(dimension));
    std::vector<double> counted(sites.size(), 0.0);
    RandomSequence random(6, 0, 0, 0);
    const int n = 200000;
    for (int i = 0; i < n; ++i)
      counted[static_cast<std::size_t>(cells.grain_at(random_point(random)))] += 1.0;
    for (std::size_t i = 0; i < sites.size(); ++i) {
      const double expected = geometry.measures[i] / total;
      EXPECT_NEAR(counted[i] / n, expected, 5.0 * std::sqrt(expected / n) + 1e-9) << i;
    }
  }
}

// On either side of the middle of a face lie its two cells, and its corners have equal powers.
TEST(PowerCells, FacesSeparateTheirCells) {
  for (const int dimension : {2, 3}) {
    const auto sites = random_sites(60);
    const PowerCells cells(sites, box, dimension);
    for (const PowerFace& face : geometry_of(sites, box, dimension).faces) {
      if (face.measure < 1e-3 * std::pow(1e-5, dimension - 1)) continue;
      Vector3d middle = Vector3d::Zero();
      for (const Vector3d& corner : face.corners) middle += corner / static_cast<double>(face.corners.size());
      const double step = 1e-12;
      EXPECT_EQ(cells.grain_at(middle - step * face.normal), face.cell_a);
      EXPECT_EQ(cells.grain_at(middle + step * face.normal), face.cell_b);
      EXPECT_NEAR(face.normal.norm(), 1.0, 1e-12);
    }
  }
}

// The surface of a cell closes: Σ A n = 0 over faces and walls; here the divergence theorem for inner cells.
TEST(PowerCells, CellsClose) {
  const auto sites = random_sites(300);
  const PowerGeometry geometry = geometry_of(sites, box, 3);
  std::vector<Vector3d> sum(sites.size(), Vector3d::Zero());
  std::vector<double> flux(sites.size(), 0.0);
  std::vector<bool> at_wall(sites.size(), false);
  for (const PowerFace& face : geometry.faces) {
    sum[static_cast<std::size_t>(face.cell_a)] += face.measure * face.normal;
    sum[static_cast<std::size_t>(face.cell_b)] -= face.measure * face.normal;
    flux[static_cast<std::size_t>(face.cell_a)] += face.measure * face.normal.dot(face.corners[0]) / 3.0;
    flux[static_cast<std::size_t>(face.cell_b)] -= face.measure * face.normal.dot(face.corners[0]) / 3.0;
  }
  int n_inner = 0;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (geometry.measures[i] == 0.0 || sum[i].norm() > 1e-6 * std::pow(geometry.measures[i], 2.0 / 3.0))
      continue;
    EXPECT_NEAR(flux[i], geometry.measures[i], 1e-6 * geometry.measures[i]);
    ++n_inner;
  }
  EXPECT_GT(n_inner, 50);
}

TEST(LaguerrePacking, CellsHaveTheirSizes) {
  for (const int dimension : {2, 3}) {
    const auto wanted = draw_grain_measures({20e-6, 0.4}, box, dimension, 3);
    ASSERT_GT(wanted.size(), 40u);
    const auto sites = pack_cells(wanted, box, dimension, 3);
    const PowerGeometry geometry = geometry_of(sites, box, dimension);
    double worst = 0.0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      worst = std::max(worst, std::abs(geometry.measures[i] / wanted[i] - 1.0));
    }
    EXPECT_LT(worst, 1e-5) << dimension;
  }
}

}  // namespace
}  // namespace lauelith::models
