// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/common_options.h"

namespace lauelith {

/// One command of the whole line, as a user would type it.
struct RunStep {
  std::vector<std::string> command;  ///< without "lauelith": {"render", "study.toml", …}
  std::vector<std::string> inputs;   ///< files whose contents decide the result
  std::string output;                ///< the file that appears last, whole
};

/// Walks the steps. A step is left out when the record in `folder` (run.json) says that the same program did
/// the same command on the same inputs and its output is still what it was then: identity is the SHA-256 of
/// files (three samples of large ones). So a run that was interrupted or killed goes on where it was, and a
/// changed study repeats what depends on it and nothing else. A step that left its own parts (OUTPUT.work)
/// continues with them.
///
/// Throws a Failure with the exit code of the command that failed, or 75 when we were interrupted.
/// Pinned by: RunCommand.* (tests/apps/run_test.cc).
class StepRunner {
 public:
  StepRunner(std::string folder, const CommonOptions& common);
  void walk(const RunStep& step);

 private:
  std::string key_of(const RunStep& step) const;
  bool is_done(const std::string& output, const std::string& key) const;
  std::vector<std::string> arguments_of(const RunStep& step) const;
  void execute(const RunStep& step) const;

  std::string folder_;
  CommonOptions common_;
};

}  // namespace lauelith
