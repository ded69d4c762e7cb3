// SPDX-License-Identifier: BSD-3-Clause
#include "models/eigenstrain.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/grain_sources.h"
#include "src/frames.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

const DomainBox slab{{0, 0, -80e-6}, {400e-6, 1110e-6, 0}};

Vector6d components(double xx, double yy, double zz, double yz, double xz, double xy) {
  Vector6d result;
  result << xx, yy, zz, yz, xz, xy;
  return result;
}

TEST(Eigenstrain, MachiningLayersLieUnderTheirSurfaces) {
  const MachiningLayer layer{5e-4, 20e-6};
  const auto surfaces = treated_surfaces(slab, 3);
  ASSERT_EQ(surfaces.size(), 2u);
  EXPECT_EQ(treated_surfaces(slab, 2).size(), 1u);
  const Vector3d at_electrode(100e-6, 20e-6, -50e-6);
  const double e = 5e-4 * std::exp(-1.0);
  EXPECT_LT((machining_eigenstrain(layer, surfaces[0], at_electrode) - components(e, 0, e, 0, 0, 0)).norm(),
            1e-18);
  const double f = 5e-4 * std::exp(-2.5);
  EXPECT_LT((machining_eigenstrain(layer, surfaces[1], at_electrode) - components(f, f, 0, 0, 0, 0)).norm(),
            1e-18);
}

TEST(Eigenstrain, ExchangeSaturatesWhereSurfacesMeet) {
  const ExchangeLayer layer{3e-3, 1e-6};
  const auto surfaces = treated_surfaces(slab, 3);
  const Vector6d corner = exchange_eigenstrain(layer, surfaces, {1e-6, 0.0, 0.0});
  EXPECT_LT((corner - components(3e-3, 3e-3, 3e-3, 0, 0, 0)).norm(), 1e-18);
  const Vector6d deep = exchange_eigenstrain(layer, surfaces, {1e-6, 2e-6, -60e-6});
  EXPECT_NEAR(deep[0], 3e-3 * std::exp(-2.0), 1e-15);
}

TEST(Eigenstrain, GrainMismatchHasItsSpreadAndNoPreferredFrame) {
  const int n = 20000;
  const Matrix3d Q = rotation_from_bunge({0.7, 1.1, -0.4});
  Vector6d sum = Vector6d::Zero();
  Vector6d squares = Vector6d::Zero();
  Vector6d turned_squares = Vector6d::Zero();
  for (int g = 0; g < n; ++g) {
    const Vector6d strain = grain_mismatch(1e-4, 3, g) / 1e-4;
    const Vector6d turned = components_of(Q * tensor_of(strain) * Q.transpose());
    sum += strain / n;
    squares += strain.cwiseAbs2() / n;
    turned_squares += turned.cwiseAbs2() / n;
  }
  for (int c = 0; c < 6; ++c) {
    const double variance = c < 3 ? 1.0 : 0.5;
    EXPECT_NEAR(sum[c], 0.0, 5.0 / std::sqrt(n));
    EXPECT_NEAR(squares[c], variance, 5.0 * variance * std::sqrt(2.0 / n));
    EXPECT_NEAR(turned_squares[c], variance, 5.0 * variance * std::sqrt(2.0 / n));
  }
  EXPECT_EQ(grain_mismatch(1e-4, 3, 17), grain_mismatch(1e-4, 3, 17));
  EXPECT_NE(grain_mismatch(1e-4, 4, 17), grain_mismatch(1e-4, 3, 17));
}

TEST(Eigenstrain, ThermalAndVegard) {
  EXPECT_NEAR(thermal_eigenstrain(33e-6, 155.0)[1], 5.1e-3, 5e-5);
  const Vector6d swelling = composition_eigenstrain(3.3e-6, 300.0);
  EXPECT_NEAR(swelling.head<3>().sum(), 3.3e-6 * 300.0, 1e-18);
  EXPECT_EQ(swelling[4], 0.0);
}

// The band integrated across the piece is the opening; along the piece it ends with it.
TEST(Eigenstrain, BandCarriesTheOpening) {
  BoundaryPiece piece;
  piece.corners = {{10e-6, 10e-6, 0}, {16e-6, 18e-6, 0}};
  piece.normal = Vector3d(0.8, -0.6, 0.0);
  piece.centre = 0.5 * (piece.corners[0] + piece.corners[1]);
  piece.measure = 10e-6;
  const double h = 2e-9;
  const double w = 3e-6;
  Vector6d sum = Vector6d::Zero();
  const int n = 400;
  const double step = 30e-6 / n;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      const Vector3d point((i + 0.5) * step, (j + 0.5) * step, 1.0);
      sum += band_eigenstrain(piece, h, w, point, 2) * step * step;
    }
  }
  const Vector6d expected = h * piece.measure * components_of(piece.normal * piece.normal.transpose());
  EXPECT_LT((sum - expected).norm(), 0.01 * expected.norm());
  EXPECT_EQ(band_eigenstrain(piece, h, w, piece.centre + 1.6e-6 * piece.normal, 2).norm(), 0.0);
  EXPECT_NEAR(band_eigenstrain(piece, h, w, piece.centre, 2).head<3>().sum(), h / w, 1e-12);
}

