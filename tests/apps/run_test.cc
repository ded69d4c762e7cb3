// SPDX-License-Identifier: BSD-3-Clause
// The whole line on a small study.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "src/field_file.h"
#include "src/maps_file.h"
#include "tests/apps/run_program.h"
#include "tests/apps/small_study.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

const std::string scanned_study = std::string(small_study) + R"([scan]
origin_um = [40.0, 4.0]
step_um = [8.0, 8.0]
points = [5, 4]
)";

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::size_t count(const std::string& text, const std::string& piece) {
  std::size_t n = 0;
  for (std::size_t at = text.find(piece); at != text.npos; at = text.find(piece, at + 1)) ++n;
  return n;
}

class RunCommand : public testing::Test {
 protected:
  void SetUp() override { write_study(scanned_study); }
  void write_study(const std::string& text) const { std::ofstream(path("study.toml")) << text; }
  std::string path(const std::string& name) const { return folder_.path(name); }
  std::string command(const std::string& options = {}) const {
    return "$L run " + path("study.toml") + " -o " + path("out") + " --progress none " + options;
  }

  TemporaryFolder folder_;
};

TEST_F(RunCommand, WalksTheWholeLineAndGoesOnWhereItWas) {
  const Outcome whole = run(command());
  ASSERT_EQ(whole.code, 0) << whole.output;
  const std::size_t n_scans = read_field_times(path("out/fields.h5")).label.size();
  for (std::size_t k = 0; k < n_scans; ++k) {
    const Maps maps = read_maps(path("out/maps" + std::to_string(k) + ".h5"));
    EXPECT_EQ(maps.frames.size(), 20u);
    EXPECT_EQ(std::count_if(maps.frames.begin(), maps.frames.end(),
                            [](const FrameResult& frame) { return frame.status == FrameStatus::ok; }),
              20);
  }
  EXPECT_NE(text_of(path("out/report.html")).find("Provenance"), std::string::npos);

  // In a browser: without the network, and every picture can be shown.
  const std::string page = text_of(path("out/report.html"));
  EXPECT_EQ(page.find("http"), page.npos);
  EXPECT_EQ(count(page, "<img"), count(page, "src=\"data:image/png;base64,"));
  if (run("command -v chromium").code == 0) {
    const std::string browser = "HOME=" + path("") +
                                " chromium --headless --no-sandbox --disable-gpu "
                                "--window-size=1300,3000 --screenshot=" +
                                path("page.png") + " file://" + path("out/report.html") + " >/dev/null 2>&1";
    EXPECT_EQ(run(browser).code, 0);
    EXPECT_GT(text_of(path("page.png")).size(), 100000u) << "the page is empty";
  }

  EXPECT_EQ(run(command()).code, 2);  // nothing is overwritten unasked
  const Outcome again = run(command("--resume"));
  EXPECT_EQ(again.code, 0) << again.output;
  EXPECT_EQ(count(again.output, "> lauelith"), 0u) << again.output;

  // An output that is gone, or another than it was, is made again; what does not depend on it is kept.
  std::ofstream(path("out/report.html")) << "something else";
  const Outcome repaired = run(command("--resume"));
  EXPECT_EQ(repaired.code, 0) << repaired.output;
  EXPECT_EQ(count(repaired.output, "> lauelith"), 1u) << repaired.output;
}

TEST_F(RunCommand, AnInterruptedRunGoesOnWithTheSameResult) {
  const Outcome cut =
      run(command() + "& P=$!\nwhile [ ! -e " + path("out/fields.h5") +
          " ] && kill -0 $P; do sleep 0.01; done; kill -TERM $P; wait $P; echo ended with $?");
  EXPECT_NE(cut.output.find("ended with 75"), std::string::npos) << cut.output;
  EXPECT_NE(cut.output.find("--resume"), std::string::npos) << cut.output;
  const std::string digest = " >/dev/null && $L info --digest " + path("out/maps0.h5");
  const Outcome resumed = run(command("--resume") + digest);
  ASSERT_EQ(resumed.code, 0) << resumed.output;
  const Outcome whole = run(command("--force") + digest);
  ASSERT_EQ(whole.code, 0) << whole.output;
  EXPECT_EQ(last_line(resumed.output), last_line(whole.output));
}

TEST_F(RunCommand, AFailedCommandEndsTheLineWithItsExitCode) {
  write_study(scanned_study + "strongest_spot_photons = 1e-3\n");
  const Outcome dark = run(command());
  EXPECT_EQ(dark.code, 4) << dark.output;
  EXPECT_NE(last_line(dark.output).find("lauelith index"), std::string::npos) << dark.output;
}

}  // namespace
}  // namespace lauelith
