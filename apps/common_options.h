// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>

namespace lauelith {

/// What every command that computes understands.
struct CommonOptions {
  int n_threads = 0;              ///< 0: all cores
  bool force = false;             ///< overwrite an existing output
  bool resume = false;            ///< continue an interrupted run
  std::string progress = "auto";  ///< auto, json or none
  std::uint64_t seed = 1;
  int verbosity = 0;  ///< how many times -v was given
};

/// Adds -j, --force, --progress, --seed, -v, --resume. Commands that cannot resume refuse it in words.
enum class Resuming { refused, offered };
void add_common_options(CLI::App& command, CommonOptions& options, Resuming resuming = Resuming::refused);

}  // namespace lauelith
