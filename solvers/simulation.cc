// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/simulation.h"

#include <mpi.h>

#include <exception>
#include <filesystem>
#include <iostream>

#include "solvers/cell_mesh.h"
#include "solvers/charge_transport.h"
#include "solvers/influence_fields.h"
#include "solvers/insitu.h"
#include "solvers/plating_checks.h"
#include "solvers/plating_simulation.h"
#include "src/failure.h"
#include "src/field_statistics.h"
#include "src/safe_file.h"
#include "src/text_file.h"
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

void write_pvd(const std::string& folder, const std::vector<double>& time_s,
               const std::vector<std::string>& pvtu) {
  std::string text =
      "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"0.1\">\n  <Collection>\n";
  for (std::size_t k = 0; k < pvtu.size(); ++k) {
    text += "    <DataSet timestep=\"" + exact_text(time_s[k]) + "\" part=\"0\" file=\"" + pvtu[k] + "\"/>\n";
  }
  write_whole_file((std::filesystem::path(folder) / "fields.pvd").string(),
                   text + "  </Collection>\n</VTKFile>\n");
}

/// A file of cells per moment and the collection of them.
void write_vtu(Mechanics& mechanics, const std::string& folder, const std::vector<double>& time_s,
               const std::vector<std::pair<ElasticLoad, ElasticState>>& states) {
  if (folder.empty()) return;
  if (mpi_rank() == 0) std::filesystem::create_directories(folder);
  MPI_Barrier(MPI_COMM_WORLD);
  std::vector<std::string> pvtu;
  for (std::size_t k = 0; k < states.size(); ++k)
    pvtu.push_back(
        mechanics.write_vtu(folder, "scan" + std::to_string(k), states[k].first, states[k].second));
  if (mpi_rank() == 0) write_pvd(folder, time_s, pvtu);
}

std::string beside(const std::string& fields, const std::string& name) {
  return (std::filesystem::path(fields).parent_path() / name).string();
}

