// SPDX-License-Identifier: BSD-3-Clause
#include "apps/child_command.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include "src/failure.h"
#include "src/interruption.h"

namespace lauelith {
namespace {

constexpr const char* this_program = "/proc/self/exe";

/// What the child does between fork and exec: only calls that are safe there.
[[noreturn]] void become(const std::vector<char*>& argv, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(static_cast<int>(ExitCode::io));
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  execv(this_program, argv.data());
  _exit(static_cast<int>(ExitCode::io));
}

ChildEnd ended(int status, bool interrupted) {
  if (WIFEXITED(status)) return {WEXITSTATUS(status), interrupted};
  return {128 + WTERMSIG(status), interrupted};
}

ChildEnd wait_for(pid_t child) {
  bool told = false;
  for (int status = 0;;) {
    const pid_t found = waitpid(child, &status, WNOHANG);
    if (found == child) return ended(status, told);
    if (found < 0 && errno != EINTR) return {static_cast<int>(ExitCode::io), told};
    if (Interruption::requested() && !told) {
      kill(child, SIGTERM);
      told = true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

ChildEnd run_child_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"lauelith"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw FileSystemError({this_program, {}, "a new process", std::strerror(errno), {}});
  if (child == 0) become(argv, parent);
  return wait_for(child);
}

}  // namespace lauelith
