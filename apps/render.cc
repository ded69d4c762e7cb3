// SPDX-License-Identifier: BSD-3-Clause
#include <memory>

#include "apps/commands.h"
#include "apps/render_job.h"

namespace lauelith {

void add_render(CLI::App& program) {
  auto* command =
      program.add_subcommand("render", "A crystal field to Laue frames, with the truth beside them");
  const auto job = std::make_shared<RenderJob>();
  command->add_option("STUDY.toml", job->study_path, "Study file: [beam] [detector] [scan] [noise] [field]")
      ->type_name("");
  command->add_option("--field", job->field_path, "Field file; without it the table [field] of the study")
      ->type_name("FILE");
  command->add_option("--scan", job->scan, "Which moment of the field is scanned, from 0")
      ->check(CLI::Range(0, 1000000))
      ->type_name("K");
  command
      ->add_option("-o,--output", job->output,
                   "scanK.h5; .csv: spots as text; .mccd, .tif, .cbf, .edf: one file per frame")
      ->type_name("FILE");
  command
      ->add_option("--compression", job->compression,
                   "Of the frames: deflate (read by every HDF5 build), bitshuffle (fast), none")
      ->check(CLI::IsMember({"deflate", "bitshuffle", "none"}))
      ->capture_default_str()
      ->type_name("KIND");
  command->add_flag("--spots-only", job->spots_only, "List every spot, draw no frames");
  add_common_options(*command, job->common);
  command->callback([job] { run_render(*job); });
  command->footer("Example:\n  lauelith render study.toml --field fields.h5 --scan 1 -o scan1.h5");
}

}  // namespace lauelith
