// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cmath>

#include "solvers/sensitivity_sweeps.h"
#include "src/units.h"

namespace lauelith::solvers {

using models::PressureConductivity;
using models::SensitivityOptions;

namespace {

constexpr double mS_per_cm = 0.1;

ConductionSetting setting_of(const SensitivityOptions& options, double added_pressure_Pa) {
  constexpr double square_cm = 1e-4;
  return {options.temperature_K, added_pressure_Pa, options.boundary_resistance_ohm_cm2 * square_cm};
}

constexpr std::size_t n_columns = 14;
constexpr double mA_per_cm2 = 10.0;

/// The law of a body whose strain changes nothing; what is put on from outside is in its conductivity.
PressureConductivity law_without_strain(const PressureConductivity& law, double added_Pa,
                                        double temperature_K) {
  PressureConductivity flat = law;
  flat.reference_S_m *= std::exp(law.log_pressure_factor(added_Pa, temperature_K));
  flat.activation_volume_m3 = flat.compressibility_1_Pa = flat.axial_1_Pa = flat.shear_1_Pa = 0.0;
  return flat;
}

/// One direction, with the flaw and against the body without strain.
std::array<double, n_columns> effective_row(const SensitivityCase& study, const StackEffect& effect,
                                            int direction) {
  const SensitivityOptions& options = study.options;
  const PressureConductivity law = models::law_of(options);
  const ConductionSetting setting = setting_of(options, effect.hydrostatic_Pa);
  const PolycrystalConduction& body = *study.polycrystal;
  const EffectiveDirection found = body.effective(law, setting, direction);
  const EffectiveDirection flat = body.effective(
      law_without_strain(law, effect.hydrostatic_Pa, options.temperature_K), setting, direction);
  const models::ConductionBounds bounds = body.bounds(law, setting);
  const auto flaw_m = [&](double sigma_S_m) {
    return models::flaw_of(options).depth_m(options.flaw_current_mA_cm2 * mA_per_cm2, sigma_S_m,
                                            effect.closing_Pa);
  };
  const double flaw = flaw_m(found.conductivity_S_m);
  return {effect.hydrostatic_Pa / units::MPa,
          found.conductivity_S_m / mS_per_cm,
          bounds.series / mS_per_cm,
          bounds.parallel / mS_per_cm,
          bounds.hashin_shtrikman / mS_per_cm,
          bounds.pore_fraction,
          found.slopes.pressure_1_Pa * units::GPa,
          found.slopes.temperature_1_K,
          found.focusing_99,
          found.focusing_largest,
          flaw / units::um,
          100.0 * (found.conductivity_S_m / flat.conductivity_S_m - 1.0),
          flat.focusing_99,
          100.0 * (flaw / flaw_m(flat.conductivity_S_m) - 1.0)};
}

}  // namespace

NumberTable orders_of_magnitude(const SensitivityCase& study) {
  NumberTable table{
      "orders_of_magnitude", "what 10 MPa of compression does, for several activation volumes", {}, {}, {}};
  const std::vector<double> volumes{-1.0, 0.0, 0.5, 1.0, 1.65, 3.0};
  std::vector<double> slope, per_10_MPa, per_dilation;
  for (const double volume : volumes) {
    SensitivityOptions options = study.options;
    options.activation_volume_cm3_mol = volume;
    const double s = models::law_of(options).slope_1_Pa(options.temperature_K);
    slope.push_back(s * units::GPa);
    per_10_MPa.push_back(100.0 * std::expm1(s * 10.0 * units::MPa));
    per_dilation.push_back(-s * options.bulk_modulus_GPa * units::GPa * 1e-3 * 100.0);
  }
  table.add("activation_volume_cm3_mol", "cm3/mol", "V_a", volumes);
  table.add("slope_1_GPa", "GPa-1", "d ln sigma/dP", std::move(slope));
  table.add("change_percent_per_10_MPa", "percent", "by 10 MPa of pressure", std::move(per_10_MPa));
  table.add("change_percent_per_1e_3_dilation", "percent", "by a volume strain of 1e-3, first order",
            std::move(per_dilation));
  return table;
}

NumberTable effective_table(const SensitivityCase& study) {
  NumberTable table{"effective",
                    "effective conductivity by direction, without and under the stack pressure",
                    {},
                    "direction",
                    {}};
  const std::array<std::array<const char*, 3>, n_columns> names{{
      {"added_pressure_MPa", "MPa", "hydrostatic, by the stack pressure"},
      {"conductivity_mS_cm", "mS/cm", "effective conductivity"},
      {"series_mS_cm", "mS/cm", "harmonic mean: lower bound (without boundary resistance)"},
      {"parallel_mS_cm", "mS/cm", "arithmetic mean: upper bound"},
      {"hashin_shtrikman_mS_cm", "mS/cm", "upper bound with pores, isotropic arrangement"},
      {"pore_fraction", "1", "share of cells that do not conduct"},
      {"slope_1_GPa", "GPa-1", "d ln sigma_eff/dP: the current-weighted mean of the local slopes"},
      {"slope_temperature_1_K", "K-1", "d ln sigma_eff/dT"},
      {"focusing_99", "1", "99th percentile of the current density over its mean"},
      {"focusing_largest", "1", "largest current density over its mean"},
      {"critical_flaw_um", "um", "depth of the flaw that flaw_current_mA_cm2 just opens"},
      {"conductivity_by_strain_percent", "percent", "change against the same body without strain"},
      {"focusing_99_without_strain", "1", "focusing_99 of the same body without strain"},
      {"critical_flaw_by_strain_percent", "percent", "change against the same body without strain"},
  }};
  std::array<std::vector<double>, n_columns> columns;
  const StackEffect stack = stack_effect(study, study.options, study.options.stack_pressure_MPa);
  const int n_directions = study.polycrystal == nullptr ? 0 : study.polycrystal->stress().dimension();
  for (int direction = 0; direction < n_directions; ++direction) {
    for (const StackEffect& effect : {StackEffect{}, stack}) {
      table.labels.push_back(std::string(1, "XYZ"[direction]));
      const auto row = effective_row(study, effect, direction);
      for (std::size_t k = 0; k < row.size(); ++k) columns[k].push_back(row[k]);
    }
  }
  for (std::size_t k = 0; k < names.size(); ++k)
    table.add(names[k][0], names[k][1], names[k][2], std::move(columns[k]));
  return table;
}

NumberTable local_table(const SensitivityCase& study) {
  const SensitivityOptions& options = study.options;
  const PressureConductivity law = models::law_of(options);
  const double P = stack_effect(study, options, options.stack_pressure_MPa).hydrostatic_Pa;
  PressureConductivity::Slopes slopes = law.slopes(P, options.temperature_K);
  if (study.polycrystal != nullptr)
    slopes = study.polycrystal->effective(law, setting_of(options, P), 1, study.start).slopes;
  NumberTable table{"local", "derivatives of ln sigma under the stack pressure", {}, "parameter", {}};
  table.labels = {"pressure_GPa",         "temperature_K",    "activation_volume_cm3_mol",
                  "activation_energy_eV", "bulk_modulus_GPa", "ln_conductivity"};
  const double K_GPa = options.bulk_modulus_GPa;
  table.add("slope", "1", "d ln sigma by the parameter, in its unit",
            {slopes.pressure_1_Pa * units::GPa, slopes.temperature_1_K,
             slopes.activation_volume_1_m3 * models::ion_volume_m3(1.0),
             slopes.activation_energy_1_J * models::ion_energy_J(1.0),
             -slopes.compressibility_Pa / (K_GPa * K_GPa * units::GPa), slopes.reference});
  return table;
}

}  // namespace lauelith::solvers
