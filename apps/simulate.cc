// SPDX-License-Identifier: BSD-3-Clause
// Only in lauelith-fe: see simulate_elsewhere.cc for how lauelith comes here.
#include <cstdio>
#include <memory>

#include "apps/commands.h"
#include "apps/common_options.h"
#include "apps/study_tables.h"
#include "solvers/mechanics.h"
#include "solvers/simulation.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

struct SimulateJob {
  StudyTables tables;
  Study study = study_of(tables);
  std::string study_path;
  solvers::SimulationOutputs outputs;
  CommonOptions common;
};

void print(const solvers::SimulationSummary& summary, const solvers::SimulationOutputs& outputs) {
  std::printf("%zu grains, %zu cells, %zu unknowns, %zu sources\n", summary.n_grains, summary.n_cells,
              summary.n_unknowns, summary.n_sources);
  std::printf("assembly %.1f s, factorisation %.1f s, sources %.1f s\n", summary.assembly_s,
              summary.factorisation_s, summary.sources_s);
  std::printf("mean von Mises strain %.3fe-3 (within 20 um of the interface %.3fe-3, far half %.3fe-3)\n",
              1e3 * summary.mean_von_mises, 1e3 * summary.mean_von_mises_interface,
              1e3 * summary.mean_von_mises_far);
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
  const auto summary = solvers::simulate(job.tables.mechanics, job.outputs, provenance, job.common.progress);
  if (solvers::mpi_rank() == 0) print(summary, job.outputs);
}

}  // namespace

void add_simulate(CLI::App& program) {
  auto* command =
      program.add_subcommand("simulate", "Strain and lattice rotation of a cell, by finite elements");
  const auto job = std::make_shared<SimulateJob>();
  command->add_option("STUDY.toml", job->study_path, "Study file (see lauelith schema)")->type_name("");
  command->add_option("-o,--output", job->outputs.fields, "Field file")
      ->capture_default_str()
      ->type_name("FILE");
  command->add_option("--basis", job->outputs.basis, "Also the responses to every flaw and boundary piece")
      ->type_name("FILE");
  command->add_option("--vtu", job->outputs.vtu_folder, "Folder for ParaView files")->type_name("DIR");
  add_common_options(*command, job->common);
  command->callback([job] { simulate(*job); });
  command->footer(
      "Without a study file: the default study. Runs under mpirun too (one thread a rank).\n"
      "Example:\n  lauelith simulate study.toml -o fields.h5 --basis basis.h5 --vtu paraview");
}

}  // namespace lauelith
