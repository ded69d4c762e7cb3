// SPDX-License-Identifier: BSD-3-Clause
// Maps made by formulas of another program (mechanism_maps.py) to the posterior of parameters.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

class FitCommand : public testing::Test {
 protected:
  void make(const std::string& truth) {
    cd_ = "cd " + folder_.path("") + "\n";
    const Outcome made = run(
        cd_ + LAUELITH_PYTHON " " LAUELITH_SOURCE_DIR "/tests/apps/mechanism_maps.py . --n 14 --step 12 " +
        truth);
    ASSERT_EQ(made.code, 0) << made.output;
  }

  /// Cycling between the four maps: 100, 100 and 400 µA/cm².
  void write_study(const std::string& more = "") {
    std::ofstream(folder_.path("study.toml"))
        << "[compare]\npower = 0\n[protocol]\nblock_current_uA_cm2 = [100, 100, 400]\n"
           "block_half_cycle_min = [30, 30, 30]\nblock_half_cycles = [4, 8, 4]\nscan_state = \"rest cycling "
           "cycling cycling\"\n"
        << more;
  }

  nlohmann::json fit(const std::string& arguments) {
    const Outcome outcome =
        run(cd_ + "$L fit study.toml maps0.h5 maps1.h5 maps2.h5 maps3.h5 --draws 100 --force " + arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    std::ifstream file(folder_.path("fit.json"));
    return nlohmann::json::parse(file);
  }

  TemporaryFolder folder_;
  std::string cd_;
};

double median(const nlohmann::json& fit, const char* name) { return fit["parameters"][name]["median"]; }

/// Width of the posterior over that of the prior.
double of_prior(const nlohmann::json& fit, const char* name) {
  return fit["parameters"][name]["posterior_over_prior_width"];
}

TEST_F(FitCommand, VoltageGivesTheResistanceAndMapsTheMechanism) {
  make("--truth cracks --amplitude 2e-3 --seed 3");
  write_study();
  // 2 × 40 Ω·cm² and L/σ of the default cell, 1.11 mm at 0.4 mS/cm: 277.5 Ω·cm².
  std::ofstream(folder_.path("voltage.csv"))
      << "time_s,current_uA_cm2,voltage_V\n0,0,0\n10,100,0.03575\n20,-100,-0.03575\n30,400,0.143\n";
  const auto with = fit("--voltage voltage.csv --plot pictures");
  EXPECT_NEAR(median(with, "interface_resistance_ohm_cm2"), 40.0, 4.0);
  EXPECT_LT(of_prior(with, "interface_resistance_ohm_cm2"), 0.1);
  EXPECT_GT(median(with, "penetration_share"), 0.6);
  for (const char* name : {"toughness_MPa_sqrt_m", "electronic_conductivity_S_cm", "focusing",
                           "crack_length_um", "retained_share", "flaw_pressure_sd_MPa"})
    EXPECT_TRUE(with["parameters"].contains(name)) << name;
  EXPECT_TRUE(std::ifstream(folder_.path("pictures/posterior_toughness_MPa_sqrt_m.png")).good());
  const auto without = fit("");
  EXPECT_GT(of_prior(without, "interface_resistance_ohm_cm2"), 0.3);
}

TEST_F(FitCommand, WithoutACurrentOnlyTheMapsSpeak) {
  make("--truth deposits --amplitude 2e-3 --seed 4");
  std::ofstream(folder_.path("study.toml")) << "[compare]\npower = 0\n";
  const auto free = fit("");
  EXPECT_LT(median(free, "penetration_share"), 0.4);
  EXPECT_TRUE(free["parameters"].contains("growth_exponent"));
  EXPECT_FALSE(free["parameters"].contains("interface_resistance_ohm_cm2"));
}

TEST_F(FitCommand, MistakesAreNamed) {
  make("--truth none --seed 5");
  write_study();
  const Outcome scans = run(cd_ + "$L fit study.toml maps0.h5 maps1.h5 -o x.json");
  EXPECT_EQ(scans.code, 2);
  EXPECT_NE(scans.output.find("[protocol]"), std::string::npos) << scans.output;
  std::ofstream(folder_.path("voltage.csv")) << "current_uA_cm2,voltage_mV,sigma_mV\n100,35,0\n";
  const Outcome sigma =
      run(cd_ + "$L fit study.toml maps0.h5 maps1.h5 maps2.h5 maps3.h5 --voltage voltage.csv -o x.json");
  EXPECT_EQ(sigma.code, 3);
  EXPECT_NE(sigma.output.find("sigma_mV"), std::string::npos) << sigma.output;
  write_study("[cell]\ntype = \"full\"\n");
  const Outcome full =
      run(cd_ + "$L fit study.toml maps0.h5 maps1.h5 maps2.h5 maps3.h5 --voltage voltage.csv -o x.json");
  EXPECT_EQ(full.code, 2);
  EXPECT_NE(full.output.find("symmetric"), std::string::npos) << full.output;
}

}  // namespace
}  // namespace lauelith
