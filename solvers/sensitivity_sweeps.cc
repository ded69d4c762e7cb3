// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/sensitivity_sweeps.h"

#include <array>
#include <cmath>

#include "src/parallel.h"
#include "src/units.h"

namespace lauelith::solvers {

using models::PressureConductivity;
using models::SensitivityOptions;

namespace {

constexpr double mS_per_cm = 0.1;
constexpr double mA_per_cm2 = 10.0;
constexpr std::size_t most_band_rows = 2000;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// One sweep: what is varied, over which values, and what is read off.
struct Sweep {
  const char* name;
  const char* sentence;
  const char* column;
  const char* units;
  std::vector<double> range;
  void (*set)(SensitivityOptions&, double);
  const char* y_column;
  const char* y_units;
  const char* y_meaning;
  double (*of)(const SensitivityCase&, const SensitivityOptions&);  ///< of the law alone
  bool is_of_pressure;  ///< then the sign of the activation volume matters
};

std::vector<double> grid_of(const std::vector<double>& range, int n) {
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(range[0] + (range[1] - range[0]) * i / (n - 1));
  return values;
}

double pressure_Pa(const SensitivityOptions& options) { return options.stack_pressure_MPa * units::MPa; }

/// σ(P)/σ(0) with P taken from the stack pressure field, in MPa.
double law_ratio(const SensitivityCase&, const SensitivityOptions& options) {
  return std::exp(models::law_of(options).log_pressure_factor(pressure_Pa(options), options.temperature_K));
}
double law_conductivity(const SensitivityCase&, const SensitivityOptions& options) {
  return models::law_of(options).conductivity_S_m(0.0, options.temperature_K) / mS_per_cm;
}
double law_slope(const SensitivityCase&, const SensitivityOptions& options) {
  return models::law_of(options).slope_1_Pa(options.temperature_K) * units::GPa;
}
double law_change(const SensitivityCase& study, const SensitivityOptions& options) {
  const double P = stack_effect(study, options, options.stack_pressure_MPa).hydrostatic_Pa;
  return 100.0 * std::expm1(models::law_of(options).log_pressure_factor(P, options.temperature_K));
}

std::vector<Sweep> all_sweeps(const SensitivityOptions& options) {
  return {{"pressure", "conductivity over its value without pressure, against hydrostatic pressure",
           "pressure_GPa", "GPa", options.pressure_range_GPa,
           [](SensitivityOptions& o, double value) { o.stack_pressure_MPa = 1e3 * value; }, "ratio", "1",
           "sigma(P)/sigma(0)", law_ratio, true},
          {"temperature", "conductivity without pressure, against temperature", "temperature_K", "K",
           options.temperature_range_K, [](SensitivityOptions& o, double value) { o.temperature_K = value; },
           "conductivity_mS_cm", "mS/cm", "ionic conductivity", law_conductivity, false},
          {"activation_volume", "slope of ln sigma by pressure, against the activation volume",
           "activation_volume_cm3_mol", "cm3/mol", options.activation_volume_range_cm3_mol,
           [](SensitivityOptions& o, double value) { o.activation_volume_cm3_mol = value; }, "slope_1_GPa",
           "GPa-1", "d ln sigma/dP", law_slope, false},
          {"stack_pressure", "change of the conductivity by a stack pressure", "stack_pressure_MPa", "MPa",
           options.stack_pressure_range_MPa,
           [](SensitivityOptions& o, double value) { o.stack_pressure_MPa = value; }, "change_percent",
           "percent", "change of the conductivity", law_change, true}};
}

std::vector<double> column_of(const SensitivityCase& study, const Sweep& sweep,
                              const std::vector<double>& grid, const SensitivityOptions& base) {
  std::vector<double> values;
  for (const double value : grid) {
    SensitivityOptions options = base;
    sweep.set(options, value);
    values.push_back(sweep.of(study, options));
  }
  return values;
}

/// Both signs of the activation volume, the quadratic form where it has a maximum.
void add_variants(const SensitivityCase& study, const Sweep& sweep, const std::vector<double>& grid,
                  NumberTable& table) {
  table.add(sweep.y_column, sweep.y_units, sweep.y_meaning, column_of(study, sweep, grid, study.options));
  if (!sweep.is_of_pressure) return;
  SensitivityOptions opposite = study.options;
  opposite.activation_volume_cm3_mol *= -1.0;
  opposite.form = "exponential";
  table.add(std::string(sweep.y_column) + "_opposite_sign", sweep.y_units,
            std::string(sweep.y_meaning) + ", activation volume of the opposite sign",
            column_of(study, sweep, grid, opposite));
  SensitivityOptions quadratic = study.options;
  quadratic.form = "quadratic";
  const PressureConductivity law = models::law_of(quadratic);
  const bool has_maximum = law.slope_1_Pa(quadratic.temperature_K) * law.optimum_Pa > 0.0;
  std::vector<double> overlay(grid.size(), none);
  if (has_maximum) overlay = column_of(study, sweep, grid, quadratic);
  table.add(std::string(sweep.y_column) + "_quadratic", sweep.y_units,
            std::string(sweep.y_meaning) + ", quadratic form with its maximum at optimum_GPa",
            std::move(overlay));
}

/// Percentiles over the draws A and B, the swept parameter held.
void add_bands(const SensitivityCase& study, const Sweep& sweep, const std::vector<double>& grid,
               const SobolDesign& design, NumberTable& table) {
  const std::size_t n_rows = std::min(design.n_rows(), most_band_rows);
  if (n_rows == 0) return;
  std::vector<std::vector<double>> drawn(grid.size());
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (std::size_t matrix : {0, 1}) {
      SensitivityOptions options =
          options_at(study, design.point(row * (design.n_parameters() + 2) + matrix));
      const auto values = column_of(study, sweep, grid, options);
      for (std::size_t i = 0; i < grid.size(); ++i) drawn[i].push_back(values[i]);
    }
  }
  const std::array<std::pair<const char*, double>, 5> shares{
      {{"_q025", 0.025}, {"_q160", 0.16}, {"_q500", 0.5}, {"_q840", 0.84}, {"_q975", 0.975}}};
  for (const auto& [ending, share] : shares) {
    std::vector<double> band;
    for (const auto& values : drawn) band.push_back(percentile(values, share));
    table.add(std::string(sweep.y_column) + ending, sweep.y_units, "percentile over the uncertain parameters",
              std::move(band));
  }
}

ConductionSetting setting_of(const SensitivityOptions& options, double added_pressure_Pa) {
  constexpr double square_cm = 1e-4;
  return {options.temperature_K, added_pressure_Pa, options.boundary_resistance_ohm_cm2 * square_cm};
}

/// The pressure that a point of a sweep puts on the polycrystal.
double added_pressure_Pa(const SensitivityCase& study, const Sweep& sweep,
                         const SensitivityOptions& options) {
  const std::string name = sweep.name;
  if (name == "pressure") return pressure_Pa(options);
  if (name == "stack_pressure")
    return stack_effect(study, options, options.stack_pressure_MPa).hydrostatic_Pa;
  return 0.0;
}

/// Effective conductivity along Y, its slope by added pressure, focusing and the critical flaw.
void add_effective(const SensitivityCase& study, const Sweep& sweep, const std::vector<double>& grid,
                   int n_threads, NumberTable& table) {
  std::vector<double> sigma(grid.size()), slope(grid.size()), focusing(grid.size()), flaw(grid.size());
  for_each_index(grid.size(), n_threads, [&](std::size_t i) {
    SensitivityOptions options = study.options;
    sweep.set(options, grid[i]);
    const double P = added_pressure_Pa(study, sweep, options);
    const PressureConductivity law = models::law_of(options);
    double sigma_S_m = law.conductivity_S_m(P, options.temperature_K);
    slope[i] = law.slopes(P, options.temperature_K).pressure_1_Pa * units::GPa;
    focusing[i] = 1.0;
    if (study.polycrystal != nullptr) {
      const EffectiveDirection y = study.polycrystal->effective(law, setting_of(options, P), 1, study.start);
      sigma_S_m = y.conductivity_S_m;
      slope[i] = y.slopes.pressure_1_Pa * units::GPa;
      focusing[i] = y.focusing_99;
    }
    sigma[i] = sigma_S_m / mS_per_cm;
    const bool is_hydrostatic = std::string(sweep.name) == "pressure";
    const double closing = is_hydrostatic ? P
                           : std::string(sweep.name) == "stack_pressure"
                               ? stack_effect(study, options, options.stack_pressure_MPa).closing_Pa
                               : 0.0;
    flaw[i] = models::flaw_of(options).depth_m(options.flaw_current_mA_cm2 * mA_per_cm2, sigma_S_m, closing) /
              units::um;
  });
  table.add("effective_conductivity_mS_cm", "mS/cm", "effective conductivity along Y", std::move(sigma));
  table.add("effective_slope_1_GPa", "GPa-1", "d ln sigma_eff/dP, from the same solution", std::move(slope));
  table.add("focusing_99", "1", "99th percentile of the current density over its mean", std::move(focusing));
  table.add("critical_flaw_um", "um", "depth of the flaw that flaw_current_mA_cm2 just opens",
            std::move(flaw));
}

}  // namespace

std::vector<NumberTable> sweeps(const SensitivityCase& study, const SobolDesign& design, int n_threads) {
  std::vector<NumberTable> tables;
  for (const Sweep& sweep : all_sweeps(study.options)) {
    const std::vector<double> grid = grid_of(sweep.range, study.options.sweep_points);
    NumberTable table{sweep.name, sweep.sentence, {}, {}, {}};
    table.add(sweep.column, sweep.units, "swept", grid);
    add_variants(study, sweep, grid, table);
    add_bands(study, sweep, grid, design, table);
    add_effective(study, sweep, grid, n_threads, table);
    tables.push_back(std::move(table));
  }
  return tables;
}

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
