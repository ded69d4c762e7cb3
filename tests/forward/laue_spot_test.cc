// SPDX-License-Identifier: BSD-3-Clause
#include "forward/laue_spot.h"

#include <gtest/gtest.h>

#include "forward/spot_prediction.h"
#include "src/crystal_library.h"
#include "src/frames.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::forward {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::Vector3i;

Detector golden_detector() {
  Detector detector;
  detector.rows = 1043;
  detector.cols = 981;
  return placed(detector, {140.0, 491.0, 520.0, 0.4, 0.3, 0.172});
}

Matrix3d golden_lattice_lab(bool strained) {
  Matrix3d H;
  H << 0.9, 0.4, -0.2, 0.1, -0.5, 0.6, 0.3, -0.4, 0.2;
  const Matrix3d F = Matrix3d::Identity() + (strained ? 1e-3 : 0.0) * H;
  const Matrix3d R = rotation_from_bunge({30.0 * units::deg, 50.0 * units::deg, 10.0 * units::deg});
  return R_lab_from_sample(45.0 * units::deg) *
         strained_reciprocal_1_A(F, R, reciprocal_matrix_1_A({12.97, 12.97, 12.97}));
}

struct GoldenSpot {
  Vector3i hkl;
  bool strained;
  double energy_keV;
  Vector3d k_unit;
  Vector2d px;
};

// Two independent programs agree on all digits.
const GoldenSpot golden_spots[] = {
    {{0, 8, 8}, false, 6.762751869, {-0.0948447112, -0.2787504305, 0.9556687074}, {410.3294728, 274.9861120}},
    {{0, 8, 8}, true, 6.763429098, {-0.0952006312, -0.2780890678, 0.9558259832}, {410.0363333, 275.5893346}},
    {{4, 10, 10},
     false,
     10.305201598,
     {0.2179451397, 0.0706838251, 0.9733980239},
     {671.8753096, 573.3490819}},
    {{4, 10, 10}, true, 10.305841640, {0.2173293161, 0.0712446168, 0.9734948243}, {671.3394102, 573.8088429}},
    {{-2, 12, 6},
     false,
     10.140131671,
     {-0.4618124617, 0.1823765033, 0.8680253806},
     {56.7204686, 681.8246018}},
    {{-2, 12, 6}, true, 10.143966648, {-0.4615834159, 0.1834150361, 0.8679283811}, {56.8851233, 682.8156714}},
};

TEST(LaueSpot, GoldenSpots) {
  for (const GoldenSpot& golden : golden_spots) {
    const SpotPosition spot =
        spot_position(golden_detector(), golden_lattice_lab(golden.strained), golden.hkl);
    EXPECT_TRUE(spot.on_plane);
    EXPECT_NEAR(spot.energy_keV, golden.energy_keV, 1e-8);
    EXPECT_LT((spot.px - golden.px).norm(), 1e-6);
    const auto place = spot_place(golden_detector(), golden_lattice_lab(golden.strained), golden.hkl,
                                  Eigen::Vector3d::Zero());
    EXPECT_LT((place.value() - golden.px).norm(), 1e-6);
    EXPECT_LT((laue_ray(spot.G_lab_1_A).k_lab_1_A.normalized() - golden.k_unit).norm(), 2e-10);
  }
}

TEST(LaueSpot, AHarmonicSharesTheSpotAtTwiceTheEnergy) {
  const auto once = spot_position(golden_detector(), golden_lattice_lab(true), {0, 8, 8});
  const auto twice = spot_position(golden_detector(), golden_lattice_lab(true), {0, -16, -16});
  EXPECT_LT((once.px - twice.px).norm(), 1e-9);
  EXPECT_NEAR(twice.energy_keV, 2.0 * once.energy_keV, 1e-9);
}

TEST(LaueSpot, ScatteringIsElasticAndTheRayIsTheMirrorImage) {
  const Vector3d G(0.3, -0.5, 0.4);
  const LaueRay ray = laue_ray(G);
  EXPECT_NEAR(ray.k_lab_1_A.norm(), ray.energy_keV / constants::hc_keV_A, 1e-15);
  const Vector3d mirrored = Vector3d::UnitY() - 2.0 * G.y() / G.squaredNorm() * G;
  EXPECT_LT((ray.k_lab_1_A.normalized() - mirrored).norm(), 1e-15);
  EXPECT_LT((plane_normal_of_ray(ray.k_lab_1_A) - G.normalized()).norm(), 1e-15);
}

