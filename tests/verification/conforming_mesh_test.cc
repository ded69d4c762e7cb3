// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/conforming_mesh.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <map>

#include "models/three_grains.h"
#include "src/failure.h"
#include "src/random.h"

namespace lauelith::solvers {
namespace {

using models::PowerCells;
using models::PowerSite;

const models::DomainBox box{{0.0, 0.0, 0.0}, {200e-6, 100e-6, 0.0}};

PowerCells random_cells(int n) {
  RandomSequence random(5, 0, 0, 0);
  std::vector<PowerSite> sites;
  for (int i = 0; i < n; ++i) {
    const double x = random.uniform(), y = random.uniform();
    sites.push_back({{x * box.high[0], y * box.high[1], 0.0}, 1e-11 * random.uniform()});
  }
  return {sites, box, 2};
}

double area_of(const QuadMesh& mesh, std::size_t cell) {
  const auto x = [&](int k) { return mesh.vertices[mesh.cells[cell][static_cast<std::size_t>(k)]]; };
  return 0.5 * (x(2) - x(0)).cross(x(3) - x(1))[2];
}

using Edge = std::pair<unsigned, unsigned>;
std::map<Edge, std::vector<int>> grains_of_edges(const QuadMesh& mesh) {
  std::map<Edge, std::vector<int>> edges;
  for (std::size_t cell = 0; cell < mesh.cells.size(); ++cell) {
    for (std::size_t k = 0; k < 4; ++k) {
      const unsigned a = mesh.cells[cell][k], b = mesh.cells[cell][(k + 1) % 4];
      edges[std::minmax(a, b)].push_back(mesh.grain[cell]);
    }
  }
  return edges;
}

double shortest_edge(const QuadMesh& mesh) {
  double shortest = 1.0;
  for (const auto& [edge, grains] : grains_of_edges(mesh))
    shortest = std::min(shortest, (mesh.vertices[edge.first] - mesh.vertices[edge.second]).norm());
  return shortest;
}

/// How far a vertex is from the boundary between two grains.
double off_boundary(const PowerCells& cells, int a, int b, const Point& x) {
  const auto site = [&cells](int g) { return cells.sites()[static_cast<std::size_t>(g)]; };
  const auto power = [&](int g) { return (x - site(g).position).squaredNorm() - site(g).weight; };
  return std::abs(power(a) - power(b)) / (2.0 * (site(a).position - site(b).position).norm());
}

/// Every edge has a cell on both sides or lies on the box.
void expect_closed(const QuadMesh& mesh, const models::DomainBox& around) {
  for (const auto& [edge, grains] : grains_of_edges(mesh)) {
    if (grains.size() == 2) continue;
    ASSERT_EQ(grains.size(), 1u);
    const Point x = 0.5 * (mesh.vertices[edge.first] + mesh.vertices[edge.second]);
    const double off = std::min((x - around.low).head<2>().cwiseAbs().minCoeff(),
                                (x - around.high).head<2>().cwiseAbs().minCoeff());
    EXPECT_LT(off, 1e-15) << x.transpose();
  }
}

TEST(ConformingMesh, EdgesLieOnTheBoundaries) {
  const PowerCells cells = random_cells(20);
  // So small that nothing merges, in spite of a shortest boundary of a micrometre.
  const QuadMesh mesh = conforming_mesh(
      cells, [](const Point&) { return 1e-6; }, 0.25e-6);
  expect_closed(mesh, box);
  std::size_t n_boundary_edges = 0;
  for (const auto& [edge, grains] : grains_of_edges(mesh)) {
    if (grains.size() != 2 || grains[0] == grains[1]) continue;
    ++n_boundary_edges;
    for (const unsigned v : {edge.first, edge.second})
      EXPECT_LT(off_boundary(cells, grains[0], grains[1], mesh.vertices[v]), 1e-12);
  }
  EXPECT_GT(n_boundary_edges, 500u);
}

TEST(ConformingMesh, AreasOfGrainsAreExact) {
  const PowerCells cells = random_cells(20);
  const QuadMesh mesh = conforming_mesh(
      cells, [](const Point&) { return 1e-6; }, 0.25e-6);
  std::vector<double> areas(cells.n_grains(), 0.0);
  for (std::size_t cell = 0; cell < mesh.cells.size(); ++cell) {
    EXPECT_GT(area_of(mesh, cell), 0.0);
    areas[static_cast<std::size_t>(mesh.grain[cell])] += area_of(mesh, cell);
  }
  const auto exact = models::geometry_of(cells.sites(), box, 2).measures;
  for (std::size_t grain = 0; grain < areas.size(); ++grain)
    EXPECT_NEAR(areas[grain], exact[grain], 1e-9 * box.measure(2)) << grain;
}

TEST(ConformingMesh, NearCornersMerge) {
  // Four grains that all but meet in a point: a boundary 0.2 um long lies between two triple points.
  const auto at = [](double x, double y) { return PowerSite{{x, y, 0.0}, 0.0}; };
  const PowerCells cells({at(70e-6, 30e-6), at(130e-6, 30e-6), at(70.1e-6, 70e-6), at(130.1e-6, 70e-6)}, box,
                         2);
  const auto mesh_with = [&cells](double least_edge) {
    return conforming_mesh(
        cells, [](const Point&) { return 1e-6; }, least_edge);
  };
  const QuadMesh merged = mesh_with(1e-6), apart = mesh_with(0.1e-6);
  expect_closed(merged, box);
  const auto meeting = [](const QuadMesh& mesh) {
    std::map<unsigned, std::vector<int>> grains;
    for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
      for (const unsigned v : mesh.cells[c]) grains[v].push_back(mesh.grain[c]);
    }
    std::size_t most = 0;
    for (auto& [v, list] : grains) {
      std::sort(list.begin(), list.end());
      most = std::max(most, static_cast<std::size_t>(std::unique(list.begin(), list.end()) - list.begin()));
    }
    return most;
  };
  EXPECT_EQ(meeting(merged), 4u);
  EXPECT_EQ(meeting(apart), 3u);
  EXPECT_GT(shortest_edge(merged), 0.25e-6);
}

TEST(ConformingMesh, TheThreeGrainsOfTheDefault) {
  const models::DomainBox cell{{0.0, 0.0, 0.0}, {400e-6, 1110e-6, 0.0}};
  const PowerCells cells(models::three_grain_sites(cell, {260e-6, 260e-6}, 130e-6, 1), cell, 2);
  const auto size = [](const Point& x) { return 4e-6 + 0.1 * x[1]; };
  const QuadMesh mesh = conforming_mesh(cells, size, 1e-6);
  expect_closed(mesh, cell);
  double area = 0.0;
  for (std::size_t c = 0; c < mesh.cells.size(); ++c) {
    area += area_of(mesh, c);
    const Point x = mesh.vertices[mesh.cells[c][0]];
    EXPECT_LT(std::sqrt(area_of(mesh, c)), 1.5 * size(x));
  }
  EXPECT_NEAR(area, cell.measure(2), 1e-9 * cell.measure(2));
}

TEST(ConformingMesh, InvertedCellsAreRefusedWithTheirPlace) {
  QuadMesh mesh{{{0, 0, 0}, {1e-6, 0, 0}, {1e-6, 1e-6, 0}, {0, 1e-6, 0}}, {{0, 1, 2, 3}}, {7}};
  EXPECT_NO_THROW(require_upright(mesh));
  mesh.vertices[2] = {0.2e-6, 0.2e-6, 0};
  try {
    require_upright(mesh);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("grain 7 at (0.200, 0.200) um"), std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace lauelith::solvers
