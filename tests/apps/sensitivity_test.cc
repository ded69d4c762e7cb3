// SPDX-License-Identifier: BSD-3-Clause
// `lauelith sensitivity` as a user meets it.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <sstream>

#include "src/field_file.h"
#include "src/safe_file.h"
#include "tests/apps/run_program.h"
#include "tests/src/scan_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

const std::string small = "[sensitivity]\nsweep_points = 5\nsamples = 40\n";

/// Columns of a CSV by name, as texts; its first line says what is positive.
std::map<std::string, std::vector<std::string>> read_csv(const std::string& path) {
  std::istringstream lines(bytes_of(path));
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string>> columns;
  std::string line;
  std::getline(lines, line);
  EXPECT_NE(line.find("# P > 0 is compression"), std::string::npos) << path;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::size_t i = 0;
    const bool is_head = names.empty();
    for (std::string cell; std::getline(cells, cell, ','); ++i) {
      if (is_head)
        names.push_back(cell);
      else
        columns[names.at(i)].push_back(cell);
    }
  }
  return columns;
}

std::string study_in(const TemporaryFolder& folder, const std::string& text) {
  write_whole_file(folder.path("study.toml"), text);
  return folder.path("study.toml");
}

TEST(Sensitivity, TheExampleGivesTheOrdersOfMagnitude) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run("$L sensitivity '" LAUELITH_SOURCE_DIR "/examples/pressure_conductivity/study.toml' -o " +
          folder.path("out"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("-0.399 % per 10 MPa"), std::string::npos) << outcome.output;
  auto table = read_csv(folder.path("out/orders_of_magnitude.csv"));
  const std::vector<double> expected{0.41, 0.003, -0.20, -0.40, -0.66, -1.20};  // % per 10 MPa
  ASSERT_EQ(table["change_percent_per_10_MPa"].size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(std::stod(table["change_percent_per_10_MPa"][i]), expected[i], 0.005);
  auto sobol = read_csv(folder.path("out/sobol.csv"));
  EXPECT_EQ(sobol["parameter"].at(0), "activation_volume_cm3_mol");
  EXPECT_GT(std::stod(sobol["total_of_change_percent"].at(0)), 0.9) << "the activation volume decides";
  for (const char* name :
       {"pressure.png", "temperature.png", "stack_pressure.png", "sensitivity.h5", "bands.csv"})
    EXPECT_TRUE(std::filesystem::exists(folder.path(std::string("out/") + name))) << name;
}

TEST(Sensitivity, ThreadsDoNotChangeABit) {
  const TemporaryFolder folder;
  const std::string study = study_in(folder, small);
  for (const char* j : {"1", "2"})
    ASSERT_EQ(run("$L sensitivity " + study + " -j " + j + " -o " + folder.path(std::string("j") + j)).code,
              0);
  for (const char* name : {"samples.csv", "sobol.csv", "pressure.csv", "pressure.png"})
    EXPECT_EQ(bytes_of(folder.path(std::string("j1/") + name)),
              bytes_of(folder.path(std::string("j2/") + name)))
        << name;
}

TEST(Sensitivity, AJournalOfAnotherStudyIsRefused) {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder.path("out"));
  write_whole_file(folder.path("out/samples.journal"), "sensitivity 0123\n1 2 3 4 end\n");
  const Outcome outcome =
      run("$L sensitivity " + study_in(folder, small) + " --resume -o " + folder.path("out"));
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.output.find("samples.journal"), std::string::npos) << outcome.output;
}

/// 12 × 10 voxels, two grains, strain xx growing along Y, one hole.
void write_small_field(const std::string& path) {
  FieldFrame frame;
  frame.grid.n = {12, 10, 1};
  frame.grid.spacing_m = Eigen::Vector3d::Constant(2e-6);
  FieldMoment moment{0.0, "Scan 0", {}, {}, {}};
  for (std::size_t i = 0; i < 120; ++i) {
    const bool is_hole = i % 12 == 4 && i / 12 == 5;
    frame.phase.push_back(is_hole ? 0 : 1);
    frame.grain.push_back(is_hole ? -1 : i % 12 < 6 ? 0 : 1);
    for (int k = 0; k < 9; ++k) moment.H.push_back(k == 0 ? 1e-4f * static_cast<float>(i / 12) : 0.0f);
  }
  frame.R_sample_from_crystal = {Eigen::Matrix3d::Identity(), rotation_from_vector({0.3, 0.2, 0.1})};
  write_field(path, frame, {moment}, Provenance{});
}

// Killed as soon as some answers are on disk; what follows must not differ by a bit.
TEST(Sensitivity, AKilledRunContinuesToTheSameBytes) {
  const TemporaryFolder folder;
  write_small_field(folder.path("fields.h5"));
  const std::string program = "$L sensitivity " +
                              study_in(folder, "[sensitivity]\nsweep_points = 3\nsamples = 300\n") +
                              " --field " + folder.path("fields.h5") + " -j 1 -o ";
  ASSERT_EQ(run(program + folder.path("whole")).code, 0);
  const std::string journal = folder.path("cut/samples.journal");
  run(program + folder.path("cut") + " & p=$!\nfor i in $(seq 500); do [ -f " + journal +
      " ] && [ $(wc -l < " + journal + ") -gt 20 ] && break; sleep 0.01; done\nkill -9 $p; wait $p");
  ASSERT_TRUE(std::filesystem::exists(journal)) << "the run was over before it was killed";
  EXPECT_EQ(run(program + folder.path("cut")).code, 2) << "neither --resume nor --force was given";
  const Outcome outcome = run(program + folder.path("cut") + " --resume");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("samples found, continuing"), std::string::npos) << outcome.output;
  for (const char* name : {"samples.csv", "sobol.csv", "pressure.csv"})
    EXPECT_EQ(bytes_of(folder.path(std::string("cut/") + name)),
              bytes_of(folder.path(std::string("whole/") + name)));
  EXPECT_FALSE(std::filesystem::exists(journal));
}

