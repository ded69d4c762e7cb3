// SPDX-License-Identifier: BSD-3-Clause
#include <memory>

#include "apps/commands.h"
#include "apps/compare_job.h"

namespace lauelith {

void add_compare(CLI::App& program) {
  auto* command = program.add_subcommand(
      "compare",
      "Scan 0 and later scans to a verdict: penetration, transport, both, none, or not to be told");
  const auto job = std::make_shared<CompareJob>();
  command->add_option("STUDY.toml", job->study_path, "Study file: [compare] (see lauelith schema)")
      ->required()
      ->type_name("");
  command->add_option("MAPS", job->maps, "Maps of Scan 0, Scan 1, … (maps.h5), in this order")
      ->required()
      ->expected(2, 1000)
      ->type_name("");
  command->add_option("-o,--output", job->output, "Verdict with evidence and checks (JSON)")
      ->capture_default_str()
      ->type_name("FILE");
  command->add_option("--plot", job->plot_folder, "Folder for pictures of data, fits and profiles (PNG)")
      ->type_name("DIR");
  command
      ->add_option("--lock", job->lock_path,
                   "A plan that was locked (plan --lock): says \"as locked\" or lists the departures")
      ->type_name("FILE");
  add_common_options(*command, job->common);
  command->callback([job] { run_compare(*job); });
  command->footer(
      "Only changes against Scan 0 are evidence. A verdict holds for the scanned window alone.\n"
      "Example:\n  lauelith compare study.toml maps0.h5 maps1.h5 maps2.h5 maps3.h5 -o verdict.json --plot "
      "pictures");
}

}  // namespace lauelith
