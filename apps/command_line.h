// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>

namespace lauelith {

/// Parses the command line and runs the command it names. A misspelt command or option is a UsageError that
/// offers the nearest one; --help and --version print and return.
void parse_and_run(CLI::App& program, int argc, const char* const* argv);

}  // namespace lauelith
