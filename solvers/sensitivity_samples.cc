// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/sensitivity_samples.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "src/prior.h"
#include "src/units.h"

namespace lauelith::solvers {

using models::SensitivityOptions;

namespace {

constexpr std::array<const char*, SensitivityAnswer::n> answer_names{"effective_conductivity_mS_cm",
                                                                     "change_percent", "critical_flaw_um"};
constexpr std::array<const char*, SensitivityAnswer::n> answer_units{"mS/cm", "percent", "um"};
constexpr std::array<const char*, SensitivityAnswer::n> answer_meanings{
    "effective conductivity under the stack pressure", "its change by the stack pressure",
    "depth of the flaw that the current just opens"};

}  // namespace

SensitivityOptions options_at(const SensitivityCase& study, const std::vector<double>& u) {
  SensitivityOptions options = study.options;
  for (std::size_t i = 0; i < study.uncertain.size(); ++i)
    models::sampled_value(options, study.uncertain[i].key) = quantile(study.uncertain[i], u[i]);
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
  const Conduction& solver = study.reduced != nullptr ? *study.reduced : study.polycrystal->conduction();
  return study.polycrystal->effective_by(solver, law, setting, 1, study.start).conductivity_S_m;
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

std::vector<double> sample_row(const SensitivityCase& study, const SobolDesign& design,
                               std::size_t evaluation) {
  const SensitivityAnswer answer = answer_of(study, options_at(study, design.point(evaluation)));
  return {answer.conductivity_mS_cm, answer.change_percent, answer.critical_flaw_um};
}

NumberTable samples_table(const SensitivityCase& study, const SobolDesign& design, const FoundRows& samples) {
  NumberTable table{
      "samples", "parameters drawn and what follows; rows of A, B, AB_1 ... in turn", {}, {}, {}};
  std::vector<SensitivityOptions> options;
  for (std::size_t i = 0; i < design.n_evaluations(); ++i)
    options.push_back(options_at(study, design.point(i)));
  for (const UncertainParameter& parameter : study.uncertain) {
    std::vector<double> values;
    for (SensitivityOptions& one : options) values.push_back(models::sampled_value(one, parameter.key));
    table.add(parameter.key, "1", "sampled; unit as the name says", std::move(values));
  }
  for (std::size_t k = 0; k < SensitivityAnswer::n; ++k)
    table.add(answer_names[k], answer_units[k], answer_meanings[k], samples.column(k));
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
NumberTable bands_table(const SobolDesign& design, const FoundRows& samples) {
  NumberTable table{"bands", "percentiles over the uncertain parameters", {}, "percentile", {}};
  const std::array<double, 5> shares{0.025, 0.16, 0.5, 0.84, 0.975};
  table.labels = {"2.5", "16", "50", "84", "97.5"};
  for (std::size_t k = 0; k < SensitivityAnswer::n; ++k) {
    std::vector<double> drawn, bands;
    for (std::size_t i = 0; i < samples.n(); ++i) {
      if (i % (design.n_parameters() + 2) < 2) drawn.push_back(samples.at(i, k));
    }
    for (const double share : shares) bands.push_back(percentile(drawn, share));
    table.add(answer_names[k], answer_units[k], answer_meanings[k], std::move(bands));
  }
  return table;
}

NumberTable sobol_table(const SensitivityCase& study, const SobolDesign& design, const FoundRows& samples) {
  NumberTable table{"sobol",
                    "shares of the variance: by a parameter alone (first), with all others (total)",
                    {},
                    "parameter",
                    {}};
  for (const UncertainParameter& parameter : study.uncertain) table.labels.push_back(parameter.key);
  for (std::size_t k = 0; k < SensitivityAnswer::n; ++k) {
    const SobolIndices indices = sobol_indices(design, samples.column(k));
    const std::string of = std::string("_of_") + answer_names[k];
    table.add("first" + of, "1", "first-order index", indices.first);
    table.add("first_sigma" + of, "1", "its standard error", indices.first_error);
    table.add("total" + of, "1", "total index", indices.total);
    table.add("total_sigma" + of, "1", "its standard error", indices.total_error);
  }
  return table;
}

}  // namespace lauelith::solvers
