// SPDX-License-Identifier: BSD-3-Clause
// Differences between scans as a user meets them: two scans of one field, their maps, the change, mistakes.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "src/change_table.h"
#include "src/hdf5_reader.h"
#include "src/maps_file.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

constexpr const char* two_grains = "0.8, 0.3, 0.4, 0.3, 0.5, 0.1, -0.7, 0.4";
constexpr const char* two_others = "0.2, 0.9, 0.1, -0.3, 0.6, -0.5, 0.3, 0.1";

/// Two grains that meet at X = 0; strain and rotation as given, the same in both.
void write_study(const std::string& path, const std::string& H, int n_points = 4,
                 const char* orientation = two_grains) {
  std::ofstream(path) << "[scan]\norigin_um = [-30, 0]\npoints = [" << n_points
                      << ", 1]\nstep_um = 20\nstrongest_spot_photons = 20000\n"
                         "[field]\norigin_um = [-100, -100, 0]\nsize_um = [200, 600, 0]\nspacing_um = 10\n"
                         "grain = \"x_um < 0 ? 0 : 1\"\norientation = ["
                      << orientation << "]\n"
                      << H;
}

const std::string pilatus = " --detector 'Pilatus 1M' --crystal LLZO --energy 5:24 --progress none ";

/// scan0.h5, scan1.h5 and maps0.h5 in a folder.
class ScanComparisonCommand : public testing::Test {
 protected:
  void SetUp() override {
    cd_ = "cd " + folder_.path("") + "\n";
    write_study(folder_.path("study0.toml"), "H_xx = \"8e-4\"\nH_yy = \"-3e-4\"\nH_xy = \"5e-4\"\n");
    // Strain xx +2e-4, xy +1e-4 and a rotation of 0.3 mrad about z.
    write_study(folder_.path("study1.toml"),
                "H_xx = \"10e-4\"\nH_yy = \"-3e-4\"\nH_xy = \"3e-4\"\nH_yx = \"4e-4\"\n");
    for (const char* k : {"0", "1"}) {
      const Outcome made =
          run(cd_ + "$L render study" + k + ".toml -o scan" + k + ".h5 --progress none --seed 1" + k);
      ASSERT_EQ(made.code, 0) << made.output;
    }
    const Outcome index = run(cd_ + "$L index scan0.h5" + pilatus + "-o maps0.h5");
    ASSERT_EQ(index.code, 0) << index.output;
  }

  void says(const std::string& arguments, int code, const std::vector<std::string>& words) {
    const Outcome outcome = run(cd_ + "$L index " + arguments);
    EXPECT_EQ(outcome.code, code) << outcome.output;
    EXPECT_EQ(last_line(outcome.output).rfind("lauelith: error: ", 0), 0u) << outcome.output;
    for (const std::string& word : words)
      EXPECT_NE(last_line(outcome.output).find(word), std::string::npos) << word << ": " << outcome.output;
  }

  TemporaryFolder folder_;
  std::string cd_;
};

TEST_F(ScanComparisonCommand, TheChangeIsThatOfTheField) {
  const Outcome outcome = run(cd_ + "$L index scan1.h5" + pilatus +
                              "--reference maps0.h5 --reference-frames scan0.h5 -o maps1.h5");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("change against maps0.h5: 4 grains"), std::string::npos) << outcome.output;
  const Hdf5Reader reader(folder_.path("maps1.h5"));
  const ScanChange change = read_change(reader);
  ASSERT_EQ(change.rows.size(), 4u);
  const Hdf5Reader first(folder_.path("scan0.h5"));
  const Hdf5Reader second(folder_.path("scan1.h5"));
  const auto before = first.numbers("/entry/truth/strain_deviatoric_sample").values;
  const auto after = second.numbers("/entry/truth/strain_deviatoric_sample").values;
  double squares = 0.0;
  for (std::size_t i = 0; i < 4; ++i) {
    const ChangeRow& row = change.rows[i];
    EXPECT_EQ(row.grain, static_cast<int>(i));
    EXPECT_EQ(row.reference_frame, static_cast<int>(i));
    EXPECT_EQ(row.reference_grain, static_cast<int>(i));
    EXPECT_GT(row.n_from_pixels, row.n_spots / 2);
    EXPECT_LT(row.shift_um.norm(), 5.0);
    for (int c = 0; c < 6; ++c) {
      const std::size_t k = 6 * i + static_cast<std::size_t>(c);
      const double error = row.strain_deviatoric_sample[c] - (after[k] - before[k]);
      const double sigma = std::sqrt(row.strain_covariance_sample(c, c));
      EXPECT_LT(std::abs(error), 4.5 * sigma) << i << " " << c;
      EXPECT_LT(sigma, 1e-4) << i << " " << c;
      squares += std::pow(error / sigma, 2);
    }
    // H changed by (2e-4, −2e-4; 4e-4, 0): rotation about z of half the difference of its yx and xy.
    EXPECT_NEAR(row.rotation_mrad.z(), 0.3, 4.5 * std::sqrt(row.rotation_covariance_mrad2(2, 2)));
  }
  EXPECT_LT(squares / 24.0, 2.2);
}

