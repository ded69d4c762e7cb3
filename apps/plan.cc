// SPDX-License-Identifier: BSD-3-Clause
#include <memory>

#include "apps/commands.h"
#include "apps/plan_job.h"

namespace lauelith {

void add_plan(CLI::App& program) {
  auto* command =
      program.add_subcommand("plan", "Before beamtime: what can be seen, at which current, for what");
  const auto job = std::make_shared<PlanJob>();
  command->add_option("STUDY.toml", job->study_path, "Study file; without one the default study")
      ->type_name("");
  command->add_option("-o,--output", job->folder, "Folder for plan.json, ladder.csv and pictures")
      ->capture_default_str()
      ->type_name("DIR");
  command
      ->add_option("--basis", job->basis_path,
                   "Influence fields (simulate --basis); else those of [compare], else computed")
      ->type_name("FILE");
  command->add_flag(
      "--lock", job->lock,
      "Also write plan_lock.json: priors, statistics and thresholds with their hash, for compare --lock");
  command->add_option("--seen", job->seen, "Maps that have been looked at already (for the lock)")
      ->type_name("MAPS");
  add_common_options(*command, job->common);
  command->callback([job] { run_plan(*job); });
  command->footer(
      "Exit code 0 also when nothing can be seen.\nExample:\n  lauelith plan study.toml -o plan --lock");
}

}  // namespace lauelith
