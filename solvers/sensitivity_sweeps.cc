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

/// Bands of a column: of each point's drawn values.
void add_percentiles(const std::vector<std::vector<double>>& drawn, const std::string& column,
                     const char* unit, NumberTable& table) {
  const std::array<std::pair<const char*, double>, 5> shares{
      {{"_q025", 0.025}, {"_q160", 0.16}, {"_q500", 0.5}, {"_q840", 0.84}, {"_q975", 0.975}}};
  for (const auto& [ending, share] : shares) {
    std::vector<double> band;
    for (const auto& values : drawn) band.push_back(percentile(values, share));
    table.add(column + ending, unit, "percentile over the uncertain parameters", std::move(band));
  }
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
  add_percentiles(drawn, sweep.y_column, sweep.y_units, table);
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

/// What the homogenisation gives at a point of a sweep.
constexpr std::size_t n_effective = 4;
constexpr std::array<std::array<const char*, 3>, n_effective> effective_columns{{
    {"effective_conductivity_mS_cm", "mS/cm", "effective conductivity along Y"},
    {"effective_slope_1_GPa", "GPa-1", "d ln sigma_eff/dP, from the same solution"},
    {"focusing_99", "1", "99th percentile of the current density over its mean"},
    {"critical_flaw_um", "um", "depth of the flaw that flaw_current_mA_cm2 just opens"},
}};

/// Along Y by `solver`; without a polycrystal the law itself.
std::array<double, n_effective> effective_point(const SensitivityCase& study, const Conduction* solver,
                                                const Sweep& sweep, const SensitivityOptions& options) {
  const double P = added_pressure_Pa(study, sweep, options);
  const PressureConductivity law = models::law_of(options);
  double sigma_S_m = law.conductivity_S_m(P, options.temperature_K);
  double slope_1_Pa = law.slopes(P, options.temperature_K).pressure_1_Pa;
  double focusing = 1.0;
  if (study.polycrystal != nullptr) {
    const ConductionSetting setting = setting_of(options, P);
    const EffectiveDirection y = study.polycrystal->effective_by(*solver, law, setting, 1, study.start);
    sigma_S_m = y.conductivity_S_m;
    slope_1_Pa = y.slopes.pressure_1_Pa;
    focusing = y.focusing_99;
  }
  const bool is_hydrostatic = std::string(sweep.name) == "pressure";
  const double closing = is_hydrostatic ? P
                         : std::string(sweep.name) == "stack_pressure"
                             ? stack_effect(study, options, options.stack_pressure_MPa).closing_Pa
                             : 0.0;
  const double depth_m =
      models::flaw_of(options).depth_m(options.flaw_current_mA_cm2 * mA_per_cm2, sigma_S_m, closing);
  return {sigma_S_m / mS_per_cm, slope_1_Pa * units::GPa, focusing, depth_m / units::um};
}

/// Effective conductivity along Y, its slope by added pressure, focusing and the critical flaw; where the
/// sign of the activation volume matters also with the opposite one.
void add_effective(const SensitivityCase& study, const Sweep& sweep, const std::vector<double>& grid,
                   int n_threads, NumberTable& table) {
  const Conduction* full = study.polycrystal == nullptr ? nullptr : &study.polycrystal->conduction();
  std::vector<std::array<double, n_effective>> points(grid.size()), opposite(grid.size());
  for_each_index(grid.size(), n_threads, [&](std::size_t i) {
    SensitivityOptions options = study.options;
    sweep.set(options, grid[i]);
    points[i] = effective_point(study, full, sweep, options);
    if (!sweep.is_of_pressure) return;
    options.activation_volume_cm3_mol *= -1.0;
    options.form = "exponential";
    opposite[i] = effective_point(study, full, sweep, options);
  });
  const auto column = [](const auto& of, std::size_t k) {
    std::vector<double> values;
    for (const auto& point : of) values.push_back(point[k]);
    return values;
  };
  for (std::size_t k = 0; k < n_effective; ++k) {
    const auto& [name, unit, meaning] = effective_columns[k];
    table.add(name, unit, meaning, column(points, k));
    if (sweep.is_of_pressure)
      table.add(std::string(name) + "_opposite_sign", unit,
                std::string(meaning) + ", activation volume of the opposite sign", column(opposite, k));
  }
}

/// Percentiles of what the homogenisation gives; `first`: column of `draws` where this sweep begins.
void add_effective_bands(const FoundRows& draws, std::size_t first, std::size_t n_points,
                         NumberTable& table) {
  if (draws.n() == 0) return;
  for (std::size_t k = 0; k < n_effective; ++k) {
    std::vector<std::vector<double>> drawn;
    for (std::size_t i = 0; i < n_points; ++i) drawn.push_back(draws.column(first + n_effective * i + k));
    add_percentiles(drawn, effective_columns[k][0], effective_columns[k][1], table);
  }
}

}  // namespace

std::size_t n_band_draws(const SobolDesign& design) {
  constexpr std::size_t most_rows = 128;
  return 2 * std::min(design.n_rows(), most_rows);
}

std::size_t band_width(const SensitivityCase& study) {
  return all_sweeps(study.options).size() * static_cast<std::size_t>(study.options.sweep_points) *
         n_effective;
}

std::vector<double> band_row(const SensitivityCase& study, const SobolDesign& design, std::size_t draw) {
  const SensitivityOptions drawn =
      options_at(study, design.point(draw / 2 * (design.n_parameters() + 2) + draw % 2));
  const Conduction* solver = study.reduced;
  if (solver == nullptr && study.polycrystal != nullptr) solver = &study.polycrystal->conduction();
  std::vector<double> row;
  for (const Sweep& sweep : all_sweeps(study.options)) {
    for (const double value : grid_of(sweep.range, study.options.sweep_points)) {
      SensitivityOptions options = drawn;
      sweep.set(options, value);
      const auto point = effective_point(study, solver, sweep, options);
      row.insert(row.end(), point.begin(), point.end());
    }
  }
  return row;
}

std::vector<NumberTable> sweeps(const SensitivityCase& study, const SobolDesign& design,
                                const FoundRows& draws, int n_threads) {
  std::vector<NumberTable> tables;
  std::size_t first = 0;
  for (const Sweep& sweep : all_sweeps(study.options)) {
    const std::vector<double> grid = grid_of(sweep.range, study.options.sweep_points);
    NumberTable table{sweep.name, sweep.sentence, {}, {}, {}};
    table.add(sweep.column, sweep.units, "swept", grid);
    add_variants(study, sweep, grid, table);
    add_bands(study, sweep, grid, design, table);
    add_effective(study, sweep, grid, n_threads, table);
    add_effective_bands(draws, first, grid.size(), table);
    first += grid.size() * n_effective;
    tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace lauelith::solvers
