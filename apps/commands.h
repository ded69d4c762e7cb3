// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>

namespace lauelith {

/// One function per command, each in the file of its name. It declares the command with its options and says
/// what to do when the command is given; it ends its help in an example. Results that deserve an exit code
/// other than 0 are thrown as a Failure, after everything has been written.
void add_calibrate(CLI::App& program);
void add_check(CLI::App& program);
void add_compare(CLI::App& program);
void add_convert(CLI::App& program);
void add_fit(CLI::App& program);
void add_index(CLI::App& program);
void add_info(CLI::App& program);
void add_plan(CLI::App& program);
void add_render(CLI::App& program);
void add_report(CLI::App& program);
void add_run(CLI::App& program);
void add_schema(CLI::App& program);
void add_sensitivity(CLI::App& program);  ///< in lauelith-fe
void add_simulate(CLI::App& program);     ///< in lauelith-fe

}  // namespace lauelith
