// SPDX-License-Identifier: BSD-3-Clause
// The diffraction commands as a user meets them.
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

namespace {

struct Answer {
  int code = -1;
  std::string text;  ///< stdout and stderr
};

Answer lauelith(const std::string& arguments) {
  Answer answer;
  FILE* pipe = popen((std::string(LAUELITH_PROGRAM) + " " + arguments + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) answer.text += buffer.data();
  answer.code = WEXITSTATUS(pclose(pipe));
  return answer;
}

class IndexCommand : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              (std::string("lauelith_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    made_ =
        lauelith("render " LAUELITH_SOURCE_DIR "/examples/three_grains/study.toml -o " + path("frame.tif"));
    ASSERT_EQ(made_.code, 0) << made_.text;
    std::filesystem::rename(path("frame_00000.tif"), path("frame.tif"));
    made_ = lauelith("convert \"Pilatus 1M\" " + path("detector.toml"));
    ASSERT_EQ(made_.code, 0) << made_.text;
    made_ = lauelith("index " + frame_and_detector() + "--crystal LLZO --energy 5:24 -o " + path("maps.h5") +
                     " --plot " + folder_.string());
    ASSERT_EQ(made_.code, 0) << made_.text;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string frame_and_detector() const {
    return path("frame.tif") + " --detector " + path("detector.toml") + " ";
  }

  std::filesystem::path folder_;
  Answer made_;
};

TEST_F(IndexCommand, FindsTheThreeGrainsOfTheExample) {
  EXPECT_NE(made_.text.find("3 grains"), std::string::npos) << made_.text;
  EXPECT_EQ(made_.text.find("doubtful"), std::string::npos);
  for (const char* name : {"maps.h5", "00000_frame.png"}) EXPECT_TRUE(std::filesystem::exists(path(name)));
}

TEST_F(IndexCommand, CopiesAreListedAndKeepTheirStatus) {
  const Answer answer = lauelith("index " + frame_and_detector() + path("frame.tif") +
                                 " --crystal LLZO --energy 5:24 -o " + path("copies.h5"));
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_NE(answer.text.find("2 frames, 2 ok"), std::string::npos) << answer.text;
  EXPECT_NE(answer.text.find("is a copy of frame 0"), std::string::npos) << answer.text;
}

TEST_F(IndexCommand, DetectorRefinedWithTheGrains) {
  const Answer answer = lauelith("index " + frame_and_detector() +
                                 " --crystal LLZO --energy 5:24 --refine-detector all --plot " +
                                 path("pictures") + " -o " + path("refined.h5"));
  ASSERT_EQ(answer.code, 0) << answer.text;
  EXPECT_NE(answer.text.find("detector refined with 3 grains"), std::string::npos) << answer.text;
  EXPECT_NE(answer.text.find("xgam_deg"), std::string::npos) << answer.text;
  EXPECT_TRUE(std::filesystem::exists(path("pictures/00000_frame.png")));
}

TEST_F(IndexCommand, SameDataWhateverTheThreads) {
  for (const char* threads : {"1", "3"}) {
    ASSERT_EQ(lauelith("index " + frame_and_detector() + path("frame.tif") + " --crystal LLZO -j " + threads +
                       " -o " + path(std::string("maps") + threads + ".h5"))
                  .code,
              0);
  }
  const std::string one = lauelith("info --digest " + path("maps1.h5")).text;
  const std::string three = lauelith("info --digest " + path("maps3.h5")).text;
  EXPECT_EQ(one.substr(0, 64), three.substr(0, 64));
}

TEST_F(IndexCommand, MistakesAreNamed) {
  const Answer wrong_crystal = lauelith("index " + frame_and_detector() + "--crystal Cu -o " + path("a.h5"));
  EXPECT_EQ(wrong_crystal.code, 4) << wrong_crystal.text;
  EXPECT_NE(wrong_crystal.text.find("check --crystal"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(path("a.h5")));
  EXPECT_EQ(lauelith("index " + frame_and_detector() + "--crystal Unobtainium -o " + path("b.h5")).code, 2);
  EXPECT_EQ(
      lauelith("index " + frame_and_detector() + "--crystal LLZO --energy 24:5 -o " + path("b.h5")).code, 2);
  EXPECT_EQ(lauelith("index " + frame_and_detector() + "--crystal LLZO -o " + path("maps.h5")).code, 2);
  EXPECT_EQ(
      lauelith("index " + path("frame.tif") + " --detector MAR165 --crystal LLZO -o " + path("b.h5")).code,
      3);
  EXPECT_EQ(
      lauelith("index " + path("nothing.tif") + " --detector MAR165 --crystal LLZO -o " + path("b.h5")).code,
      3);
  EXPECT_FALSE(std::filesystem::exists(path("b.h5")));
}

TEST_F(IndexCommand, ReportAndConversionsWork) {
  EXPECT_EQ(lauelith("report " + path("maps.h5") + " -o " + path("report.html")).code, 0);
  EXPECT_GT(std::filesystem::file_size(path("report.html")), 20000U);
  EXPECT_EQ(lauelith("convert " + path("detector.toml") + " " + path("detector.xml")).code, 0);
  EXPECT_EQ(lauelith("convert " + path("detector.xml") + " " + path("detector.det")).code, 0);
  EXPECT_EQ(lauelith("convert " + path("frame.tif") + " " + path("frame.cbf")).code, 0);
  const Answer again = lauelith("index " + path("frame.cbf") + " --detector " + path("detector.toml") +
                                " --crystal LLZO -o " + path("again.h5"));
  EXPECT_EQ(again.code, 0) << again.text;
  EXPECT_NE(again.text.find("3 grains"), std::string::npos);
}

}  // namespace
