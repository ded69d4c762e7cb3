// SPDX-License-Identifier: BSD-3-Clause
#include "models/sensitivity_priors.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/prior.h"

namespace lauelith::models {
namespace {

struct Sampled {
  const char* key;
  double SensitivityOptions::*value;
  const char* table = "";  ///< that declares it, if [sensitivity] does not
  const char* key_there = "";
};
constexpr std::array<Sampled, 12> sampled{{
    {"activation_volume_cm3_mol", &SensitivityOptions::activation_volume_cm3_mol},
    {"activation_energy_eV", &SensitivityOptions::activation_energy_eV},
    {"conductivity_mS_cm", &SensitivityOptions::conductivity_mS_cm},
    {"bulk_modulus_GPa", &SensitivityOptions::bulk_modulus_GPa},
    {"temperature_K", &SensitivityOptions::temperature_K, "cell", "temperature_K"},
    {"stack_pressure_MPa", &SensitivityOptions::stack_pressure_MPa, "cell", "stack_pressure_MPa"},
    {"optimum_GPa", &SensitivityOptions::optimum_GPa},
    {"axial_1_GPa", &SensitivityOptions::axial_1_GPa},
    {"shear_1_GPa", &SensitivityOptions::shear_1_GPa},
    {"boundary_resistance_ohm_cm2", &SensitivityOptions::boundary_resistance_ohm_cm2, "electro",
     "boundary_resistance_ohm_cm2"},
    {"transfer_resistance_ohm_cm2", &SensitivityOptions::transfer_resistance_ohm_cm2, "interface",
     "resistance_ohm_cm2"},
    {"toughness_MPa_sqrt_m", &SensitivityOptions::toughness_MPa_sqrt_m, "fracture", "toughness_MPa_sqrt_m"},
}};

const Sampled* find_sampled(const std::string& key) {
  const auto found =
      std::find_if(sampled.begin(), sampled.end(), [&](const Sampled& one) { return key == one.key; });
  return found == sampled.end() ? nullptr : &*found;
}

/// Finds the range of one number.
class RangeFinder : public ParameterVisitor {
 public:
  explicit RangeFinder(std::string key) : key_(std::move(key)) {}
  double low = 0.0, high = 0.0;
  void number(const ParameterInfo& info, double&) override {
    if (info.key != key_) return;
    low = info.min;
    high = info.max;
  }
  void integer(const ParameterInfo&, int&) override {}
  void flag(const ParameterInfo&, bool&) override {}
  void text(const ParameterInfo&, std::string&) override {}
  void numbers(const ParameterInfo&, std::vector<double>&) override {}

 private:
  std::string key_;
};

void require_within_range(const UncertainParameter& parameter) {
  RangeFinder range(parameter.key);
  SensitivityOptions options;
  describe(range, options);
  constexpr double rare = 0.001;
  const double low = quantile(parameter, rare), high = quantile(parameter, 1.0 - rare);
  if (low >= range.low && high <= range.high) return;
  throw UsageError({"[sensitivity]", parameter.key,
                    "a prior within " + toml_value(range.low) + " to " + toml_value(range.high),
                    parameter.prior + " " + toml_value(parameter.range) + ", which reaches " +
                        toml_value(low < range.low ? low : high),
                    "narrow the range, or use another prior"});
}

/// A prior of the activation volume that never leaves what no ion has was meant in another unit.
void require_believable_volume(const UncertainParameter& parameter) {
  if (parameter.key != "activation_volume_cm3_mol") return;
  constexpr double rare = 0.001;
  const double largest =
      std::max(std::abs(quantile(parameter, rare)), std::abs(quantile(parameter, 1.0 - rare)));
  if (largest < least_believable_volume_cm3_mol) refuse_volume(toml_value(parameter.range));
}

std::vector<UncertainParameter> ranges_of_material(const SensitivityOptions& options) {
  std::vector<UncertainParameter> parameters;
  for (const auto& property : find_conductor(options.material).properties) {
    if (property.low && property.high && find_sampled(property.key) != nullptr)
      parameters.push_back({"sensitivity", property.key, "uniform", {*property.low, *property.high}});
  }
  return parameters;
}

std::vector<UncertainParameter> own_priors(const std::vector<UncertainParameter>& of_study) {
  std::vector<UncertainParameter> parameters;
  for (const UncertainParameter& one : of_study) {
    if (one.table != "sensitivity" || one.prior == "fixed") continue;
    if (find_sampled(one.key) == nullptr)
      throw UsageError(
          {"[sensitivity]", one.key, "a parameter of the law, the flaw or the state", "a prior"});
    parameters.push_back(one);
  }
  return parameters;
}

/// Priors of other tables for what [sensitivity] leaves to them.
std::vector<UncertainParameter> inherited_priors(const std::vector<UncertainParameter>& of_study,
                                                 const SensitivityOptions& given) {
  std::vector<UncertainParameter> parameters;
  for (const UncertainParameter& one : of_study) {
    for (const Sampled& here : sampled) {
      const bool is_it = one.table == here.table && one.key == here.key_there && one.prior != "fixed";
      if (is_it && std::isnan(given.*(here.value)))
        parameters.push_back({"sensitivity", here.key, one.prior, one.range});
    }
  }
  return parameters;
}

}  // namespace

std::vector<UncertainParameter> sensitivity_priors(const std::vector<UncertainParameter>& of_study,
                                                   const SensitivityOptions& given) {
  std::vector<UncertainParameter> parameters = own_priors(of_study);
  if (parameters.empty()) parameters = ranges_of_material(given);
  for (const UncertainParameter& one : inherited_priors(of_study, given)) parameters.push_back(one);
  for (const UncertainParameter& one : parameters) {
    require_within_range(one);
    require_believable_volume(one);
  }
  return parameters;
}

double& sampled_value(SensitivityOptions& options, const std::string& key) {
  const Sampled* found = find_sampled(key);
  assert(found != nullptr);
  return options.*(found->value);
}

}  // namespace lauelith::models
