// SPDX-License-Identifier: BSD-3-Clause
#include <malloc.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <string>

#include "apps/command_line.h"
#include "apps/commands.h"
#include "apps/exit.h"
#include "apps/simulate_elsewhere.h"
#include "src/version.h"

namespace lauelith {
namespace {

void add_commands(CLI::App& program) {
  add_run(program);
  add_index(program);
  add_plan(program);
  add_calibrate(program);
  add_render(program);
  add_compare(program);
  add_fit(program);
  add_report(program);
  add_convert(program);
  add_info(program);
  add_check(program);
  add_schema(program);
  announce_simulate(program);
}

std::string version_text() {
  return "lauelith " + std::string(version()) + " (" + std::string(git_hash()) + ")";
}

void run(int argc, const char* const* argv) {
  CLI::App program("White-beam micro-Laue diffraction: orientation and strain from detector images",
                   "lauelith");
  program.set_version_flag("--version", version_text());
  program.require_subcommand(1);
  program.footer("Example:\n  lauelith run -o out\nEvery command has its own --help.");
  add_commands(program);
  parse_and_run(program, argc, argv);
}

}  // namespace
}  // namespace lauelith

/// Frames of a few MB are allocated and freed thousands of times; giving their pages back to the system each
/// time costs more than filling them.
void keep_freed_memory() {
  constexpr int largest_from_heap = 32 << 20;
  mallopt(M_MMAP_THRESHOLD, largest_from_heap);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
}

int main(int argc, char** argv) {
  keep_freed_memory();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe shows up as a failed write instead
  return lauelith::exit_code_of([=] {
    if (lauelith::is_fe_command(argc, argv)) lauelith::run_fe_program(argv);
    lauelith::run(argc, argv);
  });
}
