// SPDX-License-Identifier: BSD-3-Clause
#include "src/crystal.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <map>

#include "src/crystal_library.h"
#include "src/crystal_symmetry.h"
#include "src/failure.h"

namespace lauelith {
namespace {

TEST(CrystalLibrary, HoldsTheNamesOfTheContract) {
  for (const char* name :
       {"LLZO", "LLZTO", "Ge", "Si", "Cu", "Al", "Ni", "W", "Ti", "ZrO2", "UO2", "CdTe", "Li"}) {
    EXPECT_EQ(find_crystal(name).name, name);
  }
  EXPECT_EQ(find_crystal("llzo").name, "LLZO");
  EXPECT_THROW(find_crystal("unobtainium"), UsageError);
}

TEST(CrystalLibrary, EveryCrystalNamesItsSources) {
  for (const std::string& name : crystal_names()) EXPECT_GT(find_crystal(name).source.size(), 20U) << name;
}

// Orders of the proper rotation groups of the Laue classes (International Tables A).
TEST(CrystalSymmetry, ProperRotationsByCrystalSystem) {
  EXPECT_EQ(proper_rotations(find_crystal("LLZO")).size(), 24U);
  EXPECT_EQ(proper_rotations(find_crystal("CdTe")).size(), 24U);  // F-43m: Laue class m-3m
  EXPECT_EQ(proper_rotations(find_crystal("Ti")).size(), 12U);
  EXPECT_EQ(proper_rotations(find_crystal("ZrO2")).size(), 2U);
  for (const auto& S : proper_rotations(find_crystal("Ti"))) {
    EXPECT_NEAR(S.determinant(), 1.0, 1e-14);
    EXPECT_LT((S * S.transpose() - Eigen::Matrix3d::Identity()).norm(), 1e-14);
  }
}

// Ia-3d: multiplicities 24c, 16a, 96h, 24d; hkl present and absent as in International Tables A, No. 230.
TEST(CrystalSymmetry, GarnetSitesAndAbsences) {
  const Crystal llzo = find_crystal("LLZO");
  EXPECT_EQ(llzo.operations.size(), 96U);
  std::map<int, int> n_atoms;
  for (const CellAtom& atom : atoms_of_cell(llzo)) ++n_atoms[atom.site];
  EXPECT_EQ(n_atoms, (std::map<int, int>{{0, 24}, {1, 16}, {2, 96}, {3, 24}}));
  for (const Eigen::Vector3i& hkl : {Eigen::Vector3i(1, 1, 0), {1, 0, 0}, {2, 0, 0}, {2, 2, 2}, {3, 1, 0}}) {
    EXPECT_TRUE(is_systematically_absent(llzo, hkl)) << hkl.transpose();
  }
  for (const Eigen::Vector3i& hkl :
       {Eigen::Vector3i(2, 1, 1), {2, 2, 0}, {3, 2, 1}, {4, 0, 0}, {4, 2, 0}, {4, 2, 2}}) {
    EXPECT_FALSE(is_systematically_absent(llzo, hkl)) << hkl.transpose();
  }
}

// Silicon 2.329 g/cm3 (CODATA lattice and molar mass), copper 8.93. LLZO here holds only part of its lithium:
// the mass of 24 La, 16 Zr, 96 O and 12.96 Li on 12.97^3 cubic angstrom, by hand, is 4.885.
TEST(Crystal, DensityOfKnownSolids) {
  EXPECT_NEAR(density_g_cm3(find_crystal("Si")), 2.329, 0.001);
  EXPECT_NEAR(density_g_cm3(find_crystal("Cu")), 8.93, 0.02);
  EXPECT_NEAR(density_g_cm3(find_crystal("LLZO")), 4.885, 0.001);
}

// 1/e depths of LLZO published from xraylib 4.0: 589 1/cm at 10 keV, 161 at 20 keV, 99 at 24 keV.
TEST(Crystal, AttenuationOfLlzo) {
  const auto mu = attenuation_1_m(find_crystal("LLZO"), {10.0, 20.0, 24.0});
  EXPECT_NEAR(mu[0] / 100.0, 589.0, 9.0);
  EXPECT_NEAR(mu[1] / 100.0, 161.0, 3.0);
  EXPECT_NEAR(mu[2] / 100.0, 99.0, 2.0);
}

const char* const quartz_cif =
    "data_quartz\n_cell_length_a 4.9134\n_cell_length_b 4.9134\n_cell_length_c 5.4052\n_cell_angle_alpha 90\n"
    "_cell_angle_beta 90\n_cell_angle_gamma 120\n_symmetry_space_group_name_H-M 'P 32 2 1'\n"
    "loop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_B_iso_"
    "or_equiv\n"
    "Si 0.4699 0 0.6666667 0.5\nO 0.4141 0.2681 0.7854 1.0\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(CifFile, ReadsAStructure) {
  const Crystal quartz = crystal_from_cif(quartz_cif, "quartz.cif");
  EXPECT_EQ(quartz.operations.size(), 6U);
  EXPECT_EQ(atoms_of_cell(quartz).size(), 9U);
  EXPECT_EQ(proper_rotations(quartz).size(), 6U);
  EXPECT_NEAR(density_g_cm3(quartz), 2.65, 0.01);
  EXPECT_NEAR(quartz.sites[0].B_iso_A2, 0.5, 1e-12);
}

TEST(CifFile, RefusesWhatCannotBeUsed) {
  EXPECT_THROW(crystal_from_cif("not a cif", "x"), InputError);
  EXPECT_THROW(crystal_from_cif(replaced(quartz_cif, "'P 32 2 1'", "'P nonsense'"), "x"), InputError);
  EXPECT_THROW(crystal_from_cif(replaced(quartz_cif, "_cell_angle_gamma 120", "_cell_angle_gamma 180"), "x"),
               InputError);
  EXPECT_THROW(crystal_from_cif(replaced(quartz_cif, "0.6666667 0.5", "0.6666667 -0.5"), "x"), InputError);
  EXPECT_THROW(
      crystal_from_cif(replaced(quartz_cif, "loop_", "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\nloop_"), "x"),
      InputError);  // the operators contradict the name
}

}  // namespace
}  // namespace lauelith
