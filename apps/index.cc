// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/energy_job.h"
#include "apps/index_job.h"
#include "apps/option_binder.h"

namespace lauelith {
namespace {

void add_reference_options(CLI::App& command, ReferenceOptions& options) {
  command
      .add_option(
          "--reference", options.maps,
          "Maps of Scan 0: the change of strain and rotation of every grain against it (/entry/change)")
      ->type_name("MAPS0");
  command
      .add_option("--reference-frames", options.frames,
                  "Frames of Scan 0: spots are compared pixel by pixel, not only by their peaks")
      ->needs("--reference")
      ->type_name("FRAMES0");
}

void add_energy_options(CLI::App& command, EnergyJob& job) {
  command
      .add_option(
          "--white", job.white_maps,
          "Maps of the same points in white light: INPUT is then a scan of monochromatic energies, and "
          "the maps get the trace of the strain (/entry/energy)")
      ->excludes("--reference")
      ->type_name("MAPS");
  command
      .add_option("--monochromator-eV", job.monochromator_eV,
                  "Full width of the monochromatic band at half maximum (default: what the scan says)")
      ->check(CLI::Range(1e-3, 1e4))
      ->needs("--white")
      ->type_name("EV");
}

/// The energies of points that are indexed already, or everything.
void run(const IndexJob& job, EnergyJob energy) {
  if (energy.white_maps.empty()) return run_index(job);
  energy.inputs = job.inputs;
  energy.laue = job.laue;
  energy.study_path = job.study_path;
  energy.output = job.output;
  energy.common = job.common;
  run_energy_scan(energy);
}

}  // namespace

void add_index(CLI::App& program) {
  auto* command =
      program.add_subcommand("index", "Images or peak lists to grains, orientation and deviatoric strain");
  const auto job = std::make_shared<IndexJob>();
  command->add_option("INPUT", job->inputs, "Images, folders, HDF5 stacks, or peak lists (.dat, .cor)")
      ->required()
      ->type_name("");
  add_laue_input_options(*command, job->laue);
  command->add_option("--study", job->study_path, "Study file for everything not on the command line")
      ->type_name("FILE");
  command->add_option("-o,--output", job->output, "Maps file")->capture_default_str()->type_name("FILE");
  command->add_option("--plot", job->plot_folder, "Folder for a picture of every frame (PNG)")
      ->type_name("DIR");
  command->add_option("--lauetools", job->lauetools_folder, "Folder for .cor and .fit files of every frame")
      ->type_name("DIR");
  command
      ->add_option(
          "--refine-detector", job->refine_detector,
          "Fit the distance, or all five parameters, of the detector together with the grains of the "
          "run; how well the file is known before: detector_prior of [index] (default none)")
      ->check(CLI::IsMember({"none", "distance", "all"}))
      ->type_name("WORD");
  add_reference_options(*command, job->reference);
  const auto energy = std::make_shared<EnergyJob>();
  add_energy_options(*command, *energy);
  add_scan_plan_options(*command, job->scan);
  add_common_options(*command, job->common, Resuming::offered);
  command->callback([job, energy] { run(*job, *energy); });
  command->footer(
      "Several INPUTs are frames 0, 1, 2 ... in the order given. A run that was interrupted continues with\n"
      "--resume; mpirun -n N shares its frames among N processes.\n"
      "Example:\n  lauelith index Ge_blanc_0000.mccd --detector calib.det --crystal Ge --energy 5:22 -o "
      "maps.h5 --plot pictures\n  lauelith index scan0.h5 --detector pilatus.toml --crystal LLZO -o "
      "maps0.h5\n  lauelith index scan1.h5 --detector pilatus.toml --crystal LLZO --reference maps0.h5 "
      "--reference-frames scan0.h5 -o maps1.h5\n  lauelith index energies.h5 --detector pilatus.toml "
      "--crystal LLZO "
      "--white maps0.h5 -o full0.h5");
}

}  // namespace lauelith
