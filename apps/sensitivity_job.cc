// SPDX-License-Identifier: BSD-3-Clause
#include "apps/sensitivity_job.h"

#include <atomic>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>

#include "apps/sensitivity_journal.h"
#include "apps/sensitivity_output.h"
#include "models/elastic_bounds.h"
#include "solvers/mechanics.h"
#include "solvers/sensitivity_basis.h"
#include "solvers/sensitivity_sweeps.h"
#include "src/field_file.h"
#include "src/hdf5_reader.h"
#include "src/safe_file.h"
#include "src/sha256.h"
#include "src/study_file.h"
#include "src/trace_table.h"

namespace lauelith {

using solvers::SensitivityCase;

namespace {

std::atomic<bool> stop_wanted{false};
void want_stop(int) { stop_wanted = true; }

models::StressMap stress_of_field_file(const SensitivityJob& job, const models::CubicStiffness& C) {
  const auto moment = static_cast<std::size_t>(job.moment);
  const std::size_t n_moments = read_field_times(job.field).time_s.size();
  if (moment >= n_moments)
    throw UsageError({"--scan", {}, "0 to " + std::to_string(n_moments - 1), std::to_string(moment)});
  const CrystalField field = read_field(job.field, moment);
  std::vector<double> pressure;
  const Hdf5Reader reader(job.field);
  if (reader.has("/field/pressure_Pa")) {
    const auto part = reader.part("/field/pressure_Pa", moment);
    if (part.values.size() != field.grid.n_voxels())
      throw InputError(
          {job.field, "/field/pressure_Pa", "one value per voxel", std::to_string(part.values.size())});
    pressure.assign(part.values.begin(), part.values.end());
  }
  return stress_of_field(field, C, pressure);
}

/// tr ε of every frame's grain from an energy scan (`index --white`), the mean of its phases by their
/// photons, or from the dataset of another program; NaN: not measured.
std::vector<double> measured_traces(const ScanLayers& scan, const std::string& path) {
  const Hdf5Reader reader(path);
  const std::string place = "/entry/derived/volume_strain";
  const EnergyResult energy = read_energy(reader);
  if (energy.rows.empty() && !reader.has(place)) {
    throw InputError({path, "/entry/energy, " + place, "the volume strain of an energy scan", "none",
                      "lauelith index ENERGIES.h5 --white " + path + " measures it"});
  }
  if (energy.rows.empty()) {
    const auto trace = reader.numbers(place).values;
    if (trace.size() == scan.maps.frames.size()) return trace;
    throw InputError({path, place, "one number per frame", std::to_string(trace.size())});
  }
  std::map<int, std::pair<double, double>> sums;  // grain row: trace by share, share
  for (const TraceRow& row : energy.rows) {
    sums[row.grain].first += row.share * row.strain_trace;
    sums[row.grain].second += row.share;
  }
  std::vector<double> traces(scan.maps.frames.size(), std::nan(""));
  int first_row = 0;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const auto found = sums.find(first_row + scan.shown_rank[i]);
    if (scan.shown_rank[i] >= 0 && found != sums.end() && found->second.second > 0.0)
      traces[i] = found->second.first / found->second.second;
    first_row += static_cast<int>(scan.maps.frames[i].grains.size());
  }
  return traces;
}

models::StressMap stress_of_maps_file(const SensitivityJob& job, const models::CubicStiffness& C) {
  const std::string& closure = job.tables.sensitivity.closure;
  if (closure == "undeclared") {
    throw UsageError({"[sensitivity]", "closure",
                      "traction-free or energy: white-beam maps hold no volume strain", "undeclared",
                      "closure = \"traction-free\" assumes that no traction acts on the face"});
  }
  const ScanLayers scan = read_scan_layers(job.maps);
  if (closure == "traction-free")
    return stress_of_maps(scan, C, models::HydrostaticClosure::traction_free, {});
  return stress_of_maps(scan, C, models::HydrostaticClosure::energy, measured_traces(scan, job.maps));
}

SensitivityCase case_of(const SensitivityJob& job, const solvers::PolycrystalConduction* polycrystal) {
  SensitivityCase study;
  study.options = completed(job.tables.sensitivity, sensitivity_defaults(job.tables));
  study.uncertain = models::sensitivity_priors(job.study.uncertain(), job.tables.sensitivity);
  study.shear_modulus_Pa = models::polycrystal_moduli(stiffness_of(job.tables.mechanics.mechanics)).shear;
  study.polycrystal = polycrystal;
  if (polycrystal != nullptr) {
    const double square_cm = 1e-4;
    study.start =
        polycrystal
            ->effective(
                law_of(study.options),
                {study.options.temperature_K, 0.0, study.options.boundary_resistance_ohm_cm2 * square_cm}, 1)
            .unknowns;
  }
  return study;
}

void print_notes(const SensitivityJob& job, const SensitivityCase& study) {
  for (const models::MaterialProperty& value : conductor_values(job)) {
    if (value.status != models::PropertyStatus::unverified) continue;
    std::cerr << "lauelith: note: not verified: " << study.options.material << " " << words_of(value) << "\n";
  }
  if (study.polycrystal == nullptr) return;
  const models::StressMap& stress = study.polycrystal->stress();
  std::cerr << "lauelith: note: pressure: " << stress.closure << "\n";
  if (stress.n_unknown > 0)
    std::cerr << "lauelith: note: " << stress.n_unknown
              << " points without a strain have the mean pressure\n";
  if (stress.dimension() == 2)
    std::cerr << "lauelith: note: a map is two-dimensional: it overstates what pores do\n";
}

void print_basis(const solvers::SensitivityBasis& basis) {
  if (basis.conduction == nullptr) {
    std::cerr
        << "lauelith: note: every sample is solved in full (conductivities too unlike, or too many cells)\n";
    return;
  }
  std::cerr << "lauelith: note: samples by projection on " << basis.n_solutions
            << " finite-element solutions; the last of " << basis.n_checked
            << " full solutions deviate by at most " << basis.largest_deviation << "\n";
}

/// Identity of a run: what the answers depend on.
std::string identity_of(const SensitivityJob& job) {
  std::string text = resolved_text(job.study) + std::to_string(job.common.seed) + std::to_string(job.moment);
  for (const UncertainParameter& one : job.study.uncertain()) {
    text += one.table + one.key + one.prior;
    for (const double value : one.range) text += " " + std::to_string(value);
  }
  for (const std::string& input : {job.field, job.maps}) {
    if (!input.empty()) text += hash_of_file(input).sha256;
  }
  Sha256 digest;
  digest.add(text);
  return "sensitivity 2 " + digest.finish();
}

/// Asks for every row that no journal of this rank holds.
void find_rows(const SensitivityJob& job, const std::string& name,
               const std::function<std::vector<double>(std::size_t)>& ask, solvers::FoundRows& rows) {
  const std::string path = journal_path(job, name, solvers::mpi_rank());
  SensitivityJournal journal(path, identity_of(job), job.resume, rows);
  solvers::share_rows(rows);
  if (journal.n_found() > 0)
    std::cerr << "lauelith: note: " << journal.n_found() << " " << name << " found, continuing\n";
  std::signal(SIGINT, want_stop);
  std::signal(SIGTERM, want_stop);
  const Failure interrupted(ExitCode::interrupted, {path, {}, {}, {}, "interrupted; --resume continues"});
  try {
    find_missing(rows, n_threads(job), ask, [&](std::size_t i) {
      journal.add(i);
      if (stop_wanted) throw interrupted;
    });
  } catch (const Failure& failure) {
    if (failure.code() != ExitCode::interrupted) throw;
  }
  // One rank must not leave while others wait for it.
  if (solvers::on_any_rank(stop_wanted)) throw interrupted;
  solvers::share_rows(rows);
}

}  // namespace