TEST_F(ScanComparisonCommand, PeaksAloneAndAnyThreads) {
  for (const char* threads : {"1", "3"}) {
    const Outcome outcome = run(cd_ + "$L index scan1.h5" + pilatus + "--reference maps0.h5 -j " + threads +
                                " -o maps" + threads + ".h5");
    ASSERT_EQ(outcome.code, 0) << outcome.output;
  }
  const std::string one = run(cd_ + "$L info --digest maps1.h5").output;
  EXPECT_EQ(one.substr(0, 64), run(cd_ + "$L info --digest maps3.h5").output.substr(0, 64));
  const Hdf5Reader reader(folder_.path("maps1.h5"));
  for (const ChangeRow& row : read_change(reader).rows) EXPECT_EQ(row.n_from_pixels, 0);
}

TEST_F(ScanComparisonCommand, MistakesAreNamed) {
  const std::string maps0 = "--reference maps0.h5 ";
  says("scan1.h5 --detector 'Pilatus 1M' --crystal Cu -o x.h5 " + maps0, 3,
       {"maps0.h5", "Cu", "LLZO", "--crystal"});
  says("scan1.h5 --detector MAR165 --crystal LLZO -o x.h5 " + maps0, 3, {"maps0.h5", "1043", "--detector"});
  says("scan1.h5" + pilatus + "--sample-tilt-deg 40 -o x.h5 " + maps0, 3, {"maps0.h5", "45", "40"});
  says("scan1.h5" + pilatus + "-o x.h5 --reference scan0.h5", 3, {"scan0.h5", "lauelith.maps"});
  says("scan1.h5" + pilatus + "-o x.h5 --reference nowhere.h5", 3, {"nowhere.h5"});
  says("scan1.h5" + pilatus + "-o x.h5 --reference-frames scan0.h5", 2, {"--reference"});
  says("scan1.h5" + pilatus + "-o x.h5 " + maps0 + "--reference-frames scan0.h5 scan1.h5", 3,
       {"scan0.h5", "4 frames", "8"});
  write_study(folder_.path("few.toml"), "H_xx = \"8e-4\"\n", 3);
  ASSERT_EQ(run(cd_ + "$L render few.toml -o few.h5 --progress none").code, 0);
  says("scan1.h5" + pilatus + "-o x.h5 " + maps0 + "--reference-frames few.h5", 3,
       {"few.h5", "4 frames", "3"});
  Maps bare = read_maps(folder_.path("maps0.h5"));
  for (FrameResult& frame : bare.frames) {
    frame.peaks.peaks.clear();
    for (Grain& grain : frame.grains) grain.spots.clear();
  }
  write_maps(folder_.path("bare.h5"), bare, {});
  says("scan1.h5" + pilatus + "-o x.h5 --reference bare.h5", 3, {"bare.h5", "peaks", "index Scan 0"});
  EXPECT_NE(run(cd_ + "ls x.h5").code, 0);  // refused before anything was indexed
}

TEST_F(ScanComparisonCommand, AnotherSampleIsRefusedAfterTheMapsAreWritten) {
  write_study(folder_.path("other.toml"), "H_xx = \"8e-4\"\n", 4, two_others);
  ASSERT_EQ(run(cd_ + "$L render other.toml -o other.h5 --progress none").code, 0);
  says("other.h5" + pilatus + "-o other_maps.h5 --reference maps0.h5", 3,
       {"maps0.h5", "not the same", "stage"});
  const Hdf5Reader reader(folder_.path("other_maps.h5"));
  EXPECT_FALSE(has_change(reader));
  EXPECT_EQ(read_maps(folder_.path("other_maps.h5")).frames.size(), 4u);
}

}  // namespace
}  // namespace lauelith
