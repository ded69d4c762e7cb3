// SPDX-License-Identifier: BSD-3-Clause
// Which mechanism strains the window more, over current, electronic conductivity of grain boundaries and
// depth of the flaw: one model, one basis, parameters alone. Also how much current it takes to see anything,
// and a criterion of stability that is printed and not used.
//   lauelith_phase_study FOLDER        writes phase_diagram.md and phase_diagram.png
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "models/elastic_bounds.h"
#include "solvers/mpi_session.h"
#include "solvers/plating_pictures.h"
#include "src/colour_map.h"
#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/png_file.h"
#include "src/safe_file.h"
#include "src/stroke_font.h"
#include "src/units.h"
#include "tests/verification/coupled_cell.h"

namespace lauelith::verification {
namespace {

using namespace solvers;

const std::vector<double> depths_um{2.5, 5, 10, 40};
const std::vector<double> currents_uA_cm2{3.34, 10, 30, 100, 300, 1000};
const std::vector<double> ratios{1, 1e4, 1e5, 1e6, 1e7, 1e8};

CellStudy phase_cell() {
  CellStudy study;
  study.cell.width_um = 200.0;
  study.cell.window_um = {160.0, 160.0};
  study.cell.stack_pressure_MPa = 0.0;
  study.grains.size_um = 60.0;
  study.residual.layer_strain = study.residual.grain_strain_sd = study.residual.field_strain_sd = 0.0;
  study.flaws.place_um = {100.0};
  study.flaws.place_depth_um = {40.0};
  study.flaws.place_angle_deg = {0.0};
  study.electro.conductivity_electronic_S_cm = 1e-9;
  study.electro.electron_contact = "pinned";
  study.deposition.exchange_current_ratio = 1e-3;
  study.deposition.dissolution_efficiency = 0.0;
  study.protocol.block_half_cycle_min = {30.0};
  study.protocol.block_half_cycles = {6.0};
  study.protocol.scan_state = "rest current";
  study.numerics.degree = 1;
  return study;
}

/// Change of von Mises strain by some of the openings: its 99th percentile over the window.
double strain_by(const CoupledCell& cell, const PlatingMoment& moment, bool of_boundaries) {
  Eigen::VectorXd amplitudes = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(cell.basis.sources.size()));
  const auto numbers = cell.basis.openings();
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    if ((cell.basis.sources[numbers[k]].kind == "boundary") == of_boundaries)
      amplitudes[static_cast<Eigen::Index>(numbers[k])] = moment.openings[static_cast<Eigen::Index>(k)];
  }
  const std::vector<float> none(9 * cell.basis.frame.phase.size(), 0.0f);
  const std::vector<double> H = recombined(cell.basis, amplitudes);
  auto change = change_of_strain(cell.basis.frame, none, {H.begin(), H.end()});
  std::erase_if(change, [](double value) { return !std::isfinite(value); });
  std::sort(change.begin(), change.end());
  return change[static_cast<std::size_t>(0.99 * static_cast<double>(change.size() - 1))];
}

struct Outcome {
  double by_flaws = 0.0, by_boundaries = 0.0, growth_um = 0.0;
  /// 0 none, 1 penetration, 2 transport, 3 mixed: what reaches 3e-5, the other within a factor of three.
  int kind() const {
    constexpr double visible = 3e-5, alike = 3.0;
    if (std::max(by_flaws, by_boundaries) < visible) return 0;
    if (by_flaws > alike * by_boundaries) return 1;
    return by_boundaries > alike * by_flaws ? 2 : 3;
  }
};

Outcome outcome_of(const CoupledCell& cell, double depth_um, double current_uA_cm2) {
  PlatingSystem system = cell.system;
  double depth = 0.0;
  FlawTrack& flaw = system.flaws.front();
  flaw.n_cracked = 0;
  while (depth < 0.99 * depth_um * units::um)
    depth += system.elasticity.measure[flaw.openings[static_cast<std::size_t>(flaw.n_cracked++)]];
  models::ProtocolOptions options = cell.study.protocol;
  options.block_current_uA_cm2 = {current_uA_cm2};
  const auto protocol = models::protocol_of(options);
  PlatingHistory history;
  history.state = initial_state(system);
  const auto nothing = [](const PlatingHistory&) {};
  run_protocol(system, protocol, {cell.study.time, false, 1000000}, history, nothing, nothing);
  const PlatingMoment& last = history.moments.back();
  const double growth = history.rows.back().crack_length_m - history.rows.front().crack_length_m;
  return {strain_by(cell, last, false), strain_by(cell, last, true), growth / units::um};
}