TEST(Sensitivity, TwoRanksGiveTheSameBytes) {
  if (run("command -v mpirun").code != 0) GTEST_SKIP() << "no mpirun here";
  const TemporaryFolder folder;
  const std::string study = study_in(folder, small);
  ASSERT_EQ(run("$L sensitivity " + study + " -o " + folder.path("one")).code, 0);
  const Outcome outcome = run(
      "export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 "
      "OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl_vader_single_copy_mechanism=none\n"
      "mpirun -n 2 $L sensitivity " +
      study + " -o " + folder.path("two"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  for (const char* name : {"samples.csv", "sobol.csv"})
    EXPECT_EQ(bytes_of(folder.path(std::string("one/") + name)),
              bytes_of(folder.path(std::string("two/") + name)));
  EXPECT_FALSE(std::filesystem::exists(folder.path("two/samples.journal.1")));
}

TEST(Sensitivity, ATerminatedRunIsResumable) {
  const TemporaryFolder folder;
  write_small_field(folder.path("fields.h5"));
  const std::string program = "$L sensitivity " + study_in(folder, "[sensitivity]\nsamples = 5000\n") +
                              " --field " + folder.path("fields.h5") + " -j 2 -o " + folder.path("cut");
  const std::string journal = folder.path("cut/samples.journal");
  const Outcome outcome =
      run(program + " & p=$!\nfor i in $(seq 500); do [ -f " + journal + " ] && [ $(wc -l < " + journal +
          ") -gt 20 ] && break; sleep 0.01; done\nkill -TERM $p; wait $p; echo code $?");
  EXPECT_NE(outcome.output.find("code 75"), std::string::npos) << outcome.output;
  EXPECT_TRUE(std::filesystem::exists(journal));
}

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

TEST(Sensitivity, TemperatureAndStackPressureAreThoseOfTheCell) {
  const TemporaryFolder folder;
  const std::string cell =
      "[cell]\nstack_pressure_MPa = 20.0\ntemperature_K = { value = 320.0, prior = "
      "\"uniform\", range = [310.0, 330.0] }\n";
  const Outcome outcome =
      run("$L sensitivity " + study_in(folder, cell + small) + " -o " + folder.path("out"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("LLZTO, 320 K"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("under 20 MPa"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("assumption: LLZTO activation_volume_cm3_mol = 1"), std::string::npos);
  EXPECT_EQ(read_csv(folder.path("out/sobol.csv"))["parameter"].back(), "temperature_K");
  const std::string own = cell + small + "temperature_K = 300.0\nstack_pressure_MPa = 5.0\n";
  const Outcome other = run("$L sensitivity " + study_in(folder, own) + " -o " + folder.path("own"));
  EXPECT_NE(other.output.find("LLZTO, 300 K"), std::string::npos) << other.output;
  EXPECT_NE(other.output.find("under 5 MPa"), std::string::npos) << other.output;
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

TEST(Sensitivity, BadInputIsNamed) {
  const TemporaryFolder folder;
  std::vector<std::pair<std::string, std::string>> rows{
      {"temperature_K = -5.0\n", "temperature_K"},
      {"pressure_range_GPa = [-30.0, 3.0]\n", "pressure_range_GPa"},
      {"temperature_range_K = [0.0, 400.0]\n", "temperature_range_K"},
      {"activation_volume_cm3_mol = 1e-6\n", "m3/mol"},
      {"activation_volume_cm3_mol = 600.0\n", "activation_volume_cm3_mol"},
      {"material = \"LLZOO\"\n", "LLZO"},
      {"sweep_points = { value = 5, prior = \"uniform\", range = [1, 2] }\n", "sweep_points"}};
  const std::vector<std::pair<std::string, std::string>> priors{
      {"temperature_K = { value = 298.0, prior = \"normal\", range = [298.0, 60.0] }\n", "reaches"},
      {"conductivity_mS_cm = { value = 0.4, prior = \"normal\", range = [0.4, 0.3] }\n", "reaches"},
      {"activation_volume_cm3_mol = { value = 0.0, prior = \"uniform\", range = [-1e-6, 3e-6] }\n", "m3/mol"},
      {"pressure_range_GPa = [2.0, -2.0]\n", "pressure_range_GPa"}};
  rows.insert(rows.end(), priors.begin(), priors.end());
  for (const auto& [line, name] : rows) {
    const std::string study = study_in(folder, "[sensitivity]\n" + line);
    const Outcome outcome = run("$L check " + study);
    EXPECT_EQ(outcome.code, 2) << line << outcome.output;
    EXPECT_NE(outcome.output.find(name), std::string::npos) << outcome.output;
  }
  const Outcome warm = run("$L check " + study_in(folder, "[cell]\ntemperature_K = 430.0\n"));
  EXPECT_EQ(warm.code, 0) << "only sensitivity asks: " << warm.output;
  const std::string study = study_in(folder, "[sensitivity]\n" + rows[3].first);
  EXPECT_EQ(run("$L sensitivity " + study + " -o " + folder.path("x")).code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder.path("x")));
}

TEST(Sensitivity, HelpEndsInAnExampleAndTheSchemaListsTheKeys) {
  const Outcome help = run("$L sensitivity --help");
  EXPECT_EQ(help.code, 0) << help.output;
  EXPECT_EQ(last_line(help.output).rfind("  lauelith sensitivity ", 0), 0u) << help.output;
  EXPECT_NE(run("$L schema").output.find("activation_volume_cm3_mol"), std::string::npos);
}

}  // namespace
}  // namespace lauelith
