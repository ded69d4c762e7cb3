// SPDX-License-Identifier: BSD-3-Clause
#include "apps/common_options.h"

#include "src/failure.h"

namespace lauelith {

void add_common_options(CLI::App& command, CommonOptions& options, Resuming resuming) {
  const std::string group = "Common options";
  command.add_option("-j,--threads", options.n_threads, "Number of threads; 0: all cores")
      ->check(CLI::Range(0, 4096))
      ->type_name("N")
      ->group(group);
  command.add_flag("--force", options.force, "Overwrite the output if it exists")->group(group);
  command.add_option("--progress", options.progress, "Progress report: auto, json or none")
      ->check(CLI::IsMember({"auto", "json", "none"}))
      ->type_name("KIND")
      ->group(group);
  command.add_option("--seed", options.seed, "Seed of everything random")->type_name("N")->group(group);
  command.add_flag("-v", options.verbosity, "Say more; twice: still more")->group(group);
  if (resuming == Resuming::offered) {
    command.add_flag("--resume", options.resume, "Continue an interrupted run")->group(group);
    return;
  }
  const auto refuse_resume = [&command](std::int64_t) {
    throw UsageError(
        {"--resume",
         {},
         {},
         {},
         "\"" + command.get_name() +
             "\" cannot continue an interrupted run in this version; start it again with --force"});
  };
  command.add_flag_function("--resume", refuse_resume, "Continue an interrupted run")->group(group);
}

}  // namespace lauelith
