// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <string>

namespace lauelith {

struct Outcome {
  int code = -1;
  std::string output;
};

/// Runs a shell line with $L standing for the program; stderr comes back with stdout unless the line says
/// otherwise.
inline Outcome run(const std::string& line) {
  const std::string shell = "L='" LAUELITH_PROGRAM "'; { " + line + "\n} 2>&1";
  Outcome outcome;
  FILE* pipe = popen(shell.c_str(), "r");
  if (pipe == nullptr) return outcome;
  char buffer[4096];
  for (std::size_t n = fread(buffer, 1, sizeof buffer, pipe); n > 0;
       n = fread(buffer, 1, sizeof buffer, pipe)) {
    outcome.output.append(buffer, n);
  }
  const int status = pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

inline std::string last_line(const std::string& text) {
  const std::string body = text.substr(0, text.find_last_not_of('\n') + 1);
  return body.substr(body.rfind('\n') + 1);
}

}  // namespace lauelith
