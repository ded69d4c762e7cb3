// SPDX-License-Identifier: BSD-3-Clause
// `lauelith sensitivity` as a user meets it.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/apps/sensitivity_example.h"

namespace lauelith {
namespace {

using namespace sensitivity_example;

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
  EXPECT_NE(outcome.output.find("LLZTO activation_volume_cm3_mol = 1.0 (-1.5 to 3.0): assumption"),
            std::string::npos);
  EXPECT_EQ(read_csv(folder.path("out/sobol.csv"))["parameter"].back(), "temperature_K");
  const std::string own = cell + small + "temperature_K = 300.0\nstack_pressure_MPa = 5.0\n";
  const Outcome other = run("$L sensitivity " + study_in(folder, own) + " -o " + folder.path("own"));
  EXPECT_NE(other.output.find("LLZTO, 300 K"), std::string::npos) << other.output;
  EXPECT_NE(other.output.find("under 5 MPa"), std::string::npos) << other.output;
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
