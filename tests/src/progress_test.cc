// SPDX-License-Identifier: BSD-3-Clause
#include "src/progress.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <vector>

namespace lauelith {
namespace {

TEST(Progress, TheSentence) {
  EXPECT_EQ(progress_sentence({120, 500, 118, 1}, 5.0),
            "120/500 frames, 24.0/s, 16 s left, indexed 98.3 %, failed 1");
  EXPECT_EQ(progress_sentence({0, 500, 0, 0}, 0.0), "0/500 frames, indexed 0.0 %, failed 0");
  EXPECT_EQ(progress_sentence({500, 500, 500, 0}, 50.0), "500/500 frames, 10.0/s, indexed 100.0 %, failed 0");
  EXPECT_EQ(progress_sentence({1, 16900, 1, 0}, 1.0),
            "1/16900 frames, 1.0/s, 4.7 h left, indexed 100.0 %, failed 0");
}

/// What a run of ten frames of 7 s each prints.
std::string printed(const std::string& mode, bool is_terminal) {
  std::ostringstream stream;
  double now_s = 100.0;
  Progress progress({mode}, 10, stream, is_terminal, [&now_s] { return now_s; });
  for (int i = 0; i < 10; ++i) {
    now_s += 7.0;
    progress.frame_done(i != 3, i == 3);
  }
  progress.finish();
  progress.finish();
  return stream.str();
}

TEST(Progress, OneLinePerHalfMinuteWithoutATerminal) {
  EXPECT_EQ(printed("auto", false),
            "5/10 frames, 0.1/s, 35 s left, indexed 80.0 %, failed 1\n"
            "10/10 frames, 0.1/s, indexed 90.0 %, failed 1\n"
            "10/10 frames, 0.1/s, indexed 90.0 %, failed 1\n");
}

TEST(Progress, ATerminalLineIsRewritten) {
  const std::string text = printed("auto", true);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 11);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_EQ(text.back(), '\n');
}

TEST(Progress, JsonLinesAreJson) {
  std::istringstream lines(printed("json", true));
  int n_lines = 0;
  nlohmann::json last;
  for (std::string line; std::getline(lines, line); ++n_lines) last = nlohmann::json::parse(line);
  EXPECT_EQ(n_lines, 11);
  EXPECT_EQ(last["done"], 10);
  EXPECT_EQ(last["indexed"], 9);
  EXPECT_EQ(last["failed"], 1);
  EXPECT_EQ(last["left_s"], 0.0);
  EXPECT_TRUE(nlohmann::json::parse(progress_json({0, 10, 0, 0}, 0.0))["left_s"].is_null());
}

TEST(Progress, NoneIsSilent) { EXPECT_EQ(printed("none", true), ""); }

TEST(Progress, ThreadsAreCountedOnce) {
  std::ostringstream stream;
  Progress progress({"none"}, 4000, stream, false);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&progress] {
      for (int i = 0; i < 1000; ++i) progress.frame_done(true, false);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(progress.count().n_done, 4000u);
  EXPECT_EQ(progress.count().n_indexed, 4000u);
}

}  // namespace
}  // namespace lauelith
