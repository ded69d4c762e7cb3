// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/sensitivity_samples.h"

#include <mpi.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>

#include "solvers/mechanics.h"
#include "src/failure.h"
#include "src/parallel.h"
#include "src/prior.h"
#include "src/units.h"

namespace lauelith::solvers {

using models::SensitivityOptions;

namespace {

struct Sampled {
  const char* key;
  double SensitivityOptions::*value;
};
constexpr std::array<Sampled, 12> sampled{{
    {"activation_volume_cm3_mol", &SensitivityOptions::activation_volume_cm3_mol},
    {"activation_energy_eV", &SensitivityOptions::activation_energy_eV},
    {"conductivity_mS_cm", &SensitivityOptions::conductivity_mS_cm},
    {"bulk_modulus_GPa", &SensitivityOptions::bulk_modulus_GPa},
    {"temperature_K", &SensitivityOptions::temperature_K},
    {"stack_pressure_MPa", &SensitivityOptions::stack_pressure_MPa},
    {"optimum_GPa", &SensitivityOptions::optimum_GPa},
    {"axial_1_GPa", &SensitivityOptions::axial_1_GPa},
    {"shear_1_GPa", &SensitivityOptions::shear_1_GPa},
    {"boundary_resistance_ohm_cm2", &SensitivityOptions::boundary_resistance_ohm_cm2},
    {"transfer_resistance_ohm_cm2", &SensitivityOptions::transfer_resistance_ohm_cm2},
    {"toughness_MPa_sqrt_m", &SensitivityOptions::toughness_MPa_sqrt_m},
}};

const Sampled* find_sampled(const std::string& key) {
  const auto found =
      std::find_if(sampled.begin(), sampled.end(), [&](const Sampled& one) { return key == one.key; });
  return found == sampled.end() ? nullptr : &*found;
}

std::vector<UncertainParameter> ranges_of_material(const SensitivityOptions& options) {
  std::vector<UncertainParameter> parameters;
  for (const auto& property : models::find_conductor(options.material).properties) {
    if (property.low && property.high && find_sampled(property.key) != nullptr)
      parameters.push_back({"sensitivity", property.key, "uniform", {*property.low, *property.high}});
  }
  return parameters;
}

double answer(const SensitivityAnswer& of, std::size_t k) {
  return k == 0 ? of.conductivity_mS_cm : k == 1 ? of.change_percent : of.critical_flaw_um;
}
constexpr std::array<const char*, SensitivityAnswer::n> answer_names{"effective_conductivity_mS_cm",
                                                                     "change_percent", "critical_flaw_um"};
constexpr std::array<const char*, SensitivityAnswer::n> answer_units{"mS/cm", "percent", "um"};
constexpr std::array<const char*, SensitivityAnswer::n> answer_meanings{
    "effective conductivity under the stack pressure", "its change by the stack pressure",
    "depth of the flaw that the current just opens"};

std::vector<double> answers(const SampleStore& store, std::size_t k) {
  std::vector<double> values;
  for (const SensitivityAnswer& one : store.answers) values.push_back(answer(one, k));
  return values;
}

}  // namespace

std::vector<UncertainParameter> uncertain_parameters(const std::vector<UncertainParameter>& of_study,
                                                     const SensitivityOptions& options) {
  std::vector<UncertainParameter> parameters;
  for (const UncertainParameter& one : of_study) {
    if (one.table != "sensitivity" || one.prior == "fixed") continue;
    if (find_sampled(one.key) == nullptr)
      throw UsageError(
          {"[sensitivity]", one.key, "a parameter of the law, the flaw or the state", "a prior"});
    parameters.push_back(one);
  }
  return parameters.empty() ? ranges_of_material(options) : parameters;
}

SensitivityOptions options_at(const SensitivityCase& study, const std::vector<double>& u) {
  SensitivityOptions options = study.options;
  for (std::size_t i = 0; i < study.uncertain.size(); ++i)
    options.*(find_sampled(study.uncertain[i].key)->value) = quantile(study.uncertain[i], u[i]);
  return options;
}

StackEffect stack_effect(const SensitivityCase& study, const SensitivityOptions& options,
                         double stack_pressure_MPa) {
  const double stack_Pa = stack_pressure_MPa * units::MPa;
  const double share = models::hydrostatic_share(options, study.shear_modulus_Pa);
  return {share * stack_Pa, 0.5 * (3.0 * share - 1.0) * stack_Pa};
}

double conductivity_of(const SensitivityCase& study, const SensitivityOptions& options,
                       double added_pressure_Pa) {
  const models::PressureConductivity law = models::law_of(options);
  if (study.polycrystal == nullptr) return law.conductivity_S_m(added_pressure_Pa, options.temperature_K);
  constexpr double square_cm = 1e-4;
  const ConductionSetting setting{options.temperature_K, added_pressure_Pa,
                                  options.boundary_resistance_ohm_cm2 * square_cm};
  return study.polycrystal->effective(law, setting, 1, study.start).conductivity_S_m;
}

SensitivityAnswer answer_of(const SensitivityCase& study, const SensitivityOptions& options) {
  constexpr double mS_per_cm = 0.1;    // S/m
  constexpr double mA_per_cm2 = 10.0;  // A/m²
  const StackEffect stack = stack_effect(study, options, options.stack_pressure_MPa);
  const double free = conductivity_of(study, options, 0.0);
  const double pressed = conductivity_of(study, options, stack.hydrostatic_Pa);
  const double depth_m =
      models::flaw_of(options).depth_m(options.flaw_current_mA_cm2 * mA_per_cm2, pressed, stack.closing_Pa);
  return {pressed / mS_per_cm, 100.0 * (pressed / free - 1.0), depth_m / units::um};
}

void evaluate_samples(const SensitivityCase& study, const SobolDesign& design, int n_threads,
                      SampleStore& store,
                      const std::function<void(std::size_t, const SensitivityAnswer&)>& done) {
  store.answers.resize(design.n_evaluations());
  store.has.resize(design.n_evaluations(), 0);
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < store.has.size(); ++i) {
    const bool is_mine = static_cast<int>(i % static_cast<std::size_t>(mpi_size())) == mpi_rank();
    if (store.has[i] == 0 && is_mine) missing.push_back(i);
  }
  std::mutex mutex;
  for_each_index(missing.size(), n_threads, [&](std::size_t k) {
    const std::size_t i = missing[k];
    const SensitivityAnswer found = answer_of(study, options_at(study, design.point(i)));
    const std::lock_guard<std::mutex> lock(mutex);
    store.answers[i] = found;
    store.has[i] = 1;
    done(i, found);
  });
}

