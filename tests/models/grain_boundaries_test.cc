// SPDX-License-Identifier: BSD-3-Clause
#include "models/grain_boundaries.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <cmath>
#include <set>

#include "models/grain_sources.h"
#include "models/texture.h"
#include "src/random.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

const DomainBox plate{{0, 0, 0}, {400e-6, 300e-6, 0}};
const DomainBox slab{{0, 0, -80e-6}, {200e-6, 150e-6, 0}};

std::vector<MaterialGrain> some_grains(std::size_t n) {
  std::vector<MaterialGrain> grains;
  for (const Matrix3d& R : draw_orientations({}, 4, n)) grains.push_back({R, Phase::electrolyte});
  return grains;
}

Microstructure drawn(int dimension) {
  GrainOptions options;
  options.source = "laguerre";
  options.size_um = 60.0;
  return make_microstructure(options, dimension == 2 ? plate : slab, dimension, {200e-6, 200e-6});
}

Matrix3d about(const Vector3d& axis, double angle_deg) {
  return rotation_from_vector(angle_deg * units::deg * axis.normalized());
}

TEST(Misorientation, CubeHas24Rotations) {
  EXPECT_EQ(cubic_rotations().size(), 24u);
  EXPECT_TRUE(cubic_rotations()[0].isIdentity());
  for (const Matrix3d& S : cubic_rotations()) EXPECT_LT(disorientation(Matrix3d::Identity(), S).angle, 1e-12);
}

TEST(Misorientation, PublishedCoincidenceLattices) {
  struct Row {
    int sigma;
    double angle_deg;
    Vector3d axis;
  };
  const std::vector<Row> table{{3, 60.0, {1, 1, 1}},   {5, 36.87, {1, 0, 0}},  {7, 38.21, {1, 1, 1}},
                               {9, 38.94, {1, 1, 0}},  {11, 50.48, {1, 1, 0}}, {13, 22.62, {1, 0, 0}},
                               {13, 27.80, {1, 1, 1}}, {15, 48.19, {2, 1, 0}}, {17, 28.07, {1, 0, 0}},
                               {17, 61.93, {2, 2, 1}}, {19, 26.53, {1, 1, 0}}, {19, 46.83, {1, 1, 1}},
                               {21, 21.79, {1, 1, 1}}, {21, 44.40, {2, 1, 1}}, {23, 40.45, {3, 1, 1}},
                               {25, 16.26, {1, 0, 0}}, {25, 51.68, {3, 3, 1}}, {27, 31.58, {1, 1, 0}},
                               {27, 35.42, {2, 1, 0}}, {29, 43.61, {1, 0, 0}}, {29, 46.39, {2, 2, 1}}};
  EXPECT_EQ(coincidence_lattices().size(), table.size());
  for (const Row& row : table) {
    int n_found = 0;
    for (const CoincidenceLattice& lattice : coincidence_lattices()) {
      const bool is_same = lattice.sigma == row.sigma &&
                           std::abs(lattice.disorientation.angle / units::deg - row.angle_deg) < 0.03 &&
                           (lattice.disorientation.axis - row.axis.normalized()).norm() < 1e-3;
      n_found += is_same ? 1 : 0;
    }
    EXPECT_EQ(n_found, 1) << "Sigma " << row.sigma << " at " << row.angle_deg;
  }
}

TEST(Misorientation, ClassesAndSymmetry) {
  const auto orientations = draw_orientations({}, 9, 10);
  for (const Matrix3d& R : orientations) {
    const BoundaryCharacter twin = boundary_character(R, R * about({1, 1, 1}, 60.0));
    EXPECT_EQ(twin.kind, BoundaryClass::coincidence);
    EXPECT_EQ(twin.sigma, 3);
    EXPECT_LT(twin.deviation, 1e-6);
    EXPECT_EQ(boundary_character(R, R * about({1, 0, 0}, 38.0)).sigma, 5);
    EXPECT_EQ(boundary_character(R, R * about({1, 2, 3}, 10.0)).kind, BoundaryClass::low_angle);
    EXPECT_EQ(text_of(boundary_character(R, R * about({3, 1, 0}, 30.0))), "random");
    for (const Matrix3d& S : cubic_rotations()) {
      const Matrix3d other = R * about({1, 2, 5}, 33.0);
      EXPECT_NEAR(disorientation(R * S, other).angle, disorientation(other, R).angle, 1e-9);
    }
    EXPECT_EQ(boundary_character(R * cubic_rotations()[7], R * about({1, 1, 1}, 180.0)).sigma, 3);
  }
}

