// SPDX-License-Identifier: BSD-3-Clause
#include "models/grain_sources.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <cmath>
#include <map>
#include <set>

#include "models/cell_options.h"
#include "models/grain_boundaries.h"
#include "models/laguerre_packing.h"
#include "models/misorientation.h"
#include "src/failure.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

const std::array<double, 2> window{260e-6, 260e-6};

DomainBox cell(int dimension) {
  ModelOptions model;
  model.dimension = dimension == 3 ? "3d" : "2.5d";
  return domain_of({}, model);
}

TEST(GrainSources, ThreeGrainsInTheWindow) {
  for (int seed = 1; seed <= 20; ++seed) {
    GrainOptions options;
    options.seed = seed;
    const Microstructure m = make_microstructure(options, cell(2), 2, window);
    std::map<int, int> count;
    for (int y = 0; y < 130; ++y) {
      for (int x = 0; x < 130; ++x) ++count[m.grain_at({(71.0 + 2 * x) * 1e-6, (1.0 + 2 * y) * 1e-6, 0.0})];
    }
    ASSERT_EQ(count.size(), 3u) << seed;
    for (const auto& [grain, n] : count) {
      EXPECT_GE(grain, 0);
      EXPECT_LT(grain, 3);
      // An equivalent diameter of about 130 µm or more: the window cuts all three.
      EXPECT_GT(std::sqrt(4.0 / constants::pi * n * 4.0), 110.0);
    }
    EXPECT_GT(m.n_grains(), 15u);
    EXPECT_LT(m.n_grains(), 45u);
    EXPECT_EQ(m.grain_at({-1e-6, 0, 0}), -1);
    EXPECT_EQ(m.phase_at({1e-6, 1e-3, 0}), Phase::electrolyte);
  }
}

TEST(GrainSources, ThreeGrainsInASlabAreColumns) {
  const Microstructure flat = make_microstructure({}, cell(2), 2, window);
  const Microstructure slab = make_microstructure({}, cell(3), 3, window);
  for (int y = 0; y < 26; ++y) {
    for (int x = 0; x < 26; ++x) {
      const Eigen::Vector3d point((71.0 + 10 * x) * 1e-6, (1.0 + 10 * y) * 1e-6, 0.0);
      const int grain = flat.grain_at(point);
      ASSERT_GE(grain, 0);
      for (const double z : {-1e-6, -30e-6}) {
        EXPECT_EQ(slab.grain_at(point + z * Eigen::Vector3d::UnitZ()), grain);
      }
    }
  }
}

TEST(GrainSources, ThreeBoundariesMeetInTheWindow) {
  const Microstructure m = make_microstructure({}, cell(2), 2, window);
  const BoundaryNetwork network = boundaries_of(m, 10e-6);
  std::set<int> seen;
  for (const BoundaryPiece& piece : network.pieces()) {
    const Vector3d& c = piece.centre;
    if (c[0] > 70e-6 && c[0] < 330e-6 && c[1] < 260e-6) seen.insert(piece.boundary);
  }
  EXPECT_EQ(seen.size(), 3u);
  // One of them meets the plating interface: where a flaw can follow it.
  bool at_interface = false;
  for (const BoundaryPiece& piece : network.pieces()) {
    for (const Vector3d& corner : piece.corners) {
      at_interface = at_interface || (corner[1] < 1e-12 && std::abs(corner[0] - 200e-6) < 130e-6);
    }
  }
  EXPECT_TRUE(at_interface);
}

TEST(GrainSources, SeedsRepeatAndDiffer) {
  GrainOptions options;
  options.source = "laguerre";
  const Microstructure first = make_microstructure(options, cell(2), 2, window);
  const Microstructure again = make_microstructure(options, cell(2), 2, window);
  options.seed = 2;
  const Microstructure other = make_microstructure(options, cell(2), 2, window);
  int n_same = 0;
  for (int i = 0; i < 1000; ++i) {
    const Vector3d point((i % 40) * 10e-6, (i / 40) * 40e-6, 0.0);
    EXPECT_EQ(first.grain_at(point), again.grain_at(point));
    n_same += first.grain_at(point) == other.grain_at(point) ? 1 : 0;
  }
  EXPECT_LT(n_same, 500);
  EXPECT_EQ(first.grains()[0].R_sample_from_crystal, again.grains()[0].R_sample_from_crystal);
}

// 30 µm grains in the cell: mean and spread of the equivalent diameters are the wanted ones.
TEST(GrainSources, SizesAreLogNormal) {
  for (const int dimension : {2, 3}) {
    const double size = dimension == 2 ? 12e-6 : 35e-6;
    const auto measures = draw_grain_measures({size, 0.35}, cell(dimension), dimension, 5);
    ASSERT_GT(measures.size(), 1000u);
    double sum = 0.0;
    double squares = 0.0;
    double mean_diameter = 0.0;
    const auto n = static_cast<double>(measures.size());
    for (const double measure : measures) {
      const double diameter = dimension == 2 ? std::sqrt(4.0 / constants::pi * measure)
                                             : std::cbrt(6.0 / constants::pi * measure);
      sum += std::log(diameter) / n;
      squares += std::log(diameter) * std::log(diameter) / n;
      mean_diameter += diameter / n;
    }
    EXPECT_NEAR(std::sqrt(squares - sum * sum), 0.35, 5 * 0.35 / std::sqrt(2 * n));
    EXPECT_NEAR(mean_diameter, size, 5 * 0.36 * size / std::sqrt(n) + 0.005 * size);
  }
}

