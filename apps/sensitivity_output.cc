// SPDX-License-Identifier: BSD-3-Clause
#include "apps/sensitivity_output.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "apps/sensitivity_plots.h"
#include "solvers/mechanics.h"
#include "solvers/sensitivity_sweeps.h"
#include "src/hdf5_writer.h"
#include "src/parameter_text.h"
#include "src/png_file.h"
#include "src/provenance.h"
#include "src/safe_file.h"
#include "src/text_file.h"

namespace lauelith {

using solvers::SensitivityCase;

namespace {

constexpr const char* sign_convention =
    "P > 0 is compression, P < 0 tension; V_a > 0: pressure hinders the ions";

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

/// The values as a CSV.
std::string values_text(const SensitivityJob& job) {
  std::string text = "key,value,low,high,status,reference\n";
  for (const models::MaterialProperty& value : conductor_values(job)) {
    std::string reference = value.reference;
    std::replace(reference.begin(), reference.end(), '"', '\'');
    text += value.key + "," + exact_text(value.value) + "," + (value.low ? exact_text(*value.low) : "nan") +
            "," + (value.high ? exact_text(*value.high) : "nan") + "," + text_of(value.status) + ",\"" +
            reference + "\"\n";
  }
  return text;
}

void write_hdf5(const SensitivityJob& job, const SensitivityCase& study,
                const solvers::SensitivityBasis& basis, const std::vector<NumberTable>& tables) {
  Provenance provenance = begun_provenance({"lauelith", "sensitivity", job.study_path});
  provenance.study_text = resolved_text(job.study);
  provenance.seeds = {static_cast<std::int64_t>(job.common.seed)};
  for (const std::string& input : {job.study_path, job.field, job.maps}) {
    if (!input.empty()) provenance.inputs.push_back(hash_of_file(input));
  }
  Hdf5Writer writer(in_folder(job, "sensitivity.h5"));
  writer.attribute("/", "type", "lauelith.sensitivity");
  writer.attribute("/", "version", std::vector<int>{1, 0});
  writer.attribute("/", "sign_convention", sign_convention);
  writer.group("/sensitivity", "NXcollection");
  for (const NumberTable& table : tables) write_table(writer, "/sensitivity/" + table.name, table);
  writer.text("/sensitivity/values", {"1", "numbers of the data file, with status and reference"},
              values_text(job));
  if (basis.conduction != nullptr) {
    writer.dataset("/sensitivity/basis_solutions", {"1", "finite-element solutions that samples are made of"},
                   std::vector<double>{static_cast<double>(basis.n_solutions)}, {1});
    writer.dataset("/sensitivity/basis_deviation",
                   {"1", "largest relative deviation from full solutions that were made to check it"},
                   std::vector<double>{basis.largest_deviation}, {1});
  }
  if (study.polycrystal != nullptr) write_map(writer, study);
  write_provenance(writer, provenance);
  writer.finish();
}

void print_strain(const NumberTable& effective) {
  for (std::size_t i = 0; i < effective.n_rows(); i += 2) {  // without the stack pressure
    std::printf(
        "strain, along %s: conductivity %+.3f %%, current focusing %.4f (without strain %.4f), critical flaw "
        "%+.3f %%\n",
        effective.labels[i].c_str(), effective.values("conductivity_by_strain_percent")[i],
        effective.values("focusing_99")[i], effective.values("focusing_99_without_strain")[i],
        effective.values("critical_flaw_by_strain_percent")[i]);
  }
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

}  // namespace

std::vector<models::MaterialProperty> conductor_values(const SensitivityJob& job) {
  const models::SensitivityOptions& given = job.tables.sensitivity;
  std::vector<models::MaterialProperty> values;
  const models::Material material = models::find_conductor(given.material);
  const auto take = [&](double own, const char* key) {
    if (std::isnan(own)) values.push_back(material.property(key));
  };
  take(given.activation_volume_cm3_mol, "activation_volume_cm3_mol");
  take(given.activation_energy_eV, "activation_energy_eV");
  take(given.conductivity_mS_cm, "conductivity_mS_cm");
  take(given.bulk_modulus_GPa, "bulk_modulus_GPa");
  return values;
}

std::string words_of(const models::MaterialProperty& value) {
  std::string range;
  if (value.low && value.high) range = " (" + toml_value(*value.low) + " to " + toml_value(*value.high) + ")";
  return value.key + " = " + toml_value(value.value) + range + ": " + value.reference;
}

void write_sensitivity(const SensitivityJob& job, const SensitivityCase& study,
                       const solvers::SensitivityBasis& basis, const SobolDesign& design,
                       const solvers::FoundRows& samples, const solvers::FoundRows& draws) {
  const std::vector<NumberTable> swept = sweeps(study, design, draws, n_threads(job));
  std::vector<NumberTable> tables = swept;
  tables.push_back(orders_of_magnitude(study));
  tables.push_back(local_table(study));
  if (study.polycrystal != nullptr) {
    tables.push_back(effective_table(study));
    print_strain(tables.back());
  }
  const bool has_samples = design.n_rows() > 0;
  if (has_samples) {
    tables.push_back(samples_table(study, design, samples));
    tables.push_back(bands_table(design, samples));
    tables.push_back(sobol_table(study, design, samples));
  }
  const std::string head = "# " + std::string(sign_convention) + "\n";
  for (const NumberTable& table : tables)
    write_whole_file(in_folder(job, table.name + ".csv"), head + csv_text(table));
  write_whole_file(in_folder(job, "values.csv"), head + values_text(job));
  for (const NamedPicture& one : sensitivity_pictures(study, swept, has_samples ? &tables.back() : nullptr))
    write_png(one.picture, in_folder(job, one.name + ".png"));
  write_hdf5(job, study, basis, tables);
  for (int rank = 0; rank < solvers::mpi_size(); ++rank) {
    for (const char* name : {"samples", "sweeps"}) std::filesystem::remove(journal_path(job, name, rank));
  }
  print_summary(job, study);
}

}  // namespace lauelith
