// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/simulation.h"

#include <mpi.h>

#include <filesystem>
#include <iostream>

#include "solvers/influence_fields.h"
#include "solvers/insitu.h"
#include "src/failure.h"
#include "src/field_statistics.h"
#include "src/safe_file.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

constexpr double band_width = 20.0 * units::um;

/// What a run has to solve: all for a basis, else only what Scan 0 is made of.
std::vector<CellSource> wanted_sources(const CellStudy& study, const CellModel& model, bool all) {
  std::vector<CellSource> sources = cell_sources(study, model);
  if (all) return sources;
  std::erase_if(sources, [&study](const CellSource& source) {
    const bool is_notch = source.source.kind == "flaw" && study.flaws.open;
    return source.scan0_amplitude == 0.0 && !is_notch;
  });
  return sources;
}

void write_pvd(const std::string& folder, const std::string& pvtu) {
  write_whole_file((std::filesystem::path(folder) / "fields.pvd").string(),
                   "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"0.1\">\n  <Collection>\n"
                   "    <DataSet timestep=\"0\" part=\"0\" file=\"" +
                       pvtu +
                       "\"/>\n"
                       "  </Collection>\n</VTKFile>\n");
}

std::string beside(const std::string& fields, const std::string& name) {
  return (std::filesystem::path(fields).parent_path() / name).string();
}

void refuse_existing_outputs(const SimulationOutputs& outputs) {
  refuse_existing(outputs.fields, outputs.may_replace);
  if (!outputs.basis.empty()) refuse_existing(outputs.basis, outputs.may_replace);
}

void write_files(const SimulationOutputs& outputs, InfluenceResult& result, const Provenance& provenance) {
  FieldMoment moment;
  moment.label = "Scan 0";
  moment.H.assign(result.scan0_gradients.begin(), result.scan0_gradients.end());
  const std::vector<FieldMoment> moments{moment};
  write_field(outputs.fields, result.basis.frame, moments, provenance, outputs.may_replace);
  write_whole_file(beside(outputs.fields, "statistics.csv"),
                   statistics_csv(result.basis.frame, moments, band_width));
  if (!outputs.basis.empty()) write_basis(outputs.basis, result.basis, provenance, outputs.may_replace);
}

void add_statistics(SimulationSummary& summary, const InfluenceResult& result) {
  const std::vector<float> H(result.scan0_gradients.begin(), result.scan0_gradients.end());
  const auto bands = band_statistics(result.basis.frame, H, band_width);
  if (bands.empty()) return;
  summary.mean_von_mises = whole(bands).mean_von_mises;
  summary.mean_von_mises_interface = bands.front().mean_von_mises;
  const auto middle = static_cast<std::ptrdiff_t>(bands.size() / 2);
  summary.mean_von_mises_far = whole({bands.begin() + middle, bands.end()}).mean_von_mises;
}

/// Rank 0 speaks, once per block of right-hand sides.
void report(const std::string& mode, std::size_t done, std::size_t total) {
  if (mpi_rank() != 0 || mode == "none") return;
  if (mode == "json") {
    std::cerr << "{\"sources_done\": " << done << ", \"sources\": " << total << "}" << std::endl;
  } else {
    std::cerr << done << "/" << total << " sources" << std::endl;
  }
}

}  // namespace

SimulationSummary simulate(const CellStudy& study, const SimulationOutputs& outputs,
                           const Provenance& provenance, const std::string& progress_mode) {
  refuse_existing_outputs(outputs);
  const CellModel model = make_cell_model(study);
  Point high = model.domain.high;
  if (model.dimension == 2) high[2] = model.domain.low[2];
  const auto insitu = make_insitu(study.insitu, model.domain.low, high);
  const auto sources = wanted_sources(study, model, !outputs.basis.empty());
  const FieldFrame frame = voxel_frame(study, model);
  const auto mechanics = make_mechanics(elastic_problem(study, model), study.numerics);
  mechanics->sample_at(frame.grid, {frame.grain.begin(), frame.grain.end()});
  const double start = MPI_Wtime();
  const auto show = [&](const InfluenceResult& so_far, std::size_t step, bool is_last) {
    if (!insitu->is_watching() || so_far.scan0.displacement.empty()) return;
    insitu->show(mechanics->shown_cells(so_far.scan0_load, so_far.scan0), static_cast<double>(step),
                 static_cast<long>(step), is_last);
  };
  auto result = influence_fields(*mechanics, sources, study.flaws.open, frame, study.numerics.block_size,
                                 [&](const InfluenceProgress& progress) {
                                   report(progress_mode, progress.done, progress.total);
                                   show(progress.so_far, progress.done, false);
                                 });
  show(result, sources.size() + 1, true);
  result.basis.model_hash = model_hash(study, model, frame);
  SimulationSummary summary;
  summary.sources_s = MPI_Wtime() - start;
  if (mpi_rank() == 0) write_files(outputs, result, provenance);
  if (!outputs.vtu_folder.empty()) {
    if (mpi_rank() == 0) std::filesystem::create_directories(outputs.vtu_folder);
    MPI_Barrier(MPI_COMM_WORLD);
    const std::string pvtu =
        mechanics->write_vtu(outputs.vtu_folder, "scan0", result.scan0_load, result.scan0);
    if (mpi_rank() == 0) write_pvd(outputs.vtu_folder, pvtu);
  }
  summary.n_grains = model.microstructure.n_grains();
  summary.n_cells = mechanics->n_cells();
  summary.n_unknowns = mechanics->n_unknowns();
  summary.n_sources = sources.size();
  summary.assembly_s = mechanics->assembly_s();
  summary.factorisation_s = mechanics->factorisation_s();
  if (mpi_rank() == 0) add_statistics(summary, result);
  return summary;
}

}  // namespace lauelith::solvers
