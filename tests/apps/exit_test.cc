// SPDX-License-Identifier: BSD-3-Clause
#include "apps/exit.h"

#include <gtest/gtest.h>
#include <CLI/CLI.hpp>

#include <new>
#include <stdexcept>
#include <system_error>

#include "src/failure.h"

namespace lauelith {
namespace {

/// Exit code and what was printed on stderr.
std::pair<int, std::string> outcome(const std::function<void()>& program) {
  testing::internal::CaptureStderr();
  const int code = exit_code_of(program);
  return {code, testing::internal::GetCapturedStderr()};
}

TEST(Exit, FailuresKeepTheirCode) {
  const auto [code, text] = outcome([] {
    throw InputError({"a.tif", "byte 8", "an offset", "0", "copy it again"});
  });
  EXPECT_EQ(code, 3);
  EXPECT_EQ(text, "lauelith: error: a.tif: at byte 8: expected an offset, found 0: copy it again\n");
  const auto with_code = [](ExitCode wanted) {
    return outcome([wanted] { throw Failure(wanted, {"x", {}, {}, {}, {}}); }).first;
  };
  EXPECT_EQ(with_code(ExitCode::usage), 2);
  EXPECT_EQ(with_code(ExitCode::nothing_found), 4);
  EXPECT_EQ(with_code(ExitCode::not_converged), 5);
  EXPECT_EQ(with_code(ExitCode::io), 6);
  EXPECT_EQ(with_code(ExitCode::limit), 7);
  EXPECT_EQ(with_code(ExitCode::interrupted), 75);
}

TEST(Exit, OtherExceptionsGetOneOfTheCodes) {
  EXPECT_EQ(outcome([] { throw std::bad_alloc(); }).first, 7);
  EXPECT_EQ(outcome([] { throw std::length_error("vector"); }).first, 7);
  EXPECT_EQ(
      outcome([] { throw std::system_error(std::make_error_code(std::errc::no_space_on_device)); }).first, 6);
  EXPECT_EQ(outcome([] { throw CLI::ValidationError("--seed", "not a number"); }).first, 2);
  const auto [code, text] = outcome([] { throw std::runtime_error("surprise"); });
  EXPECT_EQ(code, 3);
  EXPECT_NE(text.find("internal error, please report: surprise"), std::string::npos);
  EXPECT_EQ(outcome([] { throw 42; }).first, 3);
  EXPECT_EQ(outcome([] {}).first, 0);
}

TEST(Exit, TheMessageIsOneLine) {
  const auto [code, text] = outcome([] { throw InputError({"a\nb\rlauelith: done\n", {}, {}, {}, {}}); });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_EQ(text.find('\r'), std::string::npos);
}

}  // namespace
}  // namespace lauelith