const char* const names[] = {"-", "P", "T", "M"};

void draw_panel(Picture& picture, const Box& box, const std::string& title,
                const std::vector<std::vector<Outcome>>& rows) {
  const double width = box.width / static_cast<double>(currents_uA_cm2.size());
  const double height = box.height / static_cast<double>(ratios.size());
  const Colour colours[] = {{225, 225, 225}, category_colour(0), category_colour(1), category_colour(2)};
  const auto number = [](double value) {
    char label[32];
    std::snprintf(label, sizeof label, "%g", value);
    return std::string(label);
  };
  for (std::size_t r = 0; r < ratios.size(); ++r) {
    for (std::size_t c = 0; c < currents_uA_cm2.size(); ++c) {
      const Box cell{box.left + static_cast<double>(c) * width,
                     box.bottom() - static_cast<double>(r + 1) * height, width - 2.0, height - 2.0};
      const Outcome& outcome = rows[r][c];
      const Place middle{cell.left + 0.5 * width, cell.top + 0.5 * height};
      picture.fill(cell, colours[outcome.kind()]);
      if (outcome.growth_um > 0.0) picture.cross({middle.x, middle.y - 12.0}, 5.0, {{0, 0, 0}, 1.5});
      write(picture, names[outcome.kind()], {middle.x, middle.y + 6.0}, {12.0, {0, 0, 0}, Align::centre});
    }
    write(picture, number(ratios[r]),
          {box.left - 6.0, box.bottom() - (static_cast<double>(r) + 0.4) * height},
          {9.0, {0, 0, 0}, Align::right});
  }
  for (std::size_t c = 0; c < currents_uA_cm2.size(); ++c)
    write(picture, number(currents_uA_cm2[c]),
          {box.left + (static_cast<double>(c) + 0.5) * width, box.bottom() + 14.0},
          {9.0, {0, 0, 0}, Align::centre});
  write(picture, title, {box.left, box.top - 8.0}, {11.0, {0, 0, 0}});
}

std::string stability_text() {
  const auto moduli = models::polycrystal_moduli(models::stiffness_of(models::MechanicsOptions{}));
  const double k = 2.0 * constants::pi / (1.0 * units::um), amplitude = 10.0 * units::nm;
  char text[400];
  std::snprintf(text, sizeof text,
                "A sinusoidal interface of 10 nm amplitude and 1 um wavelength would be pressed by E' k A/2 "
                "= %.1f GPa, and "
                "G_LLZO/G_Li is %.0f to %.0f where linear stability asks for about 2: the criterion says "
                "*stable*, against "
                "experiment. It is printed here and used nowhere.\n",
                0.5 * moduli.plane_strain() * k * amplitude / 1e9, moduli.shear / 5.68e9,
                moduli.shear / 2.9e9);
  return text;
}

/// The default population of flaws with its residual strain: what a current does.
std::string sanity_text() {
  CellStudy study = phase_cell();
  const CellStudy standard;
  study.residual = standard.residual;
  study.flaws = standard.flaws;
  study.flaws.density_per_mm = 40.0;  // eight in this piece
  study.deposition = standard.deposition;
  study.cell.stack_pressure_MPa = standard.cell.stack_pressure_MPa;
  const CoupledCell cell = coupled_cell(study);
  std::string text =
      "| current, uA/cm2 | flaw pressure, MPa | 99th percentile of strain change | largest "
      "|\n|---|---|---|---|\n";
  for (const double current : currents_uA_cm2) {
    models::ProtocolOptions options = study.protocol;
    options.block_current_uA_cm2 = {current};
    PlatingHistory history;
    history.state = initial_state(cell.system);
    const auto nothing = [](const PlatingHistory&) {};
    run_protocol(cell.system, models::protocol_of(options), {study.time, false, 1000000}, history, nothing,
                 nothing);
    const std::vector<float> none(9 * cell.basis.frame.phase.size(), 0.0f);
    Eigen::VectorXd amplitudes = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(cell.basis.sources.size()));
    const auto numbers = cell.basis.openings();
    for (std::size_t k = 0; k < numbers.size(); ++k)
      amplitudes[static_cast<Eigen::Index>(numbers[k])] =
          history.moments.back().openings[static_cast<Eigen::Index>(k)] -
          history.moments.front().openings[static_cast<Eigen::Index>(k)];
    const std::vector<double> H = recombined(cell.basis, amplitudes);
    auto change = change_of_strain(cell.basis.frame, none, {H.begin(), H.end()});
    std::erase_if(change, [](double value) { return !std::isfinite(value); });
    std::sort(change.begin(), change.end());
    char row[160];
    std::snprintf(row, sizeof row, "| %g | %.2f | %.1e | %.1e |\n", current,
                  history.moments.back().state.pressure_Pa.maxCoeff() / units::MPa,
                  change[static_cast<std::size_t>(0.99 * static_cast<double>(change.size() - 1))],
                  change.back());
    text += row;
  }
  return text;
}

