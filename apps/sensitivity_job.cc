// SPDX-License-Identifier: BSD-3-Clause
#include "apps/sensitivity_job.h"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "apps/sensitivity_journal.h"
#include "apps/sensitivity_plots.h"
#include "models/elastic_bounds.h"
#include "solvers/mechanics.h"
#include "solvers/sensitivity_sweeps.h"
#include "src/field_file.h"
#include "src/hdf5_reader.h"
#include "src/png_file.h"
#include "src/safe_file.h"
#include "src/sha256.h"
#include "src/study_file.h"

namespace lauelith {

using solvers::SensitivityCase;

namespace {

std::atomic<bool> stop_wanted{false};
void want_stop(int) { stop_wanted = true; }

std::string in(const SensitivityJob& job, const std::string& name) {
  return (std::filesystem::path(job.folder) / name).string();
}

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
  const Hdf5Reader reader(job.maps);
  const std::string place = "/entry/derived/volume_strain";
  if (!reader.has(place)) throw InputError({job.maps, place, "the volume strain of an energy scan", "none"});
  const auto trace = reader.numbers(place).values;
  if (trace.size() != scan.maps.frames.size())
    throw InputError({job.maps, place, "one number per frame", std::to_string(trace.size())});
  return stress_of_maps(scan, C, models::HydrostaticClosure::energy, trace);
}

SensitivityCase case_of(const SensitivityJob& job, const solvers::PolycrystalConduction* polycrystal) {
  SensitivityCase study;
  study.options = completed(job.tables.sensitivity);
  study.uncertain = solvers::uncertain_parameters(job.study.uncertain(), study.options);
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

void print_notes(const SensitivityCase& study) {
  for (const auto& property : models::find_conductor(study.options.material).properties) {
    if (property.status == models::PropertyStatus::unverified)
      std::cerr << "lauelith: note: " << study.options.material << " " << property.key << " is unverified ("
                << property.reference << ")\n";
  }
  if (study.polycrystal == nullptr) return;
  const models::StressMap& stress = study.polycrystal->stress();
  std::cerr << "lauelith: note: pressure from " << stress.closure << "\n";
  if (stress.n_unknown > 0)
    std::cerr << "lauelith: note: " << stress.n_unknown
              << " points without a strain have the mean pressure\n";
  if (stress.dimension() == 2)
    std::cerr << "lauelith: note: a map is two-dimensional: it overstates what pores do\n";
}

/// Every rank keeps its own answers.
std::string journal_path(const SensitivityJob& job, int rank) {
  return in(job, "samples.journal" + (rank == 0 ? std::string() : "." + std::to_string(rank)));
}

/// Under mpirun one thread a rank, unless -j says otherwise.
int n_threads(const SensitivityJob& job) {
  return solvers::mpi_size() > 1 && job.common.n_threads == 0 ? 1 : job.common.n_threads;
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
  return "sensitivity " + digest.finish();
}

void evaluate(const SensitivityJob& job, const SensitivityCase& study, const SobolDesign& design,
              solvers::SampleStore& store) {
  SensitivityJournal journal(journal_path(job, solvers::mpi_rank()), identity_of(job), job.resume,
                             design.n_evaluations(), store);
  solvers::share_answers(store);
  if (journal.n_found() > 0)
    std::cerr << "lauelith: note: " << journal.n_found() << " samples found, continuing\n";
  std::signal(SIGINT, want_stop);
  std::signal(SIGTERM, want_stop);
  const Failure interrupted(ExitCode::interrupted,
                            {in(job, "samples.journal"), {}, {}, {}, "interrupted; --resume continues"});
  try {
    evaluate_samples(study, design, n_threads(job), store, [&](std::size_t i, const auto& answer) {
      journal.add(i, answer);
      if (stop_wanted) throw interrupted;
    });
  } catch (const Failure& failure) {
    if (failure.code() != ExitCode::interrupted) throw;
  }
  // One rank must not leave while others wait for it.
  if (solvers::on_any_rank(stop_wanted)) throw interrupted;
  solvers::share_answers(store);
}

void write_map(Hdf5Writer& writer, const SensitivityCase& study) {
  const models::StressMap& stress = study.polycrystal->stress();
  const auto& n = stress.grid.n;
  const models::PressureConductivity law = law_of(study.options);
  const double reference = law.conductivity_S_m(0.0, study.options.temperature_K);
  std::vector<double> ratio = study.polycrystal->local(law, {study.options.temperature_K, 0.0, 0.0});
  for (double& value : ratio) value /= reference;
  writer.group("/map", "NXcollection");
  writer.dataset("/map/origin_um", {"um", "centre of the first voxel"},
                 std::vector<double>{1e6 * stress.grid.origin_m.x(), 1e6 * stress.grid.origin_m.y(),
                                     1e6 * stress.grid.origin_m.z()},
                 {3});
  writer.dataset("/map/spacing_um", {"um", "of the voxels"},
                 std::vector<double>{1e6 * stress.grid.spacing_m.x(), 1e6 * stress.grid.spacing_m.y(),
                                     1e6 * stress.grid.spacing_m.z()},
                 {3});
  writer.dataset("/map/pressure_Pa", {"Pa", "positive in compression"}, stress.pressure_Pa,
                 {n[2], n[1], n[0]});
  writer.dataset("/map/conductivity_ratio", {"1", "sigma/sigma0; 0 where nothing conducts"}, ratio,
                 {n[2], n[1], n[0]});
  writer.text("/map/closure", {"1", "where the hydrostatic part comes from"}, stress.closure);
}

void write_hdf5(const SensitivityJob& job, const SensitivityCase& study,
                const std::vector<NumberTable>& tables) {
  Provenance provenance = begun_provenance({"lauelith", "sensitivity", job.study_path});
  provenance.study_text = resolved_text(job.study);
  provenance.seeds = {static_cast<std::int64_t>(job.common.seed)};
  for (const std::string& input : {job.study_path, job.field, job.maps}) {
    if (!input.empty()) provenance.inputs.push_back(hash_of_file(input));
  }
  Hdf5Writer writer(in(job, "sensitivity.h5"));
  writer.attribute("/", "type", "lauelith.sensitivity");
  writer.attribute("/", "version", std::vector<int>{1, 0});
  writer.attribute("/", "sign_convention", "P > 0 is compression; V_a > 0: pressure hinders");
  writer.group("/sensitivity", "NXcollection");
  for (const NumberTable& table : tables) write_table(writer, "/sensitivity/" + table.name, table);
  if (study.polycrystal != nullptr) write_map(writer, study);
  write_provenance(writer, provenance);
  writer.finish();
}

void print_summary(const SensitivityJob& job, const SensitivityCase& study) {
  const auto answer = answer_of(study, study.options);
  const double slope = law_of(study.options).slope_1_Pa(study.options.temperature_K) * 1e9;
  std::printf("%s, %g K, V_a = %+g cm3/mol: d ln sigma/dP = %+.4f /GPa, %+.3f %% per 10 MPa\n",
              study.options.material.c_str(), study.options.temperature_K,
              study.options.activation_volume_cm3_mol, slope, 100.0 * std::expm1(0.01 * slope));
  std::printf("under %g MPa of stack pressure (%s sides): %.4f mS/cm, %+.4f %%, critical flaw %.2f um\n",
              study.options.stack_pressure_MPa, study.options.confinement.c_str(), answer.conductivity_mS_cm,
              answer.change_percent, answer.critical_flaw_um);
  std::printf("P > 0 is compression. Written: %s\n", job.folder.c_str());
  std::fflush(stdout);
}

/// Sweeps, tables, pictures, and the HDF5 file last: it says that a run was whole.
void write_results(const SensitivityJob& job, const SensitivityCase& study, const SobolDesign& design,
                   const solvers::SampleStore& store) {
  const std::vector<NumberTable> swept = sweeps(study, design, n_threads(job));
  std::vector<NumberTable> tables = swept;
  tables.push_back(orders_of_magnitude(study));
  tables.push_back(local_table(study));
  if (study.polycrystal != nullptr) tables.push_back(effective_table(study));
  const bool has_samples = design.n_rows() > 0;
  if (has_samples) {
    tables.push_back(samples_table(study, design, store));
    tables.push_back(bands_table(design, store));
    tables.push_back(sobol_table(study, design, store));
  }
  for (const NumberTable& table : tables) write_whole_file(in(job, table.name + ".csv"), csv_text(table));
  for (const NamedPicture& one : sensitivity_pictures(study, swept, has_samples ? &tables.back() : nullptr))
    write_png(one.picture, in(job, one.name + ".png"));
  write_hdf5(job, study, tables);
  for (int rank = 0; rank < solvers::mpi_size(); ++rank) std::filesystem::remove(journal_path(job, rank));
  print_summary(job, study);
}

}  // namespace

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
  require_valid(job.tables.sensitivity);
  const std::string result = in(job, "sensitivity.h5");
  refuse_existing(result, job.common.force);
  if (!job.resume && !job.common.force) refuse_existing(journal_path(job, 0), false);
  solvers::wait_for_all();  // before any rank creates what another would refuse
  std::filesystem::create_directories(job.folder);
  const auto polycrystal = polycrystal_of(job);
  const SensitivityCase study = case_of(job, polycrystal.get());
  print_notes(study);
  const SobolDesign design(study.uncertain.size(), static_cast<std::size_t>(job.tables.sensitivity.samples),
                           static_cast<std::uint32_t>(job.common.seed));
  solvers::SampleStore store;
  evaluate(job, study, design, store);
  if (solvers::mpi_rank() == 0) write_results(job, study, design, store);
}

}  // namespace lauelith
