// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <string>

namespace lauelith {

/// What was done for one output of a run.
struct DoneStep {
  std::string key;      ///< identity of program, command and inputs
  std::string command;  ///< for the reader: "lauelith render study.toml …"
  std::string output_sha256;
  double seconds = 0.0;
};

/// The record of a run's folder, by output. JSON; replaced as a whole, so that a kill leaves the old one.
/// A record that cannot be read counts as none: everything is then done again.
std::map<std::string, DoneStep> read_run_record(const std::string& path);
void write_run_record(const std::string& path, const std::map<std::string, DoneStep>& steps);

}  // namespace lauelith
