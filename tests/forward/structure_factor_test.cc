// SPDX-License-Identifier: BSD-3-Clause
#include "forward/structure_factor.h"

#include <gtest/gtest.h>

#include "forward/spot_prediction.h"
#include "src/crystal_library.h"
#include "src/crystal_symmetry.h"

namespace lauelith::forward {
namespace {

using Eigen::Vector3i;

// |F| of LLZO at f' = f'' = 0 from another program (It92 form factors, the atoms of the built-in crystal).
TEST(StructureFactor, GoldenLlzo) {
  const StructureFactors F(find_crystal("LLZO"), 5.0, 24.0);
  EXPECT_NEAR(std::abs(F.geometric({0, 0, 4}).F0), 932.07, 0.01);
  EXPECT_NEAR(std::abs(F.geometric({2, 1, 1}).F0), 393.95, 0.01);
  EXPECT_NEAR(std::abs(F.geometric({4, 2, 0}).F0), 714.76, 0.01);
  EXPECT_NEAR(std::abs(F.geometric({8, 0, 0}).F0), 1222.90, 0.01);
  for (const Vector3i& hkl : {Vector3i(3, 1, 0), Vector3i(2, 0, 0), Vector3i(2, 2, 2)}) {
    EXPECT_LT(std::abs(F.geometric(hkl).F0), 1e-9);
  }
}

TEST(StructureFactor, AbsorptionIsPositive) {
  const AtomicScattering scattering(find_crystal("LLZO"), 5.0, 24.0);
  for (std::size_t element = 0; element < 2; ++element) {
    for (double energy = 5.2; energy < 24.0; energy += 0.7)
      EXPECT_GT(scattering.anomalous(element, energy).imag(), 0.0);
  }
}

// Cu K-alpha (8.048 keV), International Tables C table 4.2.6.8: germanium f' = -1.089, f'' = 0.886; silicon
// 0.254, 0.330.
TEST(StructureFactor, AnomalousScatteringMatchesTheTables) {
  const AtomicScattering germanium(find_crystal("Ge"), 5.0, 24.0);
  EXPECT_NEAR(germanium.anomalous(0, 8.048).real(), -1.089, 0.15);
  EXPECT_NEAR(germanium.anomalous(0, 8.048).imag(), 0.886, 0.03);
  const AtomicScattering silicon(find_crystal("Si"), 5.0, 24.0);
  EXPECT_NEAR(silicon.anomalous(0, 8.048).real(), 0.254, 0.02);
  EXPECT_NEAR(silicon.anomalous(0, 8.048).imag(), 0.330, 0.01);
}

// Measured by pendelloesung at 293 K: f(111) = 10.6025, f(220) = 8.3881 electrons (Aldred & Hart, Proc. R.
// Soc. A 332 (1973) 239). Spherical atoms miss the charge in the bonds: 2 % at 111, less at 220.
TEST(StructureFactor, SiliconReflections) {
  const StructureFactors F(find_crystal("Si"), 5.0, 24.0);
  EXPECT_NEAR(std::abs(F.geometric({1, 1, 1}).F0), 4.0 * std::sqrt(2.0) * 10.6025, 1.3);
  EXPECT_NEAR(std::abs(F.geometric({2, 2, 0}).F0), 8.0 * 8.3881, 0.9);
  EXPECT_LT(std::abs(F.geometric({2, 0, 0}).F0), 1e-9);
}

TEST(StructureFactor, EqualOverTheLaueOrbitOfACentrosymmetricCrystal) {
  const Crystal zirconia = find_crystal("ZrO2");
  const StructureFactors F(zirconia, 5.0, 24.0);
  const Vector3i hkl(2, 3, -1);
  const double reference = std::norm(F.value(F.geometric(hkl), 9.0));
  for (const auto& W : laue_group(zirconia)) {
    EXPECT_NEAR(std::norm(F.value(F.geometric(transformed(hkl, W)), 9.0)), reference, 1e-9 * reference);
  }
}

TEST(StructureFactor, FriedelMatesDifferWithoutInversion) {
  const StructureFactors F(find_crystal("CdTe"), 5.0, 30.0);
  const double plus = std::norm(F.value(F.geometric({1, 1, 1}), 27.5));
  const double minus = std::norm(F.value(F.geometric({-1, -1, -1}), 27.5));
  EXPECT_GT(std::abs(plus - minus) / plus, 0.005);
}

// The table stores one of ±hkl; asking for the other must give the other's |F|².
TEST(ReflectionTable, FriedelMatesComeFromTheStoredOne) {
  Detector detector;
  detector.rows = detector.cols = 2048;
  detector = placed(detector, {70.0, 1024.0, 1024.0, 0.0, 0.0, 0.08});
  BeamOptions beam;
  beam.energy_keV = {5.0, 30.0};
  const LaueSetup setup = make_laue_setup(find_crystal("CdTe"), detector, beam, Spectrum(beam));
  const StructureFactors direct(setup.crystal, 5.0, 30.0);
  for (std::size_t direction = 0; direction < 200; ++direction) {
    const ReflectionOrder& order = setup.table.family_of(direction).orders.front();
    for (const bool reversed : {false, true}) {
      const Vector3i hkl = (reversed ? -order.multiple : order.multiple) * setup.table.primitive(direction);
      const double expected = std::norm(direct.value(direct.geometric(hkl), 27.5));
      EXPECT_NEAR(setup.table.structure_factor_squared(direction, order, 27.5, reversed), expected,
                  1e-8 * expected + 1e-6);
    }
  }
}

// Absences decided from operators equal |F| = 0 for general positions, ten space groups of every lattice
// type.
TEST(StructureFactor, AbsencesAreTheZerosOfGeneralPositions) {
  for (const char* symbol : {"P 21 21 21", "C 1 2/c 1", "I 41/a m d:2", "F d d d:2", "P 63/m m c", "R -3 c:H",
                             "I a -3 d", "F d -3 m:1", "P 42/n m c:2", "I -4 3 d"}) {
    const std::string cif =
        std::string("data_x\n_cell_length_a 10\n_cell_length_b ") +
        (symbol[0] == 'C' || std::string(symbol).find("21 21 21") != std::string::npos ? "11" : "10") +
        "\n_cell_length_c 10\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma " +
        (std::string(symbol).find("63") != std::string::npos || symbol[0] == 'R' ? "120" : "90") +
        "\n_symmetry_space_group_name_H-M '" + symbol +
        "'\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nC 0.0913 "
        "0.2137 0.1571\n"
        "O 0.3519 0.0411 0.2873\n";
    const Crystal crystal = crystal_from_cif(cif, symbol);
    const StructureFactors F(crystal, 8.0, 9.0);
    for (int h = 0; h <= 5; ++h) {
      for (int k = 0; k <= 5; ++k) {
        for (int l = 0; l <= 5; ++l) {
          if (h + k + l == 0) continue;
          const bool zero = std::abs(F.geometric({h, k, l}).F0) < 1e-7;
          EXPECT_EQ(zero, is_systematically_absent(crystal, {h, k, l})) << symbol << " " << h << k << l;
        }
      }
    }
  }
}

}  // namespace
}  // namespace lauelith::forward
