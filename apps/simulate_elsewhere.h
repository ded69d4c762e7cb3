// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>

namespace lauelith {

/// The finite-element commands live in a program of their own, lauelith-fe, that stands beside this one and
/// takes its place (exec): same terminal, same ranks of mpirun, same exit code. A dlopen'ed module would need
/// every exception, stream and static of the core twice in one process; this needs nothing shared.
bool is_fe_command(int argc, const char* const* argv);
/// Does not return; throws if the program is not there.
void run_fe_program(char** argv);
/// The name of the command in the list of `lauelith --help`.
void announce_simulate(CLI::App& program);

}  // namespace lauelith