void wait_for_all() { MPI_Barrier(MPI_COMM_WORLD); }

bool on_any_rank(bool is_true) {
  int any = is_true ? 1 : 0;
  MPI_Allreduce(MPI_IN_PLACE, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return any != 0;
}

void share_answers(SampleStore& store) {
  constexpr double unknown = -std::numeric_limits<double>::infinity();
  std::vector<double> values;
  for (std::size_t i = 0; i < store.answers.size(); ++i) {
    for (std::size_t k = 0; k < SensitivityAnswer::n; ++k)
      values.push_back(store.has[i] != 0 ? answer(store.answers[i], k) : unknown);
  }
  // Whoever has an answer has the same one.
  MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), MPI_DOUBLE, MPI_MAX,
                MPI_COMM_WORLD);
  for (std::size_t i = 0; i < store.answers.size(); ++i) {
    const double* of = values.data() + i * SensitivityAnswer::n;
    store.has[i] = of[0] == unknown ? 0 : 1;
    if (store.has[i] != 0) store.answers[i] = {of[0], of[1], of[2]};
  }
}

NumberTable samples_table(const SensitivityCase& study, const SobolDesign& design, const SampleStore& store) {
  NumberTable table{
      "samples", "parameters drawn and what follows; rows of A, B, AB_1 ... in turn", {}, {}, {}};
  std::vector<SensitivityOptions> options;
  for (std::size_t i = 0; i < design.n_evaluations(); ++i)
    options.push_back(options_at(study, design.point(i)));
  for (const UncertainParameter& parameter : study.uncertain) {
    std::vector<double> values;
    for (const SensitivityOptions& one : options) values.push_back(one.*(find_sampled(parameter.key)->value));
    table.add(parameter.key, "1", "sampled; unit as the name says", std::move(values));
  }
  for (std::size_t k = 0; k < SensitivityAnswer::n; ++k)
    table.add(answer_names[k], answer_units[k], answer_meanings[k], answers(store, k));
  return table;
}

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

/// Of matrices A and B: independent draws.
NumberTable bands_table(const SobolDesign& design, const SampleStore& store) {
  NumberTable table{"bands", "percentiles over the uncertain parameters", {}, "percentile", {}};
  const std::array<double, 5> shares{0.025, 0.16, 0.5, 0.84, 0.975};
  table.labels = {"2.5", "16", "50", "84", "97.5"};
  for (std::size_t k = 0; k < SensitivityAnswer::n; ++k) {
    std::vector<double> drawn, bands;
    for (std::size_t i = 0; i < store.answers.size(); ++i) {
      if (i % (design.n_parameters() + 2) < 2) drawn.push_back(answer(store.answers[i], k));
    }
    for (const double share : shares) bands.push_back(percentile(drawn, share));
    table.add(answer_names[k], answer_units[k], answer_meanings[k], std::move(bands));
  }
  return table;
}

NumberTable sobol_table(const SensitivityCase& study, const SobolDesign& design, const SampleStore& store) {
  NumberTable table{"sobol",
                    "shares of the variance: by a parameter alone (first), with all others (total)",
                    {},
                    "parameter",
                    {}};
  for (const UncertainParameter& parameter : study.uncertain) table.labels.push_back(parameter.key);
  for (std::size_t k = 0; k < SensitivityAnswer::n; ++k) {
    const SobolIndices indices = sobol_indices(design, answers(store, k));
    const std::string of = std::string("_of_") + answer_names[k];
    table.add("first" + of, "1", "first-order index", indices.first);
    table.add("first_sigma" + of, "1", "its standard error", indices.first_error);
    table.add("total" + of, "1", "total index", indices.total);
    table.add("total_sigma" + of, "1", "its standard error", indices.total_error);
  }
  return table;
}

}  // namespace lauelith::solvers
