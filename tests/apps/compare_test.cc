// SPDX-License-Identifier: BSD-3-Clause
// Maps made by formulas of another program (mechanism_maps.py) to a verdict.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

class CompareCommand : public testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_.path("study.toml"))
        << "[compare]\ninterface = { point_um = [0, 0], normal = [0, 1] }\ngrains = \"maps\"\npower = 20\n";
    cd_ = "cd " + folder_.path("") + "\n";
  }

  void make(const std::string& arguments) {
    const Outcome made =
        run(cd_ + LAUELITH_PYTHON " " LAUELITH_SOURCE_DIR "/tests/apps/mechanism_maps.py . --n 30 --step 6 " +
            arguments);
    ASSERT_EQ(made.code, 0) << made.output;
  }

  nlohmann::json compare(const std::string& arguments = "-j 2") {
    const Outcome outcome =
        run(cd_ + "$L compare study.toml maps0.h5 maps1.h5 maps2.h5 maps3.h5 --force " + arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    log_ = outcome.output;
    std::ifstream file(folder_.path("verdict.json"));
    return nlohmann::json::parse(file);
  }

  TemporaryFolder folder_;
  std::string cd_;
  std::string log_;
};

TEST_F(CompareCommand, StrongSignalsAreNamed) {
  make("--truth cracks --amplitude 1.5e-3 --seed 3");
  EXPECT_EQ(compare("-j 2 --plot pictures")["verdict"], "penetration") << log_;
  EXPECT_TRUE(std::ifstream(folder_.path("pictures/profile_depth.png")).good());
  make("--truth deposits --amplitude 1.5e-3 --seed 4");
  EXPECT_EQ(compare()["verdict"], "transport") << log_;
}

TEST_F(CompareCommand, NothingAndTooLittleAreNotNamed) {
  make("--truth none --seed 5");
  const auto none = compare();
  EXPECT_TRUE(none["verdict"] == "no-change" || none["verdict"] == "inconclusive-underpowered") << log_;
  EXPECT_FALSE(none["checks"].empty());
  for (const auto& check : none["checks"]) EXPECT_GT(check["sentence"].get<std::string>().size(), 20u);
  make("--truth deposits --amplitude 3e-5 --seed 6");
  EXPECT_EQ(compare()["verdict"], "inconclusive-underpowered") << log_;
}

TEST_F(CompareCommand, SmallErrorsMakeNoChangeAFinding) {
  make("--truth none --noise 1e-5 --seed 7");
  std::ofstream(folder_.path("study.toml")) << "[compare]\nsmallest_effect = 3e-4\npower = 20\n";
  EXPECT_EQ(compare()["verdict"], "no-change") << log_;
}

TEST_F(CompareCommand, TheExampleOfForeignMapsIsNamed) {
  const std::string example = LAUELITH_SOURCE_DIR "/examples/measured_maps/";
  const Outcome outcome = run(cd_ + LAUELITH_PYTHON " " + example + "write_maps.py && $L compare " + example +
                              "study.toml maps0.h5 maps1.h5 maps2.h5 maps3.h5 -o verdict.json");
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("verdict: penetration"), std::string::npos) << outcome.output;
}

TEST_F(CompareCommand, SameBytesWhateverTheThreads) {
  make("--truth both --amplitude 1e-3 --seed 8");
  const auto two = compare();
  const auto one = compare("-j 1");
  EXPECT_EQ(one.dump(), two.dump());
  for (const char* member :
       {"log_evidence", "posterior", "checks", "power", "window", "priors", "prior_sweep"})
    EXPECT_TRUE(one.contains(member)) << member;
}

TEST_F(CompareCommand, UnusableDataAreNotJudged) {
  make("--truth cracks --missing 0.4 --seed 9");
  EXPECT_EQ(compare()["verdict"], "data-quality-failed") << log_;
}

TEST_F(CompareCommand, MistakesAreNamed) {
  make("--truth none --seed 10");
  std::ofstream(folder_.path("wrong.toml")) << "[compare]\ninterface = { normals = [0, 1] }\n";
  const Outcome key = run(cd_ + "$L compare wrong.toml maps0.h5 maps1.h5 -o x.json");
  EXPECT_EQ(key.code, 2);
  EXPECT_NE(key.output.find("interface.normals"), std::string::npos) << key.output;
  std::ofstream(folder_.path("currents.toml")) << "[compare]\ncurrent_uA_cm2 = [3.34, 3.34]\n";
  const Outcome currents = run(cd_ + "$L compare currents.toml maps0.h5 maps1.h5 -o x.json");
  EXPECT_EQ(currents.code, 2) << currents.output;
  const Outcome missing = run(cd_ + "$L compare study.toml maps0.h5 nowhere.h5 -o x.json");
  EXPECT_NE(missing.output.find("nowhere.h5"), std::string::npos) << missing.output;
  EXPECT_NE(missing.code, 0);
}

}  // namespace
}  // namespace lauelith
