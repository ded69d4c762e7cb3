// SPDX-License-Identifier: BSD-3-Clause
// Only in lauelith-fe: see simulate_elsewhere.cc for how lauelith comes here.
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "apps/commands.h"
#include "apps/common_options.h"
#include "apps/study_tables.h"
#include "solvers/mechanics.h"
#include "solvers/simulation.h"
#include "src/electrochemical_units.h"
#include "src/study_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

struct SimulateJob {
  StudyTables tables;
  Study study = study_of(tables);
  std::string study_path;
  solvers::SimulationOutputs outputs;
  CommonOptions common;
};

void print_plating(const solvers::PlatingSummary& plating) {
  std::printf("plating: %.1f h in %zu steps (%d cut), potentials %.1f s, steps %.1f s\n",
              plating.duration_s / units::hour, plating.n_steps, plating.n_cuts, plating.matrices_s,
              plating.steps_s);
  std::printf("balance: current %.0e, lithium %.0e; Lambda %.3g; cracks grew by %.2f um\n",
              plating.charge_error, plating.lithium_error, plating.Lambda,
              plating.crack_growth_m / units::um);
  if (plating.n_path_ends > 0)
    std::printf(
        "note: flaws that have grown to the end of their path: %d; beyond it pressures mean little: lengthen "
        "fracture.path_um\n",
        plating.n_path_ends);
  for (const auto& scan : plating.scans) {
    const double voltage_mV = std::round(1e3 * scan.voltage_V / units::mV) / 1e3 + 0.0;  // never -0.000
    std::printf(
        "%s (%s): %.3f mV, flaws up to %.2f MPa, deposits up to %.3f nm, change of von Mises strain "
        "mean %.4fe-3, largest %.4fe-3\n",
        scan.label.c_str(), scan.state.c_str(), voltage_mV, scan.pressure_max_Pa / units::MPa,
        scan.deposit_max_m / units::nm, 1e3 * scan.mean_change, 1e3 * scan.largest_change);
  }
}

void print(const solvers::SimulationSummary& summary, const solvers::SimulationOutputs& outputs) {
  std::printf("%zu grains, %zu cells, %zu unknowns, %zu sources\n", summary.n_grains, summary.n_cells,
              summary.n_unknowns, summary.n_sources);
  std::printf("assembly %.1f s, factorisation %.1f s, sources %.1f s\n", summary.assembly_s,
              summary.factorisation_s, summary.sources_s);
  std::printf("mean von Mises strain %.3fe-3 (within 20 um of the interface %.3fe-3, far half %.3fe-3)\n",
              1e3 * summary.mean_von_mises, 1e3 * summary.mean_von_mises_interface,
              1e3 * summary.mean_von_mises_far);
  if (!summary.plating.scans.empty()) print_plating(summary.plating);
  std::printf("fields: %s\n", outputs.fields.c_str());
  if (!outputs.basis.empty()) std::printf("basis: %s\n", outputs.basis.c_str());
  std::fflush(stdout);
}

void simulate(SimulateJob& job) {
  if (!job.study_path.empty()) read_study_file(job.study, job.study_path);
  std::vector<std::string> argv{"lauelith", "simulate"};
  if (!job.study_path.empty()) argv.push_back(job.study_path);
  argv.insert(argv.end(), {"-o", job.outputs.fields});
  if (!job.outputs.basis.empty()) argv.insert(argv.end(), {"--basis", job.outputs.basis});
  Provenance provenance = begun_provenance(argv);
  if (!job.study_path.empty()) provenance.inputs = {hash_of_file(job.study_path)};
  provenance.study_text = resolved_text(job.study);
  provenance.seeds = {job.tables.mechanics.grains.seed, job.tables.mechanics.residual.seed,
                      job.tables.mechanics.flaws.seed};
  job.outputs.may_replace = job.common.force;
  job.outputs.resume = job.common.resume;
  job.outputs.study_folder = std::filesystem::path(job.study_path).parent_path().string();
  const std::string& cycler = job.tables.mechanics.protocol.cycler_file;
  if (!cycler.empty()) {
    const std::filesystem::path path(cycler);
    provenance.inputs.push_back(hash_of_file(path.is_relative() ? job.outputs.study_folder / path : path));
  }
  const auto summary = solvers::simulate(job.tables.mechanics, job.outputs, provenance, job.common.progress);
  if (solvers::mpi_rank() == 0) print(summary, job.outputs);
}

}  // namespace

void add_simulate(CLI::App& program) {
  auto* command = program.add_subcommand(
      "simulate", "Plating in a cell: potentials, pressures, strain at every scan, by finite elements");
  const auto job = std::make_shared<SimulateJob>();
  command->add_option("STUDY.toml", job->study_path, "Study file (see lauelith schema)")->type_name("");
  command->add_option("-o,--output", job->outputs.fields, "Field file")
      ->capture_default_str()
      ->type_name("FILE");
  command
      ->add_option(
          "--basis", job->outputs.basis,
          "Responses to every flaw and boundary piece (coupled model: always written, beside the fields)")
      ->type_name("FILE");
  command->add_option("--vtu", job->outputs.vtu_folder, "Folder for ParaView files")->type_name("DIR");
  add_common_options(*command, job->common, Resuming::offered);
  command->callback([job] { simulate(*job); });
  command->footer(
      "Without a study file: the default study. Runs under mpirun too (one thread a rank).\n"
      "Example:\n  lauelith simulate study.toml -o fields.h5 --basis basis.h5 --vtu paraview");
}

}  // namespace lauelith
