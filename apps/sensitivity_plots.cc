// SPDX-License-Identifier: BSD-3-Clause
#include "apps/sensitivity_plots.h"

#include <algorithm>
#include <cmath>

#include "src/line_plot.h"
#include "src/text_file.h"
#include "src/units.h"

namespace lauelith {
namespace {

const char* sign_note = "P > 0 is compression, P < 0 tension. V_a > 0: pressure hinders the ions.";

/// How a sweep is drawn.
struct PlotChoice {
  const char* table;
  const char* title;
  const char* x;
  const char* x_label;
  const char* y;
  const char* y_label;
};
constexpr PlotChoice choices[] = {
    {"pressure", "Ionic conductivity against pressure", "pressure_GPa", "pressure P (GPa), compressive > 0",
     "ratio", "conductivity over its value at P = 0"},
    {"temperature", "Ionic conductivity against temperature", "temperature_K", "temperature (K)",
     "conductivity_mS_cm", "ionic conductivity (mS/cm)"},
    {"activation_volume", "Slope against activation volume", "activation_volume_cm3_mol",
     "activation volume V_a (cm3/mol)", "slope_1_GPa", "d ln conductivity/dP (1/GPa)"},
    {"stack_pressure", "Change by stack pressure", "stack_pressure_MPa", "stack pressure (MPa), compressive",
     "change_percent", "change of the conductivity (%)"},
};

void add_curve(LinePlot& plot, const NumberTable& table, const std::string& x, const std::string& y,
               const std::string& label, bool dashed) {
  if (!table.has(y)) return;
  const auto& values = table.values(y);
  bool any = false;
  for (const double value : values) any = any || std::isfinite(value);
  if (any) plot.curves.push_back({label, table.values(x), values, {}, {}, dashed});
}

/// The band of the first curve, if there is one.
void add_band(LinePlot& plot, const NumberTable& table, const std::string& y) {
  if (plot.curves.empty() || !table.has(y + "_q025")) return;
  PlotCurve& curve = plot.curves.front();
  curve.low = table.values(y + "_q025");
  curve.high = table.values(y + "_q975");
  double widest = 0.0, largest = 0.0;
  for (std::size_t i = 0; i < curve.y.size(); ++i) {
    widest = std::max(widest, curve.high[i] - curve.low[i]);
    largest = std::max(largest, std::abs(curve.y[i]));
  }
  constexpr double visible = 0.005;
  plot.notes.push_back("Band: 2.5 to 97.5 % over the uncertain parameters" +
                       std::string(widest < visible * largest ? " (narrower than the line)." : "."));
}

LinePlot plot_of(const solvers::SensitivityCase& study, const NumberTable& table, const PlotChoice& choice) {
  LinePlot plot{std::string(choice.title) + ", " + study.options.material,
                choice.x_label,
                choice.y_label,
                {},
                {},
                true};
  const std::string volume = fixed_text(study.options.activation_volume_cm3_mol, 2);
  const std::string y = choice.y;
  const bool has_signs = table.has(y + "_opposite_sign");
  const std::string opposite = fixed_text(-study.options.activation_volume_cm3_mol, 2);
  add_curve(plot, table, choice.x, y, has_signs ? "V_a = " + volume + " cm3/mol" : "law", false);
  add_band(plot, table, y);
  add_curve(plot, table, choice.x, y + "_opposite_sign", "V_a = " + opposite + " cm3/mol", true);
  add_curve(plot, table, choice.x, y + "_quadratic",
            "quadratic, optimum at " + fixed_text(study.options.optimum_GPa, 1) + " GPa (overlay)", true);
  plot.notes.insert(plot.notes.begin(), sign_note);
  plot.log10_y = y == "ratio" || y == "conductivity_mS_cm";  // they span decades
  return plot;
}

/// What the homogenisation gives over the pressure: both signs of the activation volume, and the band.
LinePlot pressure_plot(const solvers::SensitivityCase& study, const NumberTable& table, const std::string& y,
                       const std::string& title, const std::string& y_label) {
  const std::string of = study.polycrystal == nullptr ? "homogeneous material" : "polycrystal along Y";
  LinePlot plot{title + ", " + study.options.material + ", " + of,
                "pressure P (GPa), compressive > 0",
                y_label,
                {sign_note},
                {},
                true};
  const double V_a = study.options.activation_volume_cm3_mol;
  add_curve(plot, table, "pressure_GPa", y, "V_a = " + fixed_text(V_a, 2) + " cm3/mol", false);
  add_band(plot, table, y);
  add_curve(plot, table, "pressure_GPa", y + "_opposite_sign", "V_a = " + fixed_text(-V_a, 2) + " cm3/mol",
            true);
  plot.log10_y = y != "focusing_99";
  return plot;
}

LinePlot sobol_plot(const NumberTable& sobol, const std::string& answer, const std::string& title) {
  LinePlot plot{title, "number of the parameter", "share of the variance", {}, {}, true};
  std::vector<double> place;
  std::string names;
  for (std::size_t i = 0; i < sobol.labels.size(); ++i) {
    place.push_back(static_cast<double>(i + 1));
    names += (i == 0 ? "" : ", ") + std::to_string(i + 1) + " " + sobol.labels[i];
  }
  const auto with_errors = [&](const std::string& kind, bool dashed) {
    PlotCurve curve{
        kind + " (bar: 2 standard errors)", place, sobol.values(kind + "_of_" + answer), {}, {}, dashed};
    const auto& error = sobol.values(kind + "_sigma_of_" + answer);
    for (std::size_t i = 0; i < error.size(); ++i) {
      curve.low.push_back(curve.y[i] - 2.0 * error[i]);
      curve.high.push_back(curve.y[i] + 2.0 * error[i]);
    }
    plot.curves.push_back(std::move(curve));
  };
  with_errors("total", false);
  with_errors("first", true);
  plot.notes = {names, sign_note};
  plot.bars = true;
  return plot;
}

/// σ/σ₀ − 1 at the scanned face.
NamedPicture map_of(const solvers::SensitivityCase& study) {
  const models::StressMap& stress = study.polycrystal->stress();
  const models::PressureConductivity law = models::law_of(study.options);
  const auto& n = stress.grid.n;
  const std::size_t first = (n[2] - 1) * n[0] * n[1];
  ScanLayers scan;
  scan.maps.crystal = study.options.material;
  scan.maps.frames.resize(n[0] * n[1]);
  scan.grid.nx = static_cast<int>(n[0]);
  scan.grid.ny = static_cast<int>(n[1]);
  scan.grid.has_positions = true;
  scan.grid.origin_um = stress.grid.origin_m.head<2>() / units::um;
  scan.grid.step_um = stress.grid.spacing_m.head<2>() / units::um;
  MapLayer layer{
      "change_conductivity_percent", "percent", "conductivity change by strain (P > 0 compressive)", {}};
  MapBoundaries boundaries;
  for (std::size_t i = 0; i < n[0] * n[1]; ++i) {
    const std::size_t voxel = first + i;
    scan.grid.frame_of_point.push_back(static_cast<int>(i));
    scan.shown_rank.push_back(-1);
    layer.values.push_back(stress.conducts[voxel] == 0
                               ? std::nan("")
                               : 100.0 * std::expm1(law.log_pressure_factor(stress.pressure_Pa[voxel],
                                                                            study.options.temperature_K)));
    const int x = static_cast<int>(i % n[0]), y = static_cast<int>(i / n[0]);
    const auto differs = [&](std::size_t other) {
      return stress.grain[voxel] >= 0 && stress.grain[other] >= 0 &&
             stress.grain[voxel] != stress.grain[other];
    };
    if (x + 1 < scan.grid.nx && differs(voxel + 1)) boundaries.right_of.emplace_back(x, y);
    if (y + 1 < scan.grid.ny && differs(voxel + n[0])) boundaries.above.emplace_back(x, y);
  }
  return {"conductivity_map", layer.long_name, map_picture(scan, layer, boundaries)};
}

}  // namespace

std::vector<NamedPicture> sensitivity_pictures(const solvers::SensitivityCase& study,
                                               const std::vector<NumberTable>& sweeps,
                                               const NumberTable* sobol) {
  std::vector<NamedPicture> pictures;
  for (const NumberTable& table : sweeps) {
    for (const PlotChoice& choice : choices) {
      if (table.name == choice.table)
        pictures.push_back({table.name, choice.title, line_plot(plot_of(study, table, choice))});
    }
    if (table.name != "pressure") continue;
    pictures.push_back({"critical_flaw", "critical flaw",
                        line_plot(pressure_plot(study, table, "critical_flaw_um", "Critical flaw",
                                                "depth that the current just opens (µm)"))});
    if (study.polycrystal == nullptr) continue;
    pictures.push_back({"effective", "effective conductivity",
                        line_plot(pressure_plot(study, table, "effective_conductivity_mS_cm",
                                                "Effective conductivity", "conductivity (mS/cm)"))});
    pictures.push_back({"focusing", "current focusing",
                        line_plot(pressure_plot(study, table, "focusing_99", "Current focusing",
                                                "99th percentile over the mean"))});
  }
  if (sobol != nullptr) {
    pictures.push_back(
        {"sobol_change", "variance shares of the change",
         line_plot(sobol_plot(*sobol, "change_percent", "What decides the change by stack pressure"))});
    pictures.push_back(
        {"sobol_conductivity", "variance shares of the conductivity",
         line_plot(sobol_plot(*sobol, "effective_conductivity_mS_cm", "What decides the conductivity"))});
  }
  if (study.polycrystal != nullptr) pictures.push_back(map_of(study));
  return pictures;
}

}  // namespace lauelith