TEST(GrainSources, SingleCrystalHasItsOrientation) {
  GrainOptions options;
  options.source = "single";
  options.bunge_deg = {30.0, 50.0, 10.0};
  const Microstructure m = make_microstructure(options, cell(3), 3, window);
  ASSERT_EQ(m.n_grains(), 1u);
  EXPECT_NEAR(m.grains()[0].R_sample_from_crystal(0, 0), 0.797059083, 1e-9);
  EXPECT_TRUE(boundaries_of(m, 10e-6).pieces().empty());
  EXPECT_EQ(boundaries_of(m, 10e-6).nearest({0, 0, 0}).piece, -1);
}

TEST(GrainSources, EveryGrainNeedsAnOrientation) {
  const PowerCells cells({{{1e-4, 1e-4, 0}, 0.0}, {{3e-4, 1e-4, 0}, 0.0}}, cell(2), 2);
  EXPECT_THROW(Microstructure(cells, {MaterialGrain{}}), UsageError);
  MaterialGrain bad;
  bad.R_sample_from_crystal(0, 0) = -1.0;
  try {
    Microstructure(cells, {MaterialGrain{}, bad});
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("grain 1"), std::string::npos) << error.what();
  }
}

TEST(Texture, RandomIsUniform) {
  const auto all = draw_orientations({}, 5, 20000);
  Matrix3d mean = Matrix3d::Zero();
  double angle = 0.0;
  for (const Matrix3d& R : all) {
    EXPECT_NEAR(R.determinant(), 1.0, 1e-12);
    mean += R / 20000.0;
    angle += angle_of(R) / 20000.0;
  }
  EXPECT_LT(mean.cwiseAbs().maxCoeff(), 5.0 / std::sqrt(3.0 * 20000.0));
  EXPECT_NEAR(angle / units::deg, 126.48, 1.0);  // 90° + 360°/π²... = (π/2 + 2/π) rad
}

TEST(Texture, FibreHasItsSpread) {
  const Texture texture{true, {1, 1, 1}, {0, 1, 1}, 4.0 * units::deg};
  double squares = 0.0;
  double turn = 0.0;
  const int n = 5000;
  const Vector3d axis = Vector3d(0, 1, 1).normalized();
  for (const Matrix3d& R : draw_orientations(texture, 6, n)) {
    const double tilt = std::acos(std::min(1.0, (R * Vector3d(1, 1, 1).normalized()).dot(axis)));
    squares += tilt * tilt / n;
    turn += (R * Vector3d(1, -1, 0).normalized()).dot(Vector3d::UnitX()) / n;
  }
  EXPECT_NEAR(std::sqrt(squares / 2.0) / units::deg, 4.0, 0.15);
  EXPECT_NEAR(turn, 0.0, 5.0 * std::sqrt(0.5 / n));
}

TEST(Pores, ReachTheRelativeDensity) {
  for (const int dimension : {2, 3}) {
    const DomainBox box{{0, 0, -100e-6}, {200e-6, 200e-6, 0}};
    const PoreSet pores = draw_pores({0.9, 16e-6, 0.3, 0.1}, box, dimension, 3);
    EXPECT_NEAR(pores.pore_fraction(dimension == 2 ? 1000 : 120), 0.1, 2e-3);
    for (std::size_t i = 0; i < pores.pores().size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Pore& a = pores.pores()[i];
        const Pore& b = pores.pores()[j];
        EXPECT_GT((a.centre - b.centre).norm(), a.radius + b.radius);
      }
    }
  }
  EXPECT_THROW(draw_pores({0.3, 16e-6, 0.0, 0.1}, {{0, 0, 0}, {100e-6, 100e-6, 0}}, 2, 1), UsageError);
}

TEST(Pores, AreHolesInGrains) {
  GrainOptions options;
  options.explicit_pores = true;
  const Microstructure m = make_microstructure(options, cell(2), 2, window, 0.95);
  ASSERT_FALSE(m.pores().pores().empty());
  const Pore& pore = m.pores().pores()[0];
  EXPECT_EQ(m.grain_at(pore.centre), -1);
  EXPECT_EQ(m.phase_at(pore.centre), Phase::none);
  EXPECT_GE(m.grain_at(pore.centre + Vector3d(1.01 * pore.radius, 0, 0)), 0);
}

TEST(VoxelGrains, GapsFillAndSpecksDissolve) {
  VoxelGrid grid;
  grid.n = {6, 3, 1};
  grid.grain = {0, 0, 0,  1, 1, 1,  //
                0, 2, -1, 1, 1, 1,  //
                0, 0, 0,  1, 1, 0};
  const RelabelledGrid connected = connected_grains(grid, 2);
  ASSERT_EQ(connected.old_label.size(), 2u);
  EXPECT_EQ(connected.old_label[0], 0);
  EXPECT_EQ(connected.old_label[1], 1);
  EXPECT_EQ(connected.grid.grain[7], 0);   // a speck of 2 inside 0
  EXPECT_EQ(connected.grid.grain[17], 1);  // a speck of 0 inside 1
  EXPECT_EQ(connected.grid.grain[8], -1);  // a gap stays one
  EXPECT_GE(filled(connected.grid, 1).grain[8], 0);
}

}  // namespace
}  // namespace lauelith::models
