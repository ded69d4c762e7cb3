// SPDX-License-Identifier: BSD-3-Clause
#include "apps/option_binder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "apps/common_options.h"
#include "src/failure.h"

namespace lauelith {
namespace {

struct CameraOptions {
  double psf_sigma_px = 0.6;
  int n_tiles = 8;
  bool parallax = false;
  std::string flip = "none";
  std::vector<double> energy_keV = {5.0, 24.0};
};

void describe(ParameterVisitor& visit, CameraOptions& options) {
  visit.number({"psf_sigma_px", "point spread", 0.0, 10.0}, options.psf_sigma_px);
  visit.integer({"n_tiles", "background tiles per side", 1, 64}, options.n_tiles);
  visit.flag({"parallax", "sensor parallax"}, options.parallax);
  visit.text({"flip", "stored rows turned", 0, 0, {"none", "lr"}}, options.flip);
  visit.numbers({"energy_keV", "band", 0.1, 200.0}, options.energy_keV);
}

struct Fixture {
  CameraOptions camera;
  Study study;
  CommonOptions common;
  CLI::App app;
  Fixture() {
    study.add("detector", "The camera", camera);
    add_study_argument(app, study);
    add_table_options(app, study, "detector");
    add_common_options(app, common);
  }
  void parse(const std::string& line) { app.parse(line); }
};

TEST(OptionBinder, EveryKindCanBeGiven) {
  Fixture f;
  f.parse("--psf-sigma-px 1.25 --n-tiles=16 --parallax --flip lr --energy-keV 7,30.5 -j 3 --seed 12 -vv");
  EXPECT_EQ(f.camera.psf_sigma_px, 1.25);
  EXPECT_EQ(f.camera.n_tiles, 16);
  EXPECT_TRUE(f.camera.parallax);
  EXPECT_EQ(f.camera.flip, "lr");
  EXPECT_EQ(f.camera.energy_keV, (std::vector<double>{7.0, 30.5}));
  EXPECT_EQ(f.common.n_threads, 3);
  EXPECT_EQ(f.common.seed, 12u);
  EXPECT_EQ(f.common.verbosity, 2);
}

TEST(OptionBinder, NothingGivenNothingChanged) {
  Fixture f;
  f.parse("");
  EXPECT_EQ(f.camera.psf_sigma_px, 0.6);
  EXPECT_EQ(f.camera.energy_keV.size(), 2u);
  EXPECT_EQ(f.common.progress, "auto");
}

TEST(OptionBinder, TheCommandLineWinsOverTheStudy) {
  const std::string path = testing::TempDir() + "/binder_study.toml";
  std::ofstream(path) << "[detector]\npsf_sigma_px = 2.0\nn_tiles = 4\nparallax = true\n";
  for (const std::string& line :
       {path + " --psf-sigma-px 1.5 --no-parallax", "--psf-sigma-px 1.5 --no-parallax " + path}) {
    Fixture f;
    f.parse(line);
    EXPECT_EQ(f.camera.psf_sigma_px, 1.5) << line;
    EXPECT_EQ(f.camera.n_tiles, 4) << line;
    EXPECT_FALSE(f.camera.parallax) << line;
  }
  std::filesystem::remove(path);
}

TEST(OptionBinder, RefusesWhatTheRangeForbids) {
  for (const char* line : {"--psf-sigma-px 11", "--psf-sigma-px nan", "--n-tiles 0", "--flip up",
                           "--energy-keV 7,0.01", "--energy-keV nan,3"}) {
    Fixture f;
    EXPECT_THROW(f.parse(line), UsageError) << line;
  }
  for (const char* line : {"--psf-sigma-px wide", "--n-tiles 2.5", "-j -1", "--progress loud", "--seed -x"}) {
    Fixture f;
    EXPECT_THROW(f.parse(line), CLI::Error) << line;
  }
}

TEST(OptionBinder, HelpSaysUnitRangeAndDefault) {
  Fixture f;
  const std::string help = f.app.help();
  for (const char* part :
       {"--psf-sigma-px", "px, 0 to 10", "=0.6", "point spread", "one of none, lr", "[detector]"}) {
    EXPECT_NE(help.find(part), std::string::npos) << part << " in\n" << help;
  }
}

TEST(CommonOptions, ResumeIsRefusedInWords) {
  Fixture f;
  EXPECT_THROW(f.parse("--resume"), UsageError);
}

}  // namespace
}  // namespace lauelith
