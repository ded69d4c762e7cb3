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
  std::array<std::vector<double>, 10> columns;
  const PressureConductivity law = models::law_of(study.options);
  const double stack_Pa = stack_effect(study, study.options, study.options.stack_pressure_MPa).hydrostatic_Pa;
  const int n_directions = study.polycrystal == nullptr ? 0 : study.polycrystal->stress().dimension();
  for (int direction = 0; direction < n_directions; ++direction) {
    for (const double P : {0.0, stack_Pa}) {
      table.labels.push_back(std::string(1, "XYZ"[direction]));
      const ConductionSetting setting = setting_of(study.options, P);
      const EffectiveDirection result = study.polycrystal->effective(law, setting, direction);
      const models::ConductionBounds bounds = study.polycrystal->bounds(law, setting);
      const std::array<double, 10> row{P / units::MPa,
                                       result.conductivity_S_m / mS_per_cm,
                                       bounds.series / mS_per_cm,
                                       bounds.parallel / mS_per_cm,
                                       bounds.hashin_shtrikman / mS_per_cm,
                                       bounds.pore_fraction,
                                       result.slopes.pressure_1_Pa * units::GPa,
                                       result.slopes.temperature_1_K,
                                       result.focusing_99,
                                       result.focusing_largest};
      for (std::size_t k = 0; k < row.size(); ++k) columns[k].push_back(row[k]);
    }
  }
  const std::array<std::array<const char*, 3>, 10> names{{
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
  }};
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
