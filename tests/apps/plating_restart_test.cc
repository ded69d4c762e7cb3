// SPDX-License-Identifier: BSD-3-Clause
// A run that is killed, stopped, or cannot go on.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/apps/plating_example.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

/// The small study in thousands of steps, so that there is a middle to be killed in.
std::string study_of_many_steps(const TemporaryFolder& folder) {
  std::ofstream(folder.path("study.toml")) << small_plating_study << "longest_step_s = 1.0\n";
  return folder.path("study.toml");
}

/// Starts the command, sends the signal once a checkpoint is there; "code N" at the end of the output.
Outcome stopped(const std::string& command, const std::string& checkpoint, const std::string& signal) {
  return run(command + " & p=$!\nfor i in $(seq 2000); do [ -f " + checkpoint +
             " ] && break; sleep 0.01; done\nkill -" + signal + " $p; wait $p; echo code $?");
}

TEST(SimulatePlating, KilledAndResumedIsTheSameToTheLastBit) {
  const TemporaryFolder folder;
  const auto command = [&](const std::string& name) {
    std::filesystem::create_directories(folder.path(name));
    return "$L simulate " + study_of_many_steps(folder) + " --progress none -o " +
           folder.path(name + "/fields.h5");
  };
  ASSERT_EQ(run(command("whole")).code, 0);
  const auto digest = [&](const std::string& name) {
    return first_word(run("$L info --digest " + folder.path(name + "/fields.h5")).output);
  };
  for (const std::string signal : {"KILL", "TERM"}) {
    const std::string fields = folder.path(signal + "/fields.h5");
    const Outcome cut = stopped(command(signal), fields + ".checkpoint", signal);
    EXPECT_NE(cut.output.find(signal == "KILL" ? "code 137" : "code 75"), std::string::npos) << cut.output;
    ASSERT_TRUE(std::filesystem::exists(fields + ".checkpoint")) << "the run was over before the signal";
    EXPECT_FALSE(std::filesystem::exists(fields)) << "no partial field is written";
    const Outcome resumed = run(command(signal) + " --resume");
    ASSERT_EQ(resumed.code, 0) << resumed.output;
    EXPECT_EQ(digest(signal), digest("whole")) << signal;
    for (const char* name :
         {"/statistics.csv", "/voltage.csv", "/strain_statistics.csv", "/change_scan2.png"})
      EXPECT_EQ(bytes_of(folder.path(signal + name)), bytes_of(folder.path("whole") + name))
          << signal << name;
    EXPECT_FALSE(std::filesystem::exists(fields + ".checkpoint"));
  }
}

// Steps of 1000 s that may not be cut: at the reversal of 1 mA/cm2 Newton's iteration does not end.
TEST(SimulatePlating, AStepThatDoesNotConvergeEndsWithTheHistoryAndNoField) {
  const TemporaryFolder folder;
  std::ofstream(folder.path("study.toml"))
      << small_plating_study << "shortest_step_s = 1000.0\nfirst_step_s = 1000.0\n";
  const std::string fields = folder.path("fields.h5");
  const Outcome outcome = run("$L simulate " + folder.path("study.toml") + " --progress none -o " + fields);
  EXPECT_EQ(outcome.code, 5) << outcome.output;
  const std::string last = last_line(outcome.output);
  EXPECT_EQ(last.rfind("lauelith: error: plating at 8904 s", 0), 0u) << last;
  EXPECT_NE(last.find("last steps: ("), std::string::npos) << last;
  EXPECT_TRUE(std::filesystem::exists(fields + ".checkpoint"));
  EXPECT_NE(bytes_of(folder.path("history.csv")).find("voltage_V"), std::string::npos);
  for (const char* name : {"fields.h5", "fields.h5.part", "statistics.csv", "voltage.csv"})
    EXPECT_FALSE(std::filesystem::exists(folder.path(name))) << name;
}

}  // namespace
}  // namespace lauelith
