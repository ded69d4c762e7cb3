// SPDX-License-Identifier: BSD-3-Clause
// Photons of silicon spots against a calculation that shares nothing with ours but the positions: structure
// factors and attenuation of xraylib, the formula written out again.
#include <gtest/gtest.h>
#include <xraylib/xraylib.h>

#include <cmath>

#include "forward/frame_spots.h"
#include "src/constants.h"
#include "src/crystal_library.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/forward/uniform_field.h"

namespace lauelith::forward {
namespace {

constexpr double exposure_photons_1_keV = 1e10;

double squared_F(const Eigen::Vector3i& hkl, double energy_keV, double debye) {
  Crystal_Struct* silicon = Crystal_GetCrystal("Si", nullptr, nullptr);
  const xrlComplex F =
      Crystal_F_H_StructureFactor(silicon, energy_keV, hkl[0], hkl[1], hkl[2], debye, 1.0, nullptr);
  Crystal_Free(silicon);
  return F.re * F.re + F.im * F.im;
}

/// Thick crystal at 45°, flat spectrum, unpolarised.
double photons_by_hand(const TrueSpot& spot, const Detector& panel, double cell_A, double B_A2) {
  const Eigen::Vector3d k = (panel.origin_m + panel.pitch_x_m * spot.px.x() * panel.fast +
                             panel.pitch_y_m * spot.px.y() * panel.slow)
                                .normalized();
  const double lambda_A = constants::hc_keV_A / spot.energy_keV;
  const double sine2 = 0.5 * (1.0 - k.y());
  const double s2 = sine2 / (lambda_A * lambda_A);
  const double F2 = squared_F(spot.hkl, spot.energy_keV, std::exp(-B_A2 * s2));
  const double mu_1_A = CS_Total_CP("Si", spot.energy_keV, nullptr) * 2.329 * 1e-8;
  const double out = (k.z() - k.y()) / std::sqrt(2.0);
  const double path_A = 1.0 / (mu_1_A * (1.0 + std::sqrt(0.5) / out));
  const double r_e_A = constants::classical_electron_radius_m * 1e10;
  const double polarisation = 0.5 * (1.0 + k.y() * k.y());
  return exposure_photons_1_keV * constants::hc_keV_A * r_e_A * r_e_A * polarisation * F2 /
         std::pow(cell_A, 6.0) * lambda_A * lambda_A / (2.0 * sine2) * path_A;
}

TEST(SiliconIntensity, AgreesWithAnIndependentCalculation) {
  BeamOptions beam;
  beam.energy_keV = {8.0, 15.0};
  beam.spectrum = "flat";
  beam.polarisation = 0.5;
  Detector panel;
  panel.rows = 2018;
  panel.cols = 2016;
  panel = placed(panel, {79.0, 1008.0, 1009.0, 0.0, 0.0, 0.0734});
  const Crystal silicon = find_crystal("Si");
  const LaueSetup setup = make_laue_setup(silicon, panel, beam, Spectrum(beam));
  const CrystalField field = uniform_field(rotation_from_bunge({0.3, 0.7, 0.2}));
  FrameSettings settings;
  settings.flux_scale = exposure_photons_1_keV / Spectrum(beam).flux(10.0);
  const FrameSpots frame = FrameSpotMaker(setup, field, settings).at({0.0, 0.0});
  ASSERT_EQ(frame.grains.size(), 1u);
  int n = 0;
  for (const TrueSpot& spot : frame.grains[0].spots) {
    const bool has_harmonics = 2.0 * spot.energy_keV < 15.0 ||  // then a higher order may fall on it
                               1.34 * spot.energy_keV < 15.0;
    if (has_harmonics || spot.photons < 100.0) continue;
    const double by_hand = photons_by_hand(spot, panel, silicon.cell.a_A, silicon.sites[0].B_iso_A2);
    EXPECT_NEAR(spot.photons / by_hand, 1.0, 0.04) << spot.hkl.transpose() << " " << spot.energy_keV;
    ++n;
  }
  EXPECT_GT(n, 10);
}

}  // namespace
}  // namespace lauelith::forward
