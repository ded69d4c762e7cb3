// SPDX-License-Identifier: BSD-3-Clause
// `lauelith sensitivity` on fields and maps.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "tests/apps/sensitivity_example.h"
#include "tests/src/scan_example.h"

namespace lauelith {
namespace {

using namespace sensitivity_example;

TEST(Sensitivity, AFieldHasItsEffectiveConductivityBetweenTheBounds) {
  const TemporaryFolder folder;
  write_small_field(folder.path("fields.h5"));
  const Outcome outcome = run("$L sensitivity " + study_in(folder, small) + " --field " +
                              folder.path("fields.h5") + " -o " + folder.path("out"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  auto table = read_csv(folder.path("out/effective.csv"));
  ASSERT_EQ(table["direction"].size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const double sigma = std::stod(table["conductivity_mS_cm"][i]);
    EXPECT_LT(sigma, std::stod(table["parallel_mS_cm"][i]));
    EXPECT_LT(sigma, std::stod(table["hashin_shtrikman_mS_cm"][i]));
    EXPECT_GT(sigma, 0.9 * std::stod(table["parallel_mS_cm"][i]));
    EXPECT_GT(std::stod(table["focusing_largest"][i]), 1.2) << "a hole focuses the current";
    // Stretched by 4.5e-4 along X in the mean, P = -43 MPa: 1.7 % better, deeper flaws stay shut.
    EXPECT_NEAR(std::stod(table["conductivity_by_strain_percent"][i]), 1.7, 0.3);
    EXPECT_GT(std::stod(table["critical_flaw_by_strain_percent"][i]), 0.0);
    EXPECT_GT(std::stod(table["focusing_99_without_strain"][i]), 1.0) << "the hole is there without strain";
  }
  EXPECT_TRUE(std::filesystem::exists(folder.path("out/conductivity_map.png")));
  const Outcome info = run("$L info " + folder.path("out/sensitivity.h5"));
  EXPECT_EQ(info.code, 0) << info.output;
  EXPECT_NE(info.output.find("/map/conductivity_ratio [1, 10, 12]"), std::string::npos) << info.output;
  EXPECT_EQ(
      run("$L sensitivity --field " + folder.path("fields.h5") + " --scan 3 -o " + folder.path("b")).code, 2);
  const std::string python = LAUELITH_PYTHON;
  if (run(python + " -c 'import h5py'").code != 0) GTEST_SKIP() << "no h5py for " << python;
  const Outcome other =
      run(python + " '" LAUELITH_SOURCE_DIR "/tests/apps/sensitivity_check.py' " + folder.path("out"));
  EXPECT_EQ(other.code, 0) << other.output;
}

// The bands of what goes through the finite elements: two draws of nothing but the conductivity scale it, and
// the projection that samples use is the full problem within what it says.
TEST(Sensitivity, BandsGoThroughTheHomogenisation) {
  const TemporaryFolder folder;
  write_small_field(folder.path("fields.h5"));
  const std::string study =
      study_in(folder,
               "[sensitivity]\nsweep_points = 3\nsamples = 200\n"
               "conductivity_mS_cm = { value = 0.4, prior = \"uniform\", range = [0.3, 0.5] }\n");
  const Outcome outcome =
      run("$L sensitivity " + study + " --field " + folder.path("fields.h5") + " -o " + folder.path("out"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("full solutions deviate by at most"), std::string::npos) << outcome.output;
  for (const char* name : {"pressure", "temperature", "activation_volume", "stack_pressure"}) {
    auto table = read_csv(folder.path("out/" + std::string(name) + ".csv"));
    for (std::size_t i = 0; i < 3; ++i) {
      const auto at = [&](const std::string& column) { return std::stod(table[column].at(i)); };
      const double nominal = at("effective_conductivity_mS_cm");
      EXPECT_NEAR(at("effective_conductivity_mS_cm_q500") / nominal, 1.0, 0.05) << name;
      EXPECT_NEAR(at("effective_conductivity_mS_cm_q025") / nominal, 0.305 / 0.4, 0.02) << name;
      EXPECT_NEAR(at("effective_conductivity_mS_cm_q975") / nominal, 0.495 / 0.4, 0.02) << name;
      EXPECT_NEAR(at("effective_slope_1_GPa_q025") / at("effective_slope_1_GPa"), 1.0, 1e-6) << name;
      EXPECT_NEAR(at("focusing_99_q975") / at("focusing_99"), 1.0, 1e-6) << "a scale moves no current";
    }
  }
}

TEST(Sensitivity, MeasuredMapsNeedADeclaredClosure) {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_scan(), Provenance{});
  const std::string maps = " --maps " + folder.path("maps.h5") + " -o " + folder.path("out");
  const Outcome undeclared = run("$L sensitivity " + study_in(folder, small) + maps);
  EXPECT_EQ(undeclared.code, 2);
  EXPECT_NE(undeclared.output.find("closure"), std::string::npos);
  EXPECT_EQ(run("$L sensitivity " + study_in(folder, small + "closure = \"energy\"\n") + maps).code, 3);
  const Outcome declared =
      run("$L sensitivity " + study_in(folder, small + "closure = \"traction-free\"\n") + maps);
  EXPECT_EQ(declared.code, 0) << declared.output;
  EXPECT_NE(declared.output.find("no traction"), std::string::npos) << declared.output;
  EXPECT_NE(declared.output.find("2 points without a strain"), std::string::npos) << declared.output;
}

// Frames of a crystal stretched by a trace of 1.2e-3, white and at stepped energies: P = -K tr, K = 0.96
// * 99.2 GPa, so that LLZTO conducts exp(0.4 * 0.114) as well.
TEST(Sensitivity, AnEnergyScanClosesTheVolumePart) {
  const TemporaryFolder folder;
  const std::string head =
      "[scan]\norigin_um = [0, 0]\npoints = [2, 2]\nstep_um = 4\n"
      "strongest_spot_photons = 50000\n";
  const std::string field =
      "[field]\norigin_um = [-40, -100, 0]\nsize_um = [80, 200, 60]\nspacing_um = 4\n"
      "orientation = [0.8, 0.3, 0.4, 0.3]\nH_xx = \"9e-4\"\nH_yy = \"-2e-4\"\n"
      "H_zz = \"5e-4\"\nH_xy = \"3e-4\"\nmosaic_mrad = \"0.05\"\n";
  const std::string cd = "cd " + folder.path("") + " && ";
  const std::string index = cd + "$L index --detector 'Pilatus 1M' --crystal LLZO --energy 5:24 ";
  write_whole_file(folder.path("white.toml"), head + field);
  write_whole_file(folder.path("mono.toml"),
                   head + "energy_steps_keV = [11.96, 12.06, 0.003]\nmonochromator_eV = 1.6\n" + field);
  for (const std::string name : {"white", "mono"})
    ASSERT_EQ(run(cd + "$L render " + name + ".toml -o " + name + ".h5").code, 0);
  ASSERT_EQ(run(index + "white.h5 -o maps.h5").code, 0);
  ASSERT_EQ(run(index + "mono.h5 --white maps.h5 -o full.h5").code, 0);
  const std::string study = study_in(folder, "[sensitivity]\nclosure = \"energy\"\nsamples = 0\n");
  const Outcome outcome =
      run("$L sensitivity " + study + " --maps " + folder.path("full.h5") + " -o " + folder.path("out"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  const double sigma = std::stod(read_csv(folder.path("out/effective.csv"))["conductivity_mS_cm"].at(0));
  EXPECT_NEAR(sigma / (0.454 * std::exp(0.4 * 0.1143)), 1.0, 3e-3);
}

}  // namespace
}  // namespace lauelith
