// SPDX-License-Identifier: BSD-3-Clause
#include <memory>

#include "apps/commands.h"
#include "apps/fit_job.h"

namespace lauelith {

void add_fit(CLI::App& program) {
  auto* command =
      program.add_subcommand("fit", "Posterior of the mechanisms' parameters from Scan 0 and later scans");
  const auto job = std::make_shared<FitJob>();
  command
      ->add_option("STUDY.toml", job->study_path,
                   "Study file: [compare]; [protocol], [cell] where known (see lauelith schema)")
      ->required()
      ->type_name("");
  command->add_option("MAPS", job->maps, "Maps of Scan 0, Scan 1, … (maps.h5), in this order")
      ->required()
      ->expected(2, 1000)
      ->type_name("");
  command->add_option("-o,--output", job->output, "Posterior (JSON); the draws go beside it (.h5)")
      ->capture_default_str()
      ->type_name("FILE");
  command
      ->add_option("--voltage", job->voltage,
                   "Recorded voltage of a symmetric cell: CSV with columns current_uA_cm2, voltage_V (or "
                   "voltage_mV) and, if known, sigma_mV")
      ->type_name("FILE");
  command
      ->add_option("--voltage-error", job->voltage_error_mV,
                   "Of a record without sigma_mV, with what U = i (2 R + L/σ) leaves out, mV")
      ->check(CLI::Range(1e-6, 1e3))
      ->capture_default_str()
      ->type_name("NUMBER");
  command
      ->add_option("--bulk-resistance", job->bulk_resistance_ohm_cm2,
                   "Of the pellet, Ω·cm² (default: thickness over conductivity of the study)")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str()
      ->type_name("NUMBER");
  command->add_option("--draws", job->n_draws, "Draws kept of each of four chains")
      ->check(CLI::Range(20, 100000))
      ->capture_default_str()
      ->type_name("N");
  command->add_option("--plot", job->plot_folder, "Folder for pictures of the posterior (PNG)")
      ->type_name("DIR");
  add_common_options(*command, job->common);
  command->callback([job] { run_fit(*job); });
  command->footer(
      "Parameters whose 80 % interval is hardly narrower than the prior's are said not to be informed.\n"
      "Example:\n  lauelith fit study.toml maps0.h5 maps1.h5 maps2.h5 maps3.h5 --voltage voltage.csv -o "
      "fit.json");
}

}  // namespace lauelith
