// SPDX-License-Identifier: BSD-3-Clause
// The program as a user meets it: exit codes and last lines.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/apps/run_program.h"

namespace lauelith {
namespace {

TEST(Program, HelpAndVersionSucceed) {
  EXPECT_EQ(run("$L --help").code, 0);
  const Outcome version = run("$L --version");
  EXPECT_EQ(version.code, 0);
  EXPECT_EQ(version.output.rfind("lauelith 0.", 0), 0u) << version.output;
  for (const char* command :
       {"calibrate", "check", "convert", "index", "info", "render", "report", "run", "schema"}) {
    const Outcome help = run(std::string("$L ") + command + " --help");
    EXPECT_EQ(help.code, 0);
    EXPECT_EQ(last_line(help.output).rfind("  lauelith ", 0), 0u)
        << "help ends in an example: " << help.output;
  }
}

TEST(Program, MistakesOnTheCommandLineAreTwo) {
  for (const char* line :
       {"$L", "$L schema --format yaml", "$L schema extra", "$L check", "$L --nonsense", "$L ''"}) {
    const Outcome outcome = run(line);
    EXPECT_EQ(outcome.code, 2) << line;
    EXPECT_EQ(last_line(outcome.output).rfind("lauelith: error: ", 0), 0u) << line << ": " << outcome.output;
  }
  EXPECT_NE(run("$L shema").output.find("did you mean \"schema\"?"), std::string::npos);
  EXPECT_NE(run("$L schema --fromat text").output.find("did you mean \"--format\"?"), std::string::npos);
}

TEST(Program, CheckTellsGoodFromBad) {
  const std::string folder = testing::TempDir() + "/program_check";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/good.toml") << "[picture]\nwidest_px = 900\n";
  std::ofstream(folder + "/bad.toml") << "[picture]\nwidest_px = 9\n";
  std::ofstream(folder + "/empty.toml");
  EXPECT_EQ(run("$L check " + folder + "/good.toml").code, 0);
  EXPECT_EQ(run("$L check " + folder + "/empty.toml").code, 0);
  // What nobody has read in its source is named, unless the study brings constants of its own.
  EXPECT_NE(run("$L check " + folder + "/empty.toml").output.find("unverified: LLZTO C44_GPa = 69.8"),
            std::string::npos);
  std::ofstream(folder + "/own.toml") << "[mechanics]\nstiffness_GPa = [170.0, 64.0, 70.0]\n";
  EXPECT_EQ(run("$L check " + folder + "/own.toml").output.find("unverified"), std::string::npos);
  EXPECT_EQ(run("$L check " + folder + "/bad.toml").code, 2);
  EXPECT_EQ(run("$L check " + folder).code, 2);
  EXPECT_EQ(run("$L check " + folder + "/none.toml").code, 6);
  EXPECT_EQ(run("$L check /dev/zero").code, 2);
  const Outcome resolved = run("$L check --resolved " + folder + "/good.toml");
  EXPECT_NE(resolved.output.find("widest_px = 900"), std::string::npos);
  std::filesystem::remove_all(folder);
}

// F3 and F4, the part that concerns standard output.
TEST(Program, F3AClosedPipeIsQuiet) {
  const Outcome outcome = run("{ sleep 0.2; $L schema; echo code $? >&2; } | true");
  EXPECT_NE(outcome.output.find("code 0"), std::string::npos) << outcome.output;
  EXPECT_EQ(outcome.output.find("error"), std::string::npos) << outcome.output;
}

TEST(Program, F4AFullDiskIsSix) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  EXPECT_EQ(run("$L schema > /dev/full").code, 6);
}

}  // namespace
}  // namespace lauelith