TEST(Eigenstrain, BandOfAFacet) {
  BoundaryPiece piece;
  piece.corners = {{0, 0, 0}, {0, 10e-6, 0}, {0, 10e-6, 8e-6}, {0, 0, 8e-6}};
  piece.normal = Vector3d::UnitX();
  EXPECT_NEAR(band_eigenstrain(piece, 1e-9, 2e-6, {0.9e-6, 5e-6, 4e-6}, 3)[0], 5e-4, 1e-15);
  EXPECT_EQ(band_eigenstrain(piece, 1e-9, 2e-6, {1.1e-6, 5e-6, 4e-6}, 3).norm(), 0.0);
  EXPECT_EQ(band_eigenstrain(piece, 1e-9, 2e-6, {0.0, 5e-6, 9e-6}, 3).norm(), 0.0);
}

TEST(Eigenstrain, ModesOfTheDefaultStudy) {
  const Microstructure grains = make_microstructure({}, slab, 2, {260e-6, 260e-6});
  ResidualOptions options;
  const auto modes = residual_modes(options, grains);
  ASSERT_EQ(modes.size(), 3u);
  EXPECT_EQ(modes[0].name, "machining");
  EXPECT_EQ(modes[1].name, "grains");
  EXPECT_EQ(modes[2].name, "field");
  for (const EigenstrainMode& mode : modes) {
    EXPECT_FALSE(mode.changes_lattice);
    EXPECT_EQ(mode.at({100e-6, 5e-6, 0}, -1).norm(), 0.0);
    EXPECT_GT(mode.at({100e-6, 5e-6, 0}, 0).norm(), 0.0);
  }
  options.exchange_strain = 1e-3;
  options.grain_strain_in_lattice = true;
  options.field_strain_sd = 0.0;
  const auto others = residual_modes(options, grains);
  ASSERT_EQ(others.size(), 3u);
  const Vector3d point(100e-6, 1e-6, 0);
  const TotalEigenstrain total = total_eigenstrain(others, point, 1);
  EXPECT_LT((total.not_in_lattice - others[0].at(point, 1)).norm(), 1e-18);
  EXPECT_LT((total.all - total.not_in_lattice - others[1].at(point, 1) - others[2].at(point, 1)).norm(),
            1e-18);
}

TEST(Eigenstrain, ThermalActsInSecondPhasesOnly) {
  const Microstructure one = make_microstructure({}, slab, 2, {260e-6, 260e-6});
  auto grains = one.grains();
  grains[2].phase = Phase::lithium;
  const Microstructure two(one.shapes(), grains);
  ResidualOptions options;
  options.cooling_K = 100.0;
  options.second_phase_expansion_1_K = 46e-6;
  options.layer_strain = options.grain_strain_sd = options.field_strain_sd = 0.0;
  EXPECT_TRUE(residual_modes(options, one).empty());
  const auto modes = residual_modes(options, two);
  ASSERT_EQ(modes.size(), 1u);
  EXPECT_EQ(modes[0].at({0, 0, 0}, 1).norm(), 0.0);
  EXPECT_NEAR(modes[0].at({0, 0, 0}, 2)[0], -33e-4, 1e-12);
}

// Over 4000 seeds: ⟨f(x) f(x + r)⟩ = sd² ρ(r) within five standard errors, for every component.
TEST(MaternField, CovarianceOverSeeds) {
  const MaternLaw law{1e-4, 20e-6};
  const Vector3d start(33e-6, 71e-6, 12e-6);
  for (const int dimension : {2, 3}) {
    for (const double distance : {0.0, 10e-6, 30e-6}) {
      const Vector3d end = start + distance * Vector3d(0.6, 0.8, 0.0);
      Vector6d sum = Vector6d::Zero();
      const int n = 4000;
      for (int seed = 0; seed < n; ++seed) {
        const MaternTensorField field(law, dimension, static_cast<unsigned>(seed), 32);
        sum += field.at(start).cwiseProduct(field.at(end)) / (law.sd * law.sd * n);
      }
      const double rho = matern_correlation(distance, law.length);
      for (int c = 0; c < 6; ++c) {
        const double variance = c < 3 ? 1.0 : 0.5;
        EXPECT_NEAR(sum[c], variance * rho, 5.0 * variance * std::sqrt((1.0 + rho * rho) / n)) << distance;
      }
    }
  }
}

// One realisation of the default number of waves: its own correlation is near the law's.
TEST(MaternField, WavesCoverTheSpectrum) {
  const MaternLaw law{1e-4, 20e-6};
  double worst = 0.0;
  for (const int dimension : {2, 3}) {
    for (unsigned seed = 0; seed < 5; ++seed) {
      const MaternTensorField field(law, dimension, seed);
      for (double r = 1e-6; r < 60e-6; r += 3e-6) {
        for (double angle = 0.0; angle < 3.1; angle += 0.3) {
          const Vector3d separation = r * Vector3d(std::cos(angle), std::sin(angle), 0.0);
          worst = std::max(worst,
                           std::abs(field.wave_correlation(separation) - matern_correlation(r, law.length)));
        }
      }
    }
  }
  EXPECT_LT(worst, 0.04);
  RecordProperty("worst", std::to_string(worst));
}

TEST(MaternField, IsExtrudedInTwoDimensionsAndNotInThree) {
  const MaternLaw law{1e-4, 20e-6};
  const Vector3d low(5e-6, 9e-6, -40e-6);
  const Vector3d high(5e-6, 9e-6, 0.0);
  EXPECT_EQ(MaternTensorField(law, 2, 1).at(low), MaternTensorField(law, 2, 1).at(high));
  EXPECT_NE(MaternTensorField(law, 3, 1).at(low), MaternTensorField(law, 3, 1).at(high));
  EXPECT_EQ(MaternTensorField(law, 3, 7).at(low), MaternTensorField(law, 3, 7).at(low));
  EXPECT_NEAR(matern_correlation(0.0, 1.0), 1.0, 1e-15);
}

}  // namespace
}  // namespace lauelith::models