// Mackenzie's distribution: mean 40.74°, nothing above 62.8°.
TEST(Misorientation, RandomPairsFollowMackenzie) {
  const auto R = draw_orientations({}, 21, 8000);
  double sum = 0.0;
  for (std::size_t i = 0; i < R.size(); i += 2) {
    const double angle = disorientation(R[i], R[i + 1]).angle / units::deg;
    EXPECT_LT(angle, 62.81);
    sum += angle;
  }
  EXPECT_NEAR(sum / 4000.0, 40.74, 0.9);  // sd 11.3° of one, five standard errors
}

TEST(GrainBoundaries, PiecesSeparateTheirGrains) {
  for (const int dimension : {2, 3}) {
    const Microstructure microstructure = drawn(dimension);
    const BoundaryNetwork network = boundaries_of(microstructure, 10e-6);
    ASSERT_GT(network.pieces().size(), 50u);
    for (const BoundaryPiece& piece : network.pieces()) {
      if (piece.measure < 1e-4 * std::pow(10e-6, dimension - 1)) continue;
      EXPECT_EQ(microstructure.grain_at(piece.centre - 1e-11 * piece.normal), piece.grain_a);
      EXPECT_EQ(microstructure.grain_at(piece.centre + 1e-11 * piece.normal), piece.grain_b);
      EXPECT_LT(piece.measure, std::pow(16e-6, dimension - 1));
      EXPECT_LT(piece.grain_a, piece.grain_b);
    }
  }
}

TEST(GrainBoundaries, CuttingLosesNothing) {
  for (const int dimension : {2, 3}) {
    const Microstructure microstructure = drawn(dimension);
    const double coarse = boundaries_of(microstructure, 1e-3).total_measure();
    const double fine = boundaries_of(microstructure, 5e-6).total_measure();
    EXPECT_NEAR(fine, coarse, 1e-6 * coarse);
  }
}

// Against the exhaustive search over all pieces.
TEST(GrainBoundaries, NearestIsTheNearest) {
  for (const int dimension : {2, 3}) {
    const Microstructure microstructure = drawn(dimension);
    const BoundaryNetwork network = boundaries_of(microstructure, 10e-6);
    const DomainBox& box = microstructure.domain();
    RandomSequence random(8, 0, 0, 0);
    for (int i = 0; i < 300; ++i) {
      const Vector3d point =
          box.low + box.size().cwiseProduct(Vector3d(random.uniform(), random.uniform(), random.uniform()));
      double least = 1.0;
      for (const BoundaryPiece& piece : network.pieces()) {
        least = std::min(least, (nearest_point(piece, point, dimension) - point).norm());
      }
      const NearestBoundary found = network.nearest(point);
      EXPECT_NEAR(found.distance, least, 1e-15);
      EXPECT_NEAR(std::abs(found.signed_distance), least, 1e-15);
      const BoundaryPiece& piece = network.pieces()[static_cast<std::size_t>(found.piece)];
      const int grain = microstructure.grain_at(point);
      EXPECT_FALSE(grain == piece.grain_a && found.signed_distance > 0.0);
      EXPECT_FALSE(grain == piece.grain_b && found.signed_distance < 0.0);
      const auto near = network.pieces_within(point, least + 1e-9);
      EXPECT_TRUE(std::find(near.begin(), near.end(), found.piece) != near.end());
    }
  }
}

/// Two grains on either side of a line or plane at an angle, as voxels.
Microstructure split_voxels(double angle, int dimension) {
  const Vector3d normal(std::cos(angle), std::sin(angle), 0.0);
  const DomainBox& box = dimension == 2 ? plate : slab;
  VoxelGrid grid;
  grid.spacing = Vector3d::Constant(2e-6);
  grid.origin = box.low;
  for (int k = 0; k < dimension; ++k) grid.n[k] = static_cast<int>(std::lround(box.size()[k] / 2e-6));
  for (int z = 0; z < grid.n[2]; ++z) {
    for (int y = 0; y < grid.n[1]; ++y) {
      for (int x = 0; x < grid.n[0]; ++x) {
        grid.grain.push_back((grid.centre(x, y, z) - box.centre()).dot(normal) > 0.0 ? 1 : 0);
      }
    }
  }
  return {VoxelGrains(grid, box, dimension, 2), some_grains(2)};
}

