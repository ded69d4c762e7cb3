// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace lauelith {

/// How a command that ran as a process of its own ended.
struct ChildEnd {
  int exit_code = 0;         ///< 128 + number of the signal that killed it
  bool interrupted = false;  ///< we were asked to stop, and the child was
};

/// Runs `lauelith ARGUMENTS…` and waits for it; its output is ours. SIGINT and SIGTERM that reach us while it
/// runs (see Interruption, of which the caller holds one) are handed on, so that the child can end in order;
/// if we are killed, the child is told to stop. FileSystemError when it cannot be started. Pinned by:
/// RunCommand.* (tests/apps/run_test.cc).
ChildEnd run_child_command(const std::vector<std::string>& arguments);

}  // namespace lauelith