TEST(LaueSpot, DerivativesAreTheCentralDifferences) {
  const Vector3d G(0.31, -0.52, 0.43);
  const LaueRay ray = laue_ray(G);
  for (int i = 0; i < 3; ++i) {
    const Vector3d step = 1e-6 * Vector3d::Unit(i);
    const LaueRay up = laue_ray(G + step);
    const LaueRay down = laue_ray(G - step);
    EXPECT_LT(((up.k_lab_1_A - down.k_lab_1_A) / 2e-6 - ray.d_k_d_G().col(i)).norm(), 1e-9);
    EXPECT_NEAR((up.energy_keV - down.energy_keV) / 2e-6, ray.d_energy_d_G_keV_A()[i], 1e-8);
  }
}

TEST(LaueSpot, DilatationMovesNoSpot) {
  const Matrix3d M = golden_lattice_lab(true);
  const auto before = spot_position(golden_detector(), M, {4, 10, 10});
  const auto after = spot_position(golden_detector(), M / 1.003, {4, 10, 10});
  EXPECT_LT((before.px - after.px).norm(), 1e-10);
  EXPECT_NEAR(after.energy_keV * 1.003, before.energy_keV, 1e-12);
}

TEST(LaueSpot, TurningCrystalAndDetectorAboutTheBeamChangesNothing) {
  const Matrix3d turn = rotation_from_vector(0.7 * Vector3d::UnitY());
  Detector turned = golden_detector();
  turned.origin_m = turn * turned.origin_m;
  turned.fast = turn * turned.fast;
  turned.slow = turn * turned.slow;
  const Matrix3d M = golden_lattice_lab(true);
  const auto before = spot_position(golden_detector(), M, {4, 10, 10});
  const auto after = spot_position(turned, turn * M, {4, 10, 10});
  EXPECT_LT((before.px - after.px).norm(), 1e-9);
}

// Golden 6: scattering 9.486136 µm down the beam moves the spot of row 4.
TEST(LaueSpot, DepthMovesTheSpot) {
  const Matrix3d M = golden_lattice_lab(true);
  const auto surface = spot_position(golden_detector(), M, {4, 10, 10});
  const auto deep = spot_position(golden_detector(), M, {4, 10, 10}, 9.486136e-6 * Vector3d::UnitY());
  EXPECT_NEAR(deep.px.x() - surface.px.x(), -0.0003745, 1e-7);
  EXPECT_NEAR(deep.px.y() - surface.px.y(), 0.0551239, 1e-7);
}

LaueSetup setup_of(const std::string& crystal) {
  const BeamOptions beam;
  return make_laue_setup(find_crystal(crystal), golden_detector(), beam, Spectrum(beam));
}

TEST(SpotPrediction, QuickAndExactPositionsAgree) {
  const LaueSetup setup = setup_of("LLZO");
  const Matrix3d M = golden_lattice_lab(true);
  std::vector<QuickSpot> quick;
  project_directions(setup.table, setup.table.n_directions(), M, panel_projection(setup.detector), 5.0, 24.0,
                     quick);
  ASSERT_GT(quick.size(), 1500U);
  for (const QuickSpot& spot : quick) {
    const auto exact = spot_position(setup.detector, M, setup.table.primitive(spot.direction));
    ASSERT_NEAR(spot.x_px, exact.px.x(), 2e-3);
    ASSERT_NEAR(spot.y_px, exact.px.y(), 2e-3);
  }
}

// Counted by another program: LLZO to 24 keV at any angle has 5,541 reflections unique under the Laue group
// and 211,562 directions, ± counted apart.
TEST(ReflectionTable, CountsOfLlzo) {
  const BeamOptions beam;
  const Crystal llzo = find_crystal("LLZO");
  const ReflectionTable table(llzo, SpotIntensity(llzo, Spectrum(beam), beam), 0.5, constants::pi);
  std::size_t n_unique = 0;
  for (std::size_t i = 0; i < table.n_families(); ++i) n_unique += table.family(i).orders.size();
  EXPECT_EQ(n_unique, 5541U);
  EXPECT_EQ(2 * table.n_directions(), 211562U);
}

}  // namespace
}  // namespace lauelith::forward
