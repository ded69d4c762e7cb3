// SPDX-License-Identifier: BSD-3-Clause
// Maps to other formats, from an XMAS sequence, and as pictures, as a user does it.
#include <gtest/gtest.h>

#include <filesystem>

#include "models/orientation_map.h"
#include "src/safe_file.h"
#include "src/text_file.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"
#include "tests/src/xmas_example.h"

namespace lauelith {
namespace {

TEST(ConvertMaps, EveryFormatIsWrittenOnceUnlessForced) {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_scan(), Provenance{});
  for (const char* name : {"m.ctf", "m.ang", "m.csv", "m.vti", "m.xdmf"}) {
    const std::string line = "$L convert " + folder.path("maps.h5") + " " + folder.path(name);
    EXPECT_EQ(run(line).code, 0) << name;
    EXPECT_GT(std::filesystem::file_size(folder.path(name)), 400u) << name;
    EXPECT_EQ(run(line).code, 2) << name;
    EXPECT_EQ(run(line + " --force").code, 0) << name;
  }
  EXPECT_EQ(run("$L convert " + folder.path("maps.h5") + " " + folder.path("m.xyz")).code, 2);
}

TEST(ConvertMaps, FitFilesOfOneFrameAndOfAll) {
  const TemporaryFolder folder;
  Maps maps = example_scan();
  for (FrameResult& frame : maps.frames) {
    for (Grain& grain : frame.grains)
      grain.reciprocal_lab_1_A =
          R_lab_from_sample(45.0 * units::deg) * grain.R_sample_from_crystal * maps.B_1_A;
  }
  write_maps(folder.path("maps.h5"), maps, Provenance{});
  const std::string line = "$L convert " + folder.path("maps.h5") + " " + folder.path("m.fit");
  EXPECT_EQ(run(line + " --index 3").code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder.path("m.fit")));
  EXPECT_NE(run(line + " --force").output.find("10 .fit"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(folder.path("m_00011.fit")));
  EXPECT_EQ(run(line + " --index 7 --force").code, 3) << "that frame failed";
}

TEST(ConvertMaps, ACtfIsReadBackAsAMicrostructure) {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_scan(), Provenance{});
  ASSERT_EQ(run("$L convert " + folder.path("maps.h5") + " " + folder.path("m.ctf")).code, 0);
  const models::OrientationMap map = models::map_of_ctf(read_text_file(folder.path("m.ctf")));
  ASSERT_EQ(map.nx, 4);
  ASSERT_EQ(map.ny, 3);
  EXPECT_NEAR(map.origin.x(), 10e-6, 1e-12);
  EXPECT_FALSE(map.R_sample_from_crystal[7].has_value());
  const Maps maps = example_scan();
  const auto& R = maps.frames[5].grains[0].R_sample_from_crystal;
  EXPECT_LT((map.R_sample_from_crystal.at(5).value() - R).cwiseAbs().maxCoeff(), 3e-6);
  ASSERT_EQ(
      run("$L convert " + folder.path("maps.h5") + " " + folder.path("full.ctf") + " --precision full").code,
      0);
  const models::OrientationMap full = models::map_of_ctf(read_text_file(folder.path("full.ctf")));
  EXPECT_LT((full.R_sample_from_crystal.at(5).value() - R).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(ConvertMaps, ReportWritesPageAndPictures) {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_scan(), Provenance{});
  const Outcome outcome = run("$L report " + folder.path("maps.h5") + " -o " + folder.path("out"));
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  for (const char* name : {"ipf_z.png", "strain_sample_xx.png", "von_mises.png", "status.png"})
    EXPECT_TRUE(std::filesystem::exists(folder.path(std::string("out/") + name))) << name;
  const std::string page = bytes_of(folder.path("out/report.html"));
  EXPECT_NE(page.find("inverse pole figure, sample z"), std::string::npos);
  EXPECT_EQ(run("$L report " + folder.path("maps.h5") + " --strain-limit 0 -o " + folder.path("b")).code, 2);
}

// A measured scan, the day someone has one: sequence, maps, pictures, map of another program.
TEST(ConvertMaps, ASequenceOfXmasBecomesMapsAndPictures) {
  const TemporaryFolder folder;
  std::vector<XmasRecord> records;
  for (int i = 0; i < 6; ++i) records.push_back(test::example_record(1 + i, 1, 0.002 * (i % 3)));
  for (int i = 0; i < 6; ++i) records[static_cast<std::size_t>(i)].y_stage = 0.002 * (i / 3);
  for (const std::string& bytes : {test::binary_of(records), test::text_of(records)}) {
    write_whole_file(folder.path("scan.seq"), bytes);
    const Outcome outcome = run("$L convert " + folder.path("scan.seq") + " " + folder.path("maps.h5") +
                                " --stage-unit-um 1000 --force");
    ASSERT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_NE(outcome.output.find("unverified"), std::string::npos) << outcome.output;
    const Maps maps = read_maps(folder.path("maps.h5"));
    ASSERT_EQ(maps.frames.size(), 6u);
    EXPECT_NEAR(maps.frames[5].x_um, 4.0, 1e-5);
    EXPECT_EQ(map_grid(maps).nx, 3);
    const Vector6d& strain = maps.frames[3].grains.at(0).strain_deviatoric_sample;
    EXPECT_LT((strain - test::strain_ours()).cwiseAbs().maxCoeff(), 1e-10);
    EXPECT_EQ(run("$L report " + folder.path("maps.h5") + " --force -o " + folder.path("out")).code, 0);
    EXPECT_TRUE(std::filesystem::exists(folder.path("out/ipf_y.png")));
    EXPECT_EQ(run("$L convert " + folder.path("maps.h5") + " " + folder.path("scan.ang") + " --force").code,
              0);
  }
}

TEST(ConvertMaps, ADamagedSequenceIsThree) {
  const TemporaryFolder folder;
  write_whole_file(folder.path("scan.seq"), std::string(300, '\1'));
  const Outcome outcome = run("$L convert " + folder.path("scan.seq") + " " + folder.path("m.h5"));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.output.find("652"), std::string::npos) << outcome.output;
  EXPECT_FALSE(std::filesystem::exists(folder.path("m.h5")));
}

}  // namespace
}  // namespace lauelith
