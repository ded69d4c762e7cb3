// SPDX-License-Identifier: BSD-3-Clause
// A plan on a small study.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "apps/plan_lock.h"
#include "apps/study_tables.h"
#include "src/failure.h"
#include "tests/apps/run_program.h"
#include "tests/apps/small_study.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

const std::string scanned_study = std::string(small_study) + R"([scan]
origin_um = [34.0, 4.0]
step_um = [5.0, 5.0]
points = [10, 10]
[plan]
currents_uA_cm2 = [3000.0, 3.34]
exposures_s = [2.0]
steps_um = [2.5]
simulations = 5
design_simulations = 2
)";

nlohmann::json json_of(const std::string& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file, nullptr, false);
}

TEST(PlanCommand, SaysWhatCanBeSeenAndWhatCannot) {
  const TemporaryFolder folder;
  std::ofstream(folder.path("study.toml")) << scanned_study;
  const Outcome outcome = run("$L plan " + folder.path("study.toml") + " -o " + folder.path("plan") +
                              " --lock --progress none -j 2");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  const auto plan = json_of(folder.path("plan/plan.json"));
  ASSERT_TRUE(plan.is_object());
  ASSERT_EQ(plan["ladder"].size(), 4u);
  const auto& low = plan["ladder"][0];
  const auto& high = plan["ladder"][2];
  EXPECT_EQ(low["current_uA_cm2"], 3.34);  // in rising order
  EXPECT_EQ(low["mechanism"], "penetration");
  // Before a flaw grows its pressure follows the current: F i (R + a/σ)/V.
  const double pressure = 7.4219 * 3.34e-2 * (1e-3 + 8e-6 / 0.04) * 1e3;
  EXPECT_NEAR(low["pressure_MPa"].get<double>() / pressure, 1.0, 0.02);
  EXPECT_GT(high["strain_max"].get<double>(), 20.0 * low["strain_max"].get<double>());
  EXPECT_LT(low["snr_max"].get<double>(), 3.0);
  EXPECT_NE(plan["statements"][0].get<std::string>().find("nothing will be seen"), std::string::npos);
  // Hours of three scans of 100 points at 0.5 + 0.2 s.
  for (const auto& design : plan["designs"]) {
    const bool is_study = design["name"] == "study";
    if (!is_study && design["name"] != "step") continue;
    EXPECT_NEAR(design["hours"].get<double>(), (is_study ? 300 : 1200) * 0.7 / 3600.0, 1e-9);
  }
  ASSERT_EQ(plan["other_cells"].size(), 7u);
  // More resistance, more pressure at the same current; more electrons, more deposits.
  const auto evidence = [&](int k) { return plan["other_cells"][k]["log_evidence"].get<double>(); };
  EXPECT_GT(evidence(1), evidence(0));
  EXPECT_GT(evidence(6), evidence(4));
  EXPECT_EQ(run("test -s " + folder.path("plan/power.png")).code, 0);
  EXPECT_EQ(run("test -s " + folder.path("plan/change_strain_yy.png")).code, 0);
  EXPECT_EQ(run("$L plan " + folder.path("study.toml") + " -o " + folder.path("plan")).code, 2);
}

TEST(PlanCommand, AStudyWithoutFlawsCannotBePlannedWith) {
  const TemporaryFolder folder;
  std::ofstream(folder.path("study.toml")) << "[plan]\ncurrents_uA_cm2 = []\n";
  const Outcome outcome = run("$L plan " + folder.path("study.toml") + " -o " + folder.path("plan"));
  EXPECT_EQ(outcome.code, 2) << outcome.output;
}

TEST(PlanLock, DeparturesAreNamed) {
  const TemporaryFolder folder;
  StudyTables tables;
  Study study = study_of(tables);
  write_plan_lock(folder.path("lock.json"), study, 1, {"maps3.h5"});
  auto departures = departures_from(folder.path("lock.json"), study);
  ASSERT_EQ(departures.size(), 1u);
  EXPECT_NE(departures[0].find("maps3.h5"), std::string::npos);
  tables.compare.smallest_effect = 5e-5;
  tables.picture.widest_px = 1000;  // decides nothing
  departures = departures_from(folder.path("lock.json"), study);
  ASSERT_EQ(departures.size(), 2u);
  EXPECT_NE(departures[1].find("compare.smallest_effect"), std::string::npos) << departures[1];
}

TEST(PlanLock, AChangedPlanIsRefused) {
  const TemporaryFolder folder;
  StudyTables tables;
  const Study study = study_of(tables);
  write_plan_lock(folder.path("lock.json"), study, 1, {});
  auto lock = json_of(folder.path("lock.json"));
  lock["parameters"][0] = "cell.type = \"full\"";
  std::ofstream(folder.path("lock.json")) << lock.dump();
  EXPECT_THROW(departures_from(folder.path("lock.json"), study), InputError);
  std::ofstream(folder.path("lock.json")) << "{}";
  EXPECT_THROW(departures_from(folder.path("lock.json"), study), InputError);
}

}  // namespace
}  // namespace lauelith
