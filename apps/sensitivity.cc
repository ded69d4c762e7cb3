// SPDX-License-Identifier: BSD-3-Clause
// Only in lauelith-fe: see simulate_elsewhere.cc for how lauelith comes here.
#include <memory>

#include "apps/commands.h"
#include "apps/option_binder.h"
#include "apps/sensitivity_job.h"

namespace lauelith {

void add_sensitivity(CLI::App& program) {
  auto* command = program.add_subcommand(
      "sensitivity", "Ionic conductivity against pressure and strain, and what decides it");
  const auto job = std::make_shared<SensitivityJob>();
  command->add_option("STUDY.toml", job->study_path, "Study file (see lauelith schema)")->type_name("");
  command->add_option("--field", job->field, "Simulated field (fields.h5): its effective conductivity")
      ->type_name("FILE");
  command->add_option("--scan", job->moment, "Which time of the field")
      ->check(CLI::Range(0, 100000))
      ->type_name("K");
  command->add_option("--maps", job->maps, "Measured maps (maps.h5); the study declares the closure")
      ->type_name("FILE");
  command->add_option("-o,--output", job->folder, "Folder of tables and pictures")
      ->capture_default_str()
      ->type_name("DIR");
  add_common_options(*command, job->common);
  command->remove_option(command->get_option("--resume"));
  command->add_flag("--resume", job->resume, "Continue an interrupted run")->group("Common options");
  command->callback([job] { run_sensitivity(*job); });
  command->footer(
      "Pressure is positive in compression. Parameters with a prior (key = { value = ..., prior = ..., range "
      "= ... }) "
      "are sampled; without any, the ranges of the material's data file are.\n"
      "Example:\n  lauelith sensitivity study.toml --field fields.h5 -o sensitivity");
}

}  // namespace lauelith