void refuse_existing_outputs(const SimulationOutputs& outputs) {
  refuse_existing(outputs.fields, outputs.may_replace);
  if (!outputs.basis.empty() && !outputs.resume) refuse_existing(outputs.basis, outputs.may_replace);
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

void add_statistics(SimulationSummary& summary, const FieldFrame& frame,
                    const std::vector<double>& gradients) {
  const std::vector<float> H(gradients.begin(), gradients.end());
  const auto bands = band_statistics(frame, H, band_width);
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

/// A study on its way: the model, its sources, and the mechanics once they are needed.
struct Work {
  const CellStudy& study;
  SimulationOutputs outputs;
  CellModel model;
  FieldFrame frame;
  std::vector<CellSource> sources;
  std::unique_ptr<Mechanics> mechanics;
  SimulationSummary summary;
};

void need_mechanics(Work& work) {
  if (work.mechanics) return;
  work.mechanics = make_mechanics(elastic_problem(work.study, work.model), work.study.numerics);
  work.mechanics->sample_at(work.frame.grid, {work.frame.grain.begin(), work.frame.grain.end()});
  work.summary.n_cells = work.mechanics->n_cells();
  work.summary.n_unknowns = work.mechanics->n_unknowns();
  work.summary.assembly_s = work.mechanics->assembly_s();
  work.summary.factorisation_s = work.mechanics->factorisation_s();
}

InfluenceResult solved_sources(Work& work, const std::string& progress_mode) {
  Point high = work.model.domain.high;
  if (work.model.dimension == 2) high[2] = work.model.domain.low[2];
  const auto insitu = make_insitu(work.study.insitu, work.model.domain.low, high);
  need_mechanics(work);
  Mechanics& mechanics = *work.mechanics;
  const double start = MPI_Wtime();
  const auto show = [&](const InfluenceResult& so_far, std::size_t step, bool is_last) {
    if (!insitu->is_watching() || so_far.scan0.displacement.empty()) return;
    insitu->show(mechanics.shown_cells(so_far.scan0_load, so_far.scan0), static_cast<double>(step),
                 static_cast<long>(step), is_last);
  };
  auto result = influence_fields(mechanics, work.sources, work.study.flaws.open, work.frame,
                                 work.study.numerics.block_size, [&](const InfluenceProgress& progress) {
                                   report(progress_mode, progress.done, progress.total);
                                   show(progress.so_far, progress.done, false);
                                 });
  show(result, work.sources.size() + 1, true);
  result.basis.model_hash = model_hash(work.study, work.model, work.frame);
  work.summary.sources_s = MPI_Wtime() - start;
  return result;
}

void simulate_scan0(Work& work, const Provenance& provenance, const std::string& progress_mode) {
  auto result = solved_sources(work, progress_mode);
  if (mpi_rank() == 0) write_files(work.outputs, result, provenance);
  write_vtu(*work.mechanics, work.outputs.vtu_folder, {0.0}, {{result.scan0_load, result.scan0}});
  if (mpi_rank() == 0) add_statistics(work.summary, result.basis.frame, result.scan0_gradients);
}

/// A basis from an earlier start of the same run.
bool read_earlier_basis(const Work& work, InfluenceBasis& basis) {
  if (!work.outputs.resume || !std::filesystem::exists(work.outputs.basis)) return false;
  basis = read_basis(work.outputs.basis, model_hash(work.study, work.model, work.frame));
  bool is_same = basis.sources.size() == work.sources.size();
  for (std::size_t s = 0; is_same && s < basis.sources.size(); ++s) {
    is_same = basis.sources[s].kind == work.sources[s].source.kind &&
              basis.sources[s].name == work.sources[s].source.name;
    basis.sources[s] = work.sources[s].source;
  }
  if (!is_same) {
    throw InputError({work.outputs.basis, "/basis/source_name", "the sources of this study", "others",
                      "start again with --force"});
  }
  basis.frame = work.frame;
  return true;
}

/// Results of rank 0 for the others.
void share(std::vector<Eigen::VectorXd>& amplitudes, std::vector<double>& time_s, std::size_t n_sources) {
  int n = static_cast<int>(time_s.size());
  MPI_Bcast(&n, 1, MPI_INT, 0, MPI_COMM_WORLD);
  time_s.resize(static_cast<std::size_t>(n));
  amplitudes.resize(static_cast<std::size_t>(n), Eigen::VectorXd::Zero(static_cast<Eigen::Index>(n_sources)));
  MPI_Bcast(time_s.data(), n, MPI_DOUBLE, 0, MPI_COMM_WORLD);
  for (auto& one : amplitudes)
    MPI_Bcast(one.data(), static_cast<int>(one.size()), MPI_DOUBLE, 0, MPI_COMM_WORLD);
}

/// A failure of rank 0 ends all ranks; the others have nothing to say about it.
void throw_together(const std::exception_ptr& failure) {
  int has_failed = failure ? 1 : 0;
  MPI_Bcast(&has_failed, 1, MPI_INT, 0, MPI_COMM_WORLD);
  if (failure) std::rethrow_exception(failure);
  if (has_failed != 0) throw Failure(ExitCode::not_converged, {"plating", {}, {}, {}, "see rank 0"});
}

void simulate_coupled(Work& work, const models::Protocol& protocol, const Provenance& provenance,
                      const std::string& progress_mode) {
  InfluenceBasis basis;
  if (!read_earlier_basis(work, basis)) {
    basis = std::move(solved_sources(work, progress_mode).basis);
    if (mpi_rank() == 0) write_basis(work.outputs.basis, basis, provenance, work.outputs.may_replace);
  }
  const double start = MPI_Wtime();
  const auto scan0 = scan0_amplitudes(work.sources, basis.pressure, work.study.flaws.open);
  const PlatingSystem system = plating_system_of(work.study, work.model, basis, scan0, MPI_COMM_WORLD);
  const double matrices_s = MPI_Wtime() - start;
  PlatingOutcome outcome;
  std::exception_ptr failure;
  if (mpi_rank() == 0) try {
      outcome = simulate_plating(work.study, work.model, system, basis, scan0, protocol, work.outputs,
                                 provenance, progress_mode);
      work.summary.plating = outcome.summary;
      work.summary.plating.matrices_s = matrices_s;
      const auto H = recombined(basis, scan0);
      add_statistics(work.summary, basis.frame, {H.begin(), H.end()});
    } catch (...) {
      failure = std::current_exception();
    }
  // What rank 0 alone does may fail: the others must not wait for its results.
  throw_together(failure);
  share(outcome.amplitudes, outcome.time_s, work.sources.size());
  if (work.outputs.vtu_folder.empty()) return;
  need_mechanics(work);
  std::vector<std::pair<ElasticLoad, ElasticState>> states;
  for (const auto& amplitudes : outcome.amplitudes) {
    const ElasticLoad load = combined_load(work.sources, amplitudes);
    states.emplace_back(load, work.mechanics->solve(load));
  }
  write_vtu(*work.mechanics, work.outputs.vtu_folder, outcome.time_s, states);
}

}  // namespace

SimulationSummary simulate(const CellStudy& study, const SimulationOutputs& outputs,
                           const Provenance& provenance, const std::string& progress_mode) {
  Work work{study, outputs, make_cell_model(study), {}, {}, nullptr, {}};
  // What is resumed has its basis already.
  if (!outputs.resume) require_mesh_fits(cell_mesh(study, work.model), work.model.dimension, study.numerics);
  const bool coupled = is_coupled(study);
  models::Protocol protocol;
  if (coupled) {
    protocol = protocol_of(study, outputs.study_folder);
    require_possible(study, protocol);
    require_joined_electrodes(study, work.model);
    if (outputs.basis.empty()) work.outputs.basis = beside(outputs.fields, "basis.h5");
  }
  refuse_existing_outputs(work.outputs);
  work.frame = voxel_frame(study, work.model);
  work.sources = wanted_sources(study, work.model, coupled || !outputs.basis.empty());
  work.summary.n_grains = work.model.microstructure.n_grains();
  work.summary.n_sources = work.sources.size();
  if (coupled) {
    simulate_coupled(work, protocol, provenance, progress_mode);
  } else {
    simulate_scan0(work, provenance, progress_mode);
  }
  return work.summary;
}

}  // namespace lauelith::solvers
