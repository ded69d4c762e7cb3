// SPDX-License-Identifier: BSD-3-Clause
// lauelith-fe: the commands that need deal.II. Its 200 libraries take 0.4 s to load, which `lauelith index`
// and `lauelith render` need not pay; `lauelith` starts this program, found beside itself, in its own place.
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "apps/command_line.h"
#include "apps/commands.h"
#include "apps/exit.h"
#include "solvers/mechanics.h"
#include "solvers/mpi_session.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  const lauelith::solvers::MpiSession mpi(argc, argv);
  // What is wrong with a study is wrong on every rank; it is said once.
  if (lauelith::solvers::mpi_rank() != 0) std::cerr.setstate(std::ios::failbit);
  return lauelith::exit_code_of([=] {
    CLI::App program("Finite elements of lauelith", "lauelith");
    program.require_subcommand(1);
    lauelith::add_simulate(program);
    lauelith::add_sensitivity(program);
    lauelith::parse_and_run(program, argc, argv);
  });
}
