// SPDX-License-Identifier: BSD-3-Clause
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "apps/commands.h"
#include "apps/simulate_elsewhere.h"
#include "src/failure.h"

namespace lauelith {
namespace {

std::filesystem::path program_beside(const char* name) {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / name;
}

}  // namespace

bool is_fe_command(int argc, const char* const* argv) {
  return argc > 1 && (std::strcmp(argv[1], "simulate") == 0 || std::strcmp(argv[1], "sensitivity") == 0);
}

void run_fe_program(char** argv) {
  const std::filesystem::path program = program_beside("lauelith-fe");
  if (!std::filesystem::exists(program)) {
    throw UsageError({std::string("lauelith ") + argv[1],
                      {},
                      program.string(),
                      "none",
                      "this build has no finite elements: install libdeal.ii-dev and configure with "
                      "-D LAUELITH_WITH_FE=ON"});
  }
  execv(program.c_str(), argv);
  throw FileSystemError({program.string(), {}, "a program that starts", std::strerror(errno), {}});
}

void announce_simulate(CLI::App& program) {
  program.add_subcommand(
      "simulate", "Plating in a cell: potentials, pressures, strain at every scan, by finite elements");
  program.add_subcommand("sensitivity",
                         "Ionic conductivity against pressure and strain, and what decides it");
}

}  // namespace lauelith