/// The same basis with the electronic conductivity of boundaries changed.
std::vector<CoupledCell> cells_of_ratios() {
  std::vector<CoupledCell> cells;
  for (const double ratio : ratios) {
    CellStudy study = phase_cell();
    study.electro.boundary_conductivity_ratio = ratio;
    if (cells.empty()) {
      cells.push_back(coupled_cell(study));
      continue;
    }
    CoupledCell cell = cells.front();
    cell.study = study;
    cell.system = plating_system_of(study, cell.model, cell.basis, cell.scan0);
    cells.push_back(cell);
  }
  return cells;
}

std::string row_text(double ratio, const std::vector<Outcome>& row) {
  char entry[64];
  std::snprintf(entry, sizeof entry, "| ratio %g |", ratio);
  std::string text = entry;
  for (const Outcome& one : row) {
    std::snprintf(entry, sizeof entry, " %s%s %.0e/%.0e |", names[one.kind()], one.growth_um > 0.0 ? "×" : "",
                  one.by_flaws, one.by_boundaries);
    text += entry;
  }
  return text + "\n";
}

const char* const introduction =
    "# Which mechanism strains the window\n\nThree cycles of 30 min a half, then a scan with the current "
    "held; one "
    "flaw, no residual strain. The cell is 1.11 mm thick, electrons are pinned at the plating electrode, "
    "1e-9 S/cm in "
    "grains, exchange current ratio 1e-3, deposits do not dissolve, K = 1 MPa m1/2. Entries: P penetration, "
    "T "
    "transport, M both within a factor of three, - neither reaches 3e-5; × the flaw has grown; 99th "
    "percentiles of the "
    "change of von Mises strain by flaws / by boundaries. Columns: uA/cm2. Each cell is one setting of one "
    "model.\n\n"
    "![phase diagram](phase_diagram.png)\n";

void write_study(const std::string& folder) {
  const auto cells = cells_of_ratios();
  Picture picture(1000, 900, {255, 255, 255});
  std::string text = introduction;
  for (std::size_t d = 0; d < depths_um.size(); ++d) {
    std::vector<std::vector<Outcome>> rows;
    char title[64];
    std::snprintf(title, sizeof title, "flaw of %g µm", depths_um[d]);
    text += "\n| " + std::string(title) + " |";
    for (const double current : currents_uA_cm2)
      text += " " + std::to_string(static_cast<int>(current)) + " |";
    text += "\n|---|---|---|---|---|---|---|\n";
    for (std::size_t r = 0; r < ratios.size(); ++r) {
      auto& row = rows.emplace_back();
      for (const double current : currents_uA_cm2) row.push_back(outcome_of(cells[r], depths_um[d], current));
      text += row_text(ratios[r], row);
    }
    const auto column = static_cast<double>(d % 2), line = static_cast<double>(d / 2);
    draw_panel(picture, {90.0 + 480.0 * column, 60.0 + 400.0 * line, 380.0, 300.0}, title, rows);
  }
  const Lettering lettering{11.0, {0, 0, 0}};
  write(picture,
        "across: current (µA/cm2); upwards: electronic conductivity of boundaries over that of grains",
        {40.0, 845.0}, lettering);
  write(picture, "letters: P penetration, T transport, M both; cross: the flaw grows", {40.0, 872.0},
        lettering);
  write_png(picture, folder + "/phase_diagram.png");
  write_whole_file(folder + "/phase_diagram.md",
                   text + "\n## What a current does to the default population of flaws\n\n" + sanity_text() +
                       "\n## A criterion that is not used\n\n" + stability_text());
}

}  // namespace
}  // namespace lauelith::verification

int main(int argc, char** argv) {
  const lauelith::solvers::MpiSession mpi(argc, argv);
  if (argc != 2) return 2;
  lauelith::verification::write_study(argv[1]);
  return 0;
}