TEST(GrainBoundaries, VoxelNormalsDoNotFollowTheStairs) {
  for (const double angle_deg : {3.0, 20.0, 45.0, 68.0, 87.0}) {
    const double angle = angle_deg * units::deg;
    const BoundaryNetwork network = boundaries_of(split_voxels(angle, 2), 10e-6);
    const Vector3d normal(std::cos(angle), std::sin(angle), 0.0);
    double mean_tilt = 0.0;
    for (const BoundaryPiece& piece : network.pieces()) {
      const double tilt = std::acos(std::min(1.0, piece.normal.dot(normal))) / units::deg;
      EXPECT_LT(tilt, 8.0) << angle_deg;
      mean_tilt += tilt / static_cast<double>(network.pieces().size());
    }
    EXPECT_LT(mean_tilt, 3.0) << angle_deg;
    const double exact = std::min(plate.size()[1] / std::cos(angle), plate.size()[0] / std::sin(angle));
    EXPECT_NEAR(network.total_measure(), exact, 0.02 * exact) << angle_deg;
  }
}

TEST(GrainBoundaries, VoxelBlocksHaveTheAreaOfThePlane) {
  const double angle = 30.0 * units::deg;
  const BoundaryNetwork network = boundaries_of(split_voxels(angle, 3), 20e-6);
  Vector3d sum = Vector3d::Zero();
  for (const BoundaryPiece& piece : network.pieces()) sum += piece.measure * piece.normal;
  const double exact = slab.size()[1] / std::cos(angle) * slab.size()[2];
  EXPECT_NEAR(sum.norm(), exact, 0.02 * exact);
  EXPECT_NEAR(sum[1] / sum[0], std::tan(angle), 0.03);
  ASSERT_EQ(network.boundaries().size(), 1u);
  EXPECT_EQ(network.boundaries()[0].pieces.size(), network.pieces().size());
}

// A closed ring around a round grain: the pieces go all the way round and point outwards.
TEST(GrainBoundaries, ClosedChains) {
  VoxelGrid grid;
  grid.n = {100, 100, 1};
  grid.spacing = Vector3d::Constant(1e-6);
  const Vector3d middle(50e-6, 50e-6, 0.5e-6);
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 100; ++x)
      grid.grain.push_back((grid.centre(x, y, 0) - middle).norm() < 30e-6 ? 0 : 1);
  }
  const DomainBox box{{0, 0, 0}, {100e-6, 100e-6, 0}};
  const BoundaryNetwork network =
      boundaries_of(Microstructure(VoxelGrains(grid, box, 2, 2), some_grains(2)), 8e-6);
  EXPECT_NEAR(network.total_measure(), 2.0 * 3.14159 * 30e-6, 0.04 * 188e-6);
  for (const BoundaryPiece& piece : network.pieces()) {
    const Vector3d outward = (piece.centre - Vector3d(50e-6, 50e-6, 0)).normalized();
    EXPECT_GT(piece.normal.dot(outward), 0.95);
  }
}

// The trace of the same boundary as a mesh: two squares of triangles.
TEST(GrainBoundaries, MeshEdgesBecomeOneBoundary) {
  GrainMesh mesh;
  for (int y = 0; y <= 10; ++y) {
    for (int x = 0; x <= 20; ++x) mesh.nodes.emplace_back(x * 5e-6, y * 5e-6, 0.0);
  }
  for (int y = 0; y < 10; ++y) {
    for (int x = 0; x < 20; ++x) {
      const int n = 21 * y + x;
      mesh.simplices.push_back({n, n + 1, n + 22, -1});
      mesh.simplices.push_back({n, n + 21, n + 22, -1});  // turned the other way on purpose
      for (int k = 0; k < 2; ++k) mesh.grain.push_back(x < 10 ? 1 : 0);
    }
  }
  const Microstructure microstructure(MeshGrains(mesh, 2, 2), some_grains(2));
  EXPECT_EQ(microstructure.grain_at({10e-6, 20e-6, 0}), 1);
  EXPECT_EQ(microstructure.grain_at({90e-6, 20e-6, 5.0}), 0);
  EXPECT_EQ(microstructure.grain_at({101e-6, 20e-6, 0}), -1);
  const BoundaryNetwork network = boundaries_of(microstructure, 10e-6);
  ASSERT_EQ(network.pieces().size(), 5u);
  EXPECT_NEAR(network.total_measure(), 50e-6, 1e-12);
  for (const BoundaryPiece& piece : network.pieces()) EXPECT_NEAR(piece.normal[0], -1.0, 1e-12);
}

}  // namespace
}  // namespace lauelith::models