int n_threads(const SensitivityJob& job) {
  return solvers::mpi_size() > 1 && job.common.n_threads == 0 ? 1 : job.common.n_threads;
}

std::string in_folder(const SensitivityJob& job, const std::string& name) {
  return (std::filesystem::path(job.folder) / name).string();
}

std::string journal_path(const SensitivityJob& job, const std::string& name, int rank) {
  return in_folder(job, name + ".journal" + (rank == 0 ? std::string() : "." + std::to_string(rank)));
}

std::unique_ptr<solvers::PolycrystalConduction> polycrystal_of(const SensitivityJob& job) {
  if (job.field.empty() && job.maps.empty()) return nullptr;
  if (!job.field.empty() && !job.maps.empty())
    throw UsageError({"--maps", {}, "a field or maps", "both", "give one of --field and --maps"});
  const models::CubicStiffness C = stiffness_of(job.tables.mechanics.mechanics);
  const auto outside = job.tables.sensitivity.boundary_data == "linear"
                           ? solvers::ConductionProblem::Outside::linear
                           : solvers::ConductionProblem::Outside::periodic;
  return std::make_unique<solvers::PolycrystalConduction>(
      job.field.empty() ? stress_of_maps_file(job, C) : stress_of_field_file(job, C), outside);
}

void run_sensitivity(SensitivityJob& job) {
  if (!job.study_path.empty()) read_study_file(job.study, job.study_path);
  require_valid(job.tables.sensitivity, sensitivity_defaults(job.tables));
  refuse_existing(in_folder(job, "sensitivity.h5"), job.common.force);
  if (!job.resume && !job.common.force) refuse_existing(journal_path(job, "samples", 0), false);
  const auto polycrystal = polycrystal_of(job);
  SensitivityCase study = case_of(job, polycrystal.get());
  solvers::wait_for_all();  // before any rank creates what another would refuse
  std::filesystem::create_directories(job.folder);
  const bool is_first = solvers::mpi_rank() == 0;
  if (is_first) print_notes(job, study);
  const SobolDesign design(study.uncertain.size(), static_cast<std::size_t>(job.tables.sensitivity.samples),
                           static_cast<std::uint32_t>(job.common.seed));
  solvers::SensitivityBasis basis;
  if (study.polycrystal != nullptr && design.n_rows() > 0) {
    basis = sensitivity_basis(study, design);
    study.reduced = basis.conduction.get();
    if (is_first) print_basis(basis);
  }
  solvers::FoundRows samples(design.n_evaluations(), solvers::SensitivityAnswer::n);
  find_rows(
      job, "samples", [&](std::size_t i) { return sample_row(study, design, i); }, samples);
  solvers::FoundRows draws(solvers::n_band_draws(design), band_width(study));
  find_rows(
      job, "sweeps", [&](std::size_t i) { return band_row(study, design, i); }, draws);
  if (is_first) write_sensitivity(job, study, basis, design, samples, draws);
}

}  // namespace lauelith
