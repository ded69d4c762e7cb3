// SPDX-License-Identifier: BSD-3-Clause
#include "src/study.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "src/failure.h"

namespace lauelith {
namespace {

struct CameraOptions {
  double psf_sigma_px = 0.6;
  double saturation = std::numeric_limits<double>::infinity();
  double tilt_deg = std::numeric_limits<double>::quiet_NaN();
  int n_tiles = 8;
  bool parallax = false;
  std::string flip = "none";
  std::vector<double> energy_keV = {5.0, 24.0};
};

void describe(ParameterVisitor& visit, CameraOptions& options) {
  const double inf = std::numeric_limits<double>::infinity();
  visit.number({"psf_sigma_px", "point spread", 0.0, 10.0}, options.psf_sigma_px);
  visit.number({"saturation", "largest reading", 1.0, inf}, options.saturation);
  visit.number({"tilt_deg", "tilt; nan: measured"}, options.tilt_deg);
  visit.integer({"n_tiles", "background tiles per side", 1, 64}, options.n_tiles);
  visit.flag({"parallax", "sensor parallax"}, options.parallax);
  visit.text({"flip", "stored rows turned", -inf, inf, {"none", "lr", "ud"}}, options.flip);
  visit.numbers({"energy_keV", "band", 0.1, 200.0}, options.energy_keV);
}

struct ScanOptions {
  double step_um = 2.0;
};
void describe(ParameterVisitor& visit, ScanOptions& options) {
  visit.number({"step_um", "step of the scan", 1e-3, 1e4}, options.step_um);
}

struct Fixture {
  CameraOptions camera;
  ScanOptions scan;
  Study study;
  Fixture() {
    study.add("detector", "The camera", camera);
    study.add("scan", "The scan", scan);
  }
};

/// The message of the UsageError that a study text gives; "" if it is accepted.
std::string complaint(const std::string& text) {
  Fixture f;
  try {
    f.study.read(text, "study.toml");
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Study, ReadsEveryKindAndLeavesTheRest) {
  Fixture f;
  f.study.read(
      "[detector]\npsf_sigma_px = 1\nn_tiles = 16\nparallax = true\nflip = \"ud\"\nenergy_keV = [7, 30.5]\n",
      "study.toml");
  EXPECT_EQ(f.camera.psf_sigma_px, 1.0);
  EXPECT_EQ(f.camera.n_tiles, 16);
  EXPECT_TRUE(f.camera.parallax);
  EXPECT_EQ(f.camera.flip, "ud");
  EXPECT_EQ(f.camera.energy_keV, (std::vector<double>{7.0, 30.5}));
  EXPECT_TRUE(std::isinf(f.camera.saturation));
  EXPECT_EQ(f.scan.step_um, 2.0);
}

TEST(Study, AnEmptyFileIsTheDefaultStudy) { EXPECT_EQ(complaint(""), ""); }

TEST(Study, MisspeltKeysGetASuggestionAndAPlace) {
  const std::string message = complaint("[detector]\n# remark\npsf_sigam_px = 1.0\n");
  EXPECT_EQ(message,
            "study.toml: at line 3, column 1: expected a key of [detector], found \"psf_sigam_px\": "
            "did you mean \"psf_sigma_px\"?");
  EXPECT_NE(complaint("[detectr]\n").find("did you mean \"detector\"?"), std::string::npos);
  EXPECT_NE(complaint("psf_sigma_px = 1.0\n").find("known table"), std::string::npos);
  EXPECT_NE(complaint("detector = 3\n").find("[detector]"), std::string::npos);
}

TEST(Study, ValuesOutOfRangeNameKeyValueAndRange) {
  const std::string message = complaint("[detector]\nn_tiles = 65\n");
  for (const char* part : {"line 2, column 11", "n_tiles", "65", "1 to 64", "background tiles"}) {
    EXPECT_NE(message.find(part), std::string::npos) << part << " in " << message;
  }
}

TEST(Study, RefusesWrongKinds) {
  const std::vector<std::string> lines{"psf_sigma_px = \"1\"",  "psf_sigma_px = true",
                                       "psf_sigma_px = nan",    "psf_sigma_px = inf",
                                       "psf_sigma_px = -0.1",   "psf_sigma_px = [1]",
                                       "n_tiles = 2.0",         "n_tiles = 9223372036854775807",
                                       "n_tiles = 0",           "parallax = 1",
                                       "flip = \"up\"",         "flip = 3",
                                       "energy_keV = true",     "energy_keV = [1, 0.0]",
                                       "energy_keV = [1, nan]", "energy_keV = [\"a\"]",
                                       "saturation = 0.5",      "saturation = nan"};
  for (const std::string& line : lines) EXPECT_NE(complaint("[detector]\n" + line + "\n"), "") << line;
}

TEST(Study, OneNumberIsAListOfOne) {
  Fixture f;
  f.study.read("[detector]\nenergy_keV = 7.0\n", "study.toml");
  EXPECT_EQ(f.camera.energy_keV, std::vector<double>{7.0});
}

TEST(Study, UncertainParametersCarryTheirPrior) {
  Fixture f;
  f.study.read("[scan]\nstep_um = { value = 1.5, prior = \"log-uniform\", range = [0.1, 10] }\n",
               "study.toml");
  EXPECT_EQ(f.scan.step_um, 1.5);
  ASSERT_EQ(f.study.uncertain().size(), 1u);
  EXPECT_EQ(f.study.uncertain()[0].prior, "log-uniform");
  EXPECT_EQ(f.study.uncertain()[0].range, (std::vector<double>{0.1, 10.0}));
  for (const char* wrong :
       {"{ value = 1, prior = \"loguniform\", range = [0.1, 1] }", "{ prior = \"fixed\" }",
        "{ value = 1, prior = \"log-uniform\", range = [0, 1] }",
        "{ value = 1, prior = \"uniform\", range = [2, 1] }",
        "{ value = 1, prior = \"normal\", range = [1, 0] }", "{ value = 1, prior = \"uniform\" }",
        "{ value = -1, prior = \"uniform\", range = [0, 1] }", "{ value = 1, sigma = 2 }"}) {
    EXPECT_NE(complaint("[scan]\nstep_um = " + std::string(wrong) + "\n"), "") << wrong;
  }
}

TEST(Study, ResolvedTextReadsBackEqual) {
  Fixture f;
  f.study.read(
      "[detector]\npsf_sigma_px = 0.1\nflip = \"lr\"\nenergy_keV = [1e-1, 199.99999999999997]\n"
      "[scan]\nstep_um = { value = 0.3, prior = \"normal\", range = [0.3, 0.01] }\n",
      "study.toml");
  const std::string text = resolved_text(f.study);
  Fixture again;
  again.study.read(text, "resolved");
  EXPECT_EQ(resolved_text(again.study), text);
  EXPECT_EQ(again.camera.energy_keV, f.camera.energy_keV);
  EXPECT_TRUE(std::isnan(again.camera.tilt_deg));
  EXPECT_EQ(again.study.uncertain().size(), 1u);
}

TEST(Study, ATableMayBeMadeOfSeveralStructs) {
  CameraOptions camera;
  ScanOptions scan;
  Study study;
  study.add("index", "Everything", camera);
  study.add("index", "Everything", scan);
  study.read("[index]\nstep_um = 3.0\nn_tiles = 4\n", "study.toml");
  EXPECT_EQ(scan.step_um, 3.0);
  EXPECT_EQ(camera.n_tiles, 4);
  EXPECT_THROW(study.read("[index]\nstep = 3.0\n", "study.toml"), UsageError);
}

}  // namespace
}  // namespace lauelith
