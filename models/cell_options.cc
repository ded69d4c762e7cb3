// SPDX-License-Identifier: BSD-3-Clause
#include "models/cell_options.h"

#include <limits>

#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

}  // namespace

void describe(ParameterVisitor& visit, CellOptions& options) {
  visit.text({"type",
              "symmetric: Li | LLZO | Li; full: with a cathode of about 4 V",
              -inf,
              inf,
              {"symmetric", "full"}},
             options.type);
  visit.number({"thickness_mm", "of the electrolyte, between the electrodes", 1e-2, 10.0},
               options.thickness_mm);
  visit.number({"relative_density", "1 - pore fraction", 0.8, 1.0}, options.relative_density);
  visit.number({"width_um", "of the computed piece, along the interface", 1.0, 1e5}, options.width_um);
  visit.numbers(
      {"window_um", "width and depth of the scanned window, at the plating interface, centred", 1.0, 1e5},
      options.window_um);
  visit.number({"stack_pressure_MPa", "pressure of the electrodes on the electrolyte", 0.0, 100.0},
               options.stack_pressure_MPa);
  visit.number({"temperature_K", "of the cell", 200.0, 453.0}, options.temperature_K);
  visit.number({"lithium_thickness_um", "that each electrode holds before any current", 0.0, 1e4},
               options.lithium_thickness_um);
  visit.number({"counter_potential_V", "of the counter electrode of a full cell against lithium", -5.0, 6.0},
               options.counter_potential_V);
}

void describe(ParameterVisitor& visit, ModelOptions& options) {
  visit.text({"level",
              "L1 elasticity, L2 coupled, L3 with fracture, L4 3D slab and meshed lithium",
              -inf,
              inf,
              {"L0", "L1", "L2", "L3", "L4"}},
             options.level);
  visit.text({"dimension",
              "2.5d: three displacements on a plane mesh; 3d: slab under the scanned face",
              -inf,
              inf,
              {"2.5d", "3d"}},
             options.dimension);
  visit.text({"plane_mode",
              "condition out of the plane (2.5d only)",
              -inf,
              inf,
              {"generalised_plane_strain", "plane_strain", "plane_stress"}},
             options.plane_mode);
  visit.number({"slab_depth_um", "depth of the slab under the scanned face (3d only)", 10.0, 1000.0},
               options.slab_depth_um);
}

DomainBox domain_of(const CellOptions& cell, const ModelOptions& model) {
  DomainBox box;
  box.high = {cell.width_um * units::um, cell.thickness_mm * units::mm, 0.0};
  if (model.space_dimension() == 3) box.low[2] = -model.slab_depth_um * units::um;
  return box;
}

DomainBox window_of(const CellOptions& cell, const ModelOptions& model) {
  require_valid(cell);
  DomainBox box = domain_of(cell, model);
  const double middle = box.centre()[0];
  box.low[0] = middle - 0.5 * cell.window_um[0] * units::um;
  box.high[0] = middle + 0.5 * cell.window_um[0] * units::um;
  box.high[1] = cell.window_um[1] * units::um;
  return box;
}

void require_valid(const CellOptions& cell) {
  const bool has_two = cell.window_um.size() == 2;
  if (has_two && cell.window_um[0] <= cell.width_um &&
      cell.window_um[1] * units::um <= cell.thickness_mm * units::mm) {
    return;
  }
  throw UsageError({.file = "[cell]",
                    .where = "window_um",
                    .expected = "[width, depth] within width_um = " + toml_value(cell.width_um) +
                                " and thickness_mm = " + toml_value(cell.thickness_mm),
                    .found = toml_value(cell.window_um)});
}

}  // namespace lauelith::models
