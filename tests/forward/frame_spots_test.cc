// SPDX-License-Identifier: BSD-3-Clause
#include "forward/frame_spots.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/crystal_library.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/forward/uniform_field.h"

namespace lauelith::forward {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3i;

/// The camera and crystal of the golden spots: 140, 491, 520, 0.4, 0.3, 0.172 counted from 1, LLZO. The band
/// leaves one order of 2 5 5 alone, the second.
BeamOptions golden_beam() {
  BeamOptions beam;
  beam.energy_keV = {9.0, 12.0};
  return beam;
}

LaueSetup golden_setup(const BeamOptions& beam = golden_beam()) {
  Detector panel;
  panel.rows = 1043;
  panel.cols = 981;
  panel = placed(panel, {140.0, 491.0, 520.0, 0.4, 0.3, 0.172});
  return make_laue_setup(find_crystal("LLZO"), panel, beam, Spectrum(beam));
}

Matrix3d golden_orientation() {
  return rotation_from_bunge({30.0 * units::deg, 50.0 * units::deg, 10.0 * units::deg});
}

Matrix3d golden_H() {
  Matrix3d H;
  H << 0.9, 0.4, -0.2, 0.1, -0.5, 0.6, 0.3, -0.4, 0.2;
  return 1e-3 * H;
}

const TrueSpot* spot_of(const FrameSpots& frame, const Vector3i& hkl) {
  for (const TrueGrain& grain : frame.grains)
    for (const TrueSpot& spot : grain.spots)
      if (spot.hkl == hkl) return &spot;
  return nullptr;
}

FrameSettings bright() {
  FrameSettings settings;
  settings.flux_scale = 1e12;
  return settings;
}

/// Spots of the independent table, on the face; depth moves them afterwards by −(µ-weighted) 0.05 px or so.
TEST(FrameSpots, GoldenSpotsMovedByTheirDepth) {
  const LaueSetup setup = golden_setup();
  const CrystalField field = uniform_field(golden_orientation(), golden_H());
  const FrameSettings settings = bright();
  const FrameSpots frame = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  ASSERT_EQ(frame.grains.size(), 1u);
  const TrueSpot* spot = spot_of(frame, {4, 10, 10});
  ASSERT_NE(spot, nullptr);
  EXPECT_NEAR(spot->energy_keV, 10.305841640, 1e-6);
  // Golden shift: (−0.0003745, 0.0551239) px for a mean path of 9.486136 µm.
  const double t_um = spot->depth_m / std::sin(45.0 * units::deg) / units::um;
  EXPECT_NEAR(spot->px.x() - 671.3394102, -0.0003745 * t_um / 9.486136, 2e-5);
  EXPECT_NEAR(spot->px.y() - 573.8088429, 0.0551239 * t_um / 9.486136, 2e-5);
}

/// Mean depth of origin by eq. (5), µ from xraylib for LLZO at 10.3 keV: 593 /cm at 10 keV falls as E^-2.8.
TEST(FrameSpots, DepthIsThatOfTheEnergy) {
  const LaueSetup setup = golden_setup();
  const CrystalField field = uniform_field(golden_orientation());
  const FrameSettings settings = bright();
  const FrameSpots frame = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  const TrueSpot* spot = spot_of(frame, {4, 10, 10});
  ASSERT_NE(spot, nullptr);
  const double mu = attenuation_1_m(setup.crystal, {10.305201598})[0];
  const double sine = std::sin(45.0 * units::deg);
  const double expected = sine / (mu * (1.0 + sine / 0.637987240));
  EXPECT_NEAR(spot->depth_m / expected, 1.0, 2e-3);  // the beam's path is cut where 1e-3 is left
}

/// 60 µm of a uniform grain as one stretch or as several.
GrainStretches uniform_stretches(const LaueSetup& setup, int n) {
  constexpr double length_m = 60e-6;
  const double omega = setup.beam.incidence_deg * units::deg;
  GrainStretches grain{0, {}};
  for (int i = 0; i < n; ++i) {
    Stretch stretch;
    stretch.path.grain = 0;
    stretch.path.t_begin_m = length_m * i / n;
    stretch.path.t_end_m = length_m * (i + 1) / n;
    stretch.path.before.electrolyte_m = stretch.path.t_begin_m;
    stretch.path.above.electrolyte_m = stretch.path.t_begin_m * std::sin(omega);
    stretch.M_lab_1_A = R_lab_from_sample(omega) * golden_orientation() * setup.table.B_1_A();
    stretch.dM_dt_1_A_m.setZero();
    stretch.source_m = 0.5 * (stretch.path.t_begin_m + stretch.path.t_end_m) * Eigen::Vector3d::UnitY();
    grain.stretches.push_back(stretch);
  }
  return grain;
}

/// Strengths of one stretch are exact, those of many are interpolated within 10 eV; the edges of La and Zr
/// lie in the band.
TEST(FrameSpots, ManyStretchesAreAsStrongAsFew) {
  BeamOptions beam;
  beam.energy_keV = {5.0, 24.0};
  const LaueSetup setup = golden_setup(beam);
  const FrameSettings settings = bright();
  const auto few = spots_of_grain(setup, uniform_stretches(setup, 1), golden_orientation(), settings);
  const auto many = spots_of_grain(setup, uniform_stretches(setup, 12), golden_orientation(), settings);
  ASSERT_GT(few.truth.spots.size(), 1000u);
  ASSERT_EQ(few.truth.spots.size(), many.truth.spots.size());
  for (std::size_t i = 0; i < few.truth.spots.size(); ++i) {
    const TrueSpot& a = few.truth.spots[i];
    const TrueSpot& b = many.truth.spots[i];
    ASSERT_EQ(a.hkl, b.hkl);
    EXPECT_NEAR(b.photons / a.photons, 1.0, 2e-4) << a.energy_keV;
    EXPECT_NEAR((a.px - b.px).norm(), 0.0, 1e-4) << a.energy_keV;
    EXPECT_NEAR(b.depth_m / a.depth_m, 1.0, 1e-4) << a.energy_keV;
  }
}

/// 7.051e4 photons for Φ_E = 1e9 /s/keV, P = 1, η = 1 and 10 µm of path without absorption.
TEST(FrameSpots, GoldenPhotons) {
  BeamOptions beam = golden_beam();
  beam.spectrum = "flat";
  beam.polarisation = 1.0;
  const LaueSetup setup = golden_setup(beam);
  const CrystalField field = uniform_field(golden_orientation());
  FrameSettings settings;
  settings.flux_scale = 1e9 / Spectrum(beam).flux(10.0);
  const FrameSpots frame = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  const TrueSpot* spot = spot_of(frame, {4, 10, 10});
  ASSERT_NE(spot, nullptr);
  // Golden: P = 1 and no dispersion. Horizontal polarisation gives 1 − k_x² = 0.9525 here; the integral over
  // a thick crystal is 1/κ instead of 10 µm; f' and f'' change |F|² of this reflection by a few per cent.
  const double integral_um = spot->depth_m / std::sin(45.0 * units::deg) / units::um;
  const double golden = 7.051e4 * (1.0 - 0.2179451397 * 0.2179451397) * integral_um / 10.0;
  EXPECT_NEAR(spot->photons / golden, 1.0, 0.12);
}

TEST(FrameSpots, TruthOfAUniformGrainIsItsLattice) {
  const LaueSetup setup = golden_setup();
  const CrystalField field = uniform_field(golden_orientation(), golden_H());
  const FrameSettings settings = bright();
  const TrueGrain grain = FrameSpotMaker(setup, field, settings).at({0.0, 0.0}).grains.at(0);
  const double golden[6] = {0.6998157609e-3, -0.6998227885e-3, 0.0000070276e-3,
                            0.1001637250e-3, 0.0499849809e-3,  0.2497825177e-3};
  for (int i = 0; i < 6; ++i) EXPECT_NEAR(grain.strain_deviatoric_sample[i], golden[i], 1e-10);  // H is float
  EXPECT_NEAR(grain.R_sample_from_crystal(0, 0), 0.7971142021, 1e-9);
  EXPECT_LT(grain.strain_spread.norm(), 1e-12);
}

/// A strain that grows linearly with depth: a spot moves by gradient·z̄ and widens by gradient·(spread of z).
TEST(FrameSpots, GradientMovesAndWidensBySpotDepth) {
  const LaueSetup setup = golden_setup();
  Matrix3d gradient = Matrix3d::Zero();
  gradient(1, 2) = 400.0;
  gradient(0, 0) = -300.0;  // per metre: 6e-3 over 20 µm
  const CrystalField graded = graded_field(golden_orientation(), gradient, 400e-6, 0.5e-6);
  const CrystalField plain = graded_field(golden_orientation(), Matrix3d::Zero(), 400e-6, 0.5e-6);
  const FrameSettings settings = bright();
  const FrameSpots moved = FrameSpotMaker(setup, graded, settings).at({0.0, 0.0});
  const FrameSpots still = FrameSpotMaker(setup, plain, settings).at({0.0, 0.0});
  const TrueSpot* a = spot_of(moved, {4, 10, 10});
  const TrueSpot* b = spot_of(still, {4, 10, 10});
  ASSERT_TRUE(a != nullptr && b != nullptr);
  const Matrix3d L = R_lab_from_sample(45.0 * units::deg);
  const auto px_at = [&](double z_m) {
    const Matrix3d M = L * strained_reciprocal_1_A(Matrix3d::Identity() + z_m * gradient,
                                                   golden_orientation(), setup.table.B_1_A());
    return spot_position(setup.detector, M, {4, 10, 10}).px;
  };
  const Eigen::Vector2d expected = px_at(-b->depth_m) - px_at(0.0);
  // The outermost half voxel is constant, not linear.
  EXPECT_GT(expected.norm(), 0.2);
  EXPECT_LT((a->px - b->px - expected).norm(), 0.02);
  // Exponential weight: the spread equals the mean.
  const double widened = std::sqrt(std::max(0.0, a->shape.xx + a->shape.yy - b->shape.xx - b->shape.yy));
  EXPECT_NEAR(widened / expected.norm(), 1.0, 0.15);
}

/// Halving the longest interval changes nothing that one could see.
TEST(FrameSpots, PathSamplesConverge) {
  const LaueSetup setup = golden_setup();
  Matrix3d gradient = Matrix3d::Zero();
  gradient(1, 2) = 60.0;
  gradient(2, 0) = -80.0;
  const CrystalField field = graded_field(golden_orientation(), gradient, 200e-6, 2e-6);
  FrameSettings settings = bright();
  const FrameSpots standard = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  FrameSettings fine = settings;
  fine.step_sigma = 0.05;
  const FrameSpots reference = FrameSpotMaker(setup, field, fine).at({0.0, 0.0});
  double largest = 0.0;
  for (const TrueSpot& spot : reference.grains.at(0).spots) {
    const TrueSpot* same = spot_of(standard, spot.hkl);
    if (same == nullptr || spot.photons < 1e-6 * reference.grains[0].photons) continue;
    largest = std::max(largest, (same->px - spot.px).norm());
  }
  EXPECT_LT(largest, 0.02);
  EXPECT_GT(largest, 0.0);
}

/// Two layers: weights 1 − e^{−κd} and e^{−κd}.
TEST(FrameSpots, LayersShareThePhotons) {
  const LaueSetup setup = golden_setup();
  CrystalField field = graded_field(golden_orientation(), Matrix3d::Zero(), 400e-6, 4e-6);
  const FrameSettings settings = bright();
  const FrameSpots whole = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  field.R_sample_from_crystal.push_back(golden_orientation());
  for (std::size_t v = 0; v < field.grain.size(); ++v) {
    if (field.grid.centre_m(v).z() > -8e-6) field.grain[v] = 1;  // the upper 8 µm
  }
  const FrameSpots layers = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  ASSERT_EQ(layers.grains.size(), 2u);
  const TrueSpot* all = spot_of(whole, {4, 10, 10});
  double upper = 0.0;
  for (const TrueGrain& grain : layers.grains)
    for (const TrueSpot& spot : grain.spots)
      if (spot.hkl == Vector3i(4, 10, 10) && grain.grain == 1) upper = spot.photons;
  const double kappa_z = 1.0 / all->depth_m;
  EXPECT_NEAR(upper / all->photons, 1.0 - std::exp(-kappa_z * 8e-6), 2e-3);
}

/// 1 mrad of mosaic at 2θ near 90° is about 2·140 mm·1 mrad/0.172 mm = 1.6 px along the scattering plane.
TEST(FrameSpots, MosaicWidensAsTheMirrorSays) {
  const LaueSetup setup = golden_setup();
  CrystalField field = uniform_field(golden_orientation());
  field.mosaic_mrad.assign(40, 1.0F);
  const FrameSettings settings = bright();
  const FrameSpots frame = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  const TrueSpot* spot = spot_of(frame, {4, 10, 10});
  ASSERT_NE(spot, nullptr);
  SpotShape mosaic = spot->shape;
  mosaic.xx -= 0.25;
  mosaic.yy -= 0.25;
  const SpotAxes axes = axes_of(mosaic);
  // Distance along the ray: 140 mm/0.9734; oblique incidence stretches the radial direction by 1/0.9734.
  EXPECT_NEAR(axes.sigma_major_px, 2.0 * 0.140 / 0.9734 * 1e-3 / 0.172e-3, 0.06);
  // Across: 2 sin θ, sin²θ = (1 − k_y)/2.
  const double across = 2.0 * std::sqrt((1.0 - 0.0706838251) / 2.0) * 0.140 / 0.9734 * 1e-3 / 0.172e-3;
  EXPECT_NEAR(axes.sigma_minor_px, across, 0.06);
}

TEST(FrameSpots, WideBeamOfRaysEqualsItsProjection) {
  const LaueSetup setup = golden_setup();
  const CrystalField field = uniform_field(golden_orientation());
  FrameSettings one = bright();
  one.beam_sigma_m = {60e-6, 40e-6};
  FrameSettings nine = one;
  nine.n_rays_per_axis = 3;
  const FrameSpots projected = FrameSpotMaker(setup, field, one).at({0.0, 0.0});
  const FrameSpots summed = FrameSpotMaker(setup, field, nine).at({0.0, 0.0});
  const TrueSpot* a = spot_of(projected, {4, 10, 10});
  const TrueSpot* b = spot_of(summed, {4, 10, 10});
  ASSERT_TRUE(a != nullptr && b != nullptr);
  EXPECT_NEAR(a->photons, b->photons, 1e-8 * a->photons);
  EXPECT_LT((a->px - b->px).norm(), 1e-6);
  EXPECT_NEAR(a->shape.xx, b->shape.xx, 1e-6);
  EXPECT_NEAR(a->shape.xy, b->shape.xy, 1e-6);
  EXPECT_NEAR(a->shape.yy, b->shape.yy, 1e-6);
}

}  // namespace
}  // namespace lauelith::forward
