// SPDX-License-Identifier: BSD-3-Clause
#include "apps/comparison_setup.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "models/analytic_basis.h"
#include "models/grain_boundaries.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith {

using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr double piece_um = 10.0;
constexpr std::size_t most_pieces = 150;

models::DomainBox box_of(const models::OrientationMap& map) {
  const Vector2d low = map.origin - 0.5 * map.step;
  const Vector2d high = low + map.step.cwiseProduct(Vector2d(map.nx, map.ny));
  return {Vector3d(low.x(), low.y(), -1e-6), Vector3d(high.x(), high.y(), 1e-6)};
}

/// In pieces few enough for one column each.
models::BoundaryNetwork traced(const models::Microstructure& microstructure) {
  double length = piece_um * units::um;
  models::BoundaryNetwork network = models::boundaries_of(microstructure, length);
  while (network.pieces().size() > most_pieces) {
    length *= 1.3 * static_cast<double>(network.pieces().size()) / static_cast<double>(most_pieces);
    const models::BoundaryNetwork coarser = models::boundaries_of(microstructure, length);
    if (coarser.pieces().size() == network.pieces().size()) break;
    network = coarser;
  }
  return network;
}

std::vector<inverse::TracePiece> traces_of(const models::BoundaryNetwork& network) {
  std::vector<inverse::TracePiece> traces;
  for (const models::BoundaryPiece& piece : network.pieces()) {
    const Vector2d along = 0.5 * piece.measure * Vector2d(piece.normal.y(), -piece.normal.x());
    const Vector2d centre = piece.centre.head<2>();
    traces.push_back({piece.boundary, (centre - along) / units::um, (centre + along) / units::um});
  }
  return traces;
}

FieldGrid grid_of(const models::OrientationMap& map) {
  FieldGrid grid;
  grid.n = {static_cast<std::size_t>(map.nx), static_cast<std::size_t>(map.ny), 1};
  grid.origin_m = Vector3d(map.origin.x(), map.origin.y(), 0.0);
  grid.spacing_m = Vector3d(map.step.x(), map.step.y(), map.step.x());
  return grid;
}

inverse::ComparisonSetting setting_with(inverse::ComparedPixels pixels, const CompareOptions& options) {
  inverse::ComparisonSetting setting;
  pixels.interface_um = Vector2d(options.interface_point_um[0], options.interface_point_um[1]);
  pixels.interface_normal = Vector2d(options.interface_normal[0], options.interface_normal[1]).normalized();
  setting.pixels = std::move(pixels);
  setting.priors.discrepancy_sd = options.discrepancy;
  for (double& s : setting.priors.discrepancy_grid) s *= options.discrepancy / 3e-5;
  setting.priors.relative_discrepancy = options.relative_discrepancy;
  setting.drift.affine = options.drift;
  setting.smallest_effect = options.smallest_effect;
  setting.currents = options.current_uA_cm2;
  return setting;
}

}  // namespace

void describe(ParameterVisitor& visit, CompareOptions& options) {
  visit.numbers({"interface.point_um", "a point of the plating interface in the map, X and Y"},
                options.interface_point_um);
  visit.numbers({"interface.normal", "normal of the interface in the map, into the electrolyte"},
                options.interface_normal);
  visit.text({.key = "grains",
              .sentence = "microstructure: from the map of Scan 0, or from the basis file",
              .choices = {"maps", "basis"}},
             options.grains);
  visit.text({"basis", "influence fields of the study's own model (basis.h5); empty: closed forms"},
             options.basis);
  visit.number(
      {"smallest_effect", "smallest strain of interest, in a boundary or interface band", 1e-7, 1e-2},
      options.smallest_effect);
  visit.integer({"power", "simulated measurements per power estimate", 0, 10000}, options.power);
  visit.flag({"sweep", "repeat with signal priors twice and half as wide"}, options.sweep);
  visit.numbers(
      {"current_uA_cm2", "current density of the cycling before each later scan; empty: not known", 0.0, 1e6},
      options.current_uA_cm2);
  visit.number(
      {"discrepancy", "scale of what no model explains: half-normal prior of its strain", 1e-7, 1e-3},
      options.discrepancy);
  visit.number(
      {"relative_discrepancy",
       "what the models of the mechanisms leave unexplained of their own strain, as a share of it", 0.0, 1.0},
      options.relative_discrepancy);
  visit.number({"drift", "prior sd of the drift between scans: strain over half the map", 0.0, 1e-2},
               options.drift);
}

void check_compare(const CompareOptions& options, int n_later_scans) {
  const auto needs_two = [](const std::vector<double>& values, const char* key) {
    if (values.size() == 2) return;
    throw UsageError({"[compare]", key, "two numbers", std::to_string(values.size()), ""});
  };
  needs_two(options.interface_point_um, "interface.point_um");
  needs_two(options.interface_normal, "interface.normal");
  if (std::hypot(options.interface_normal[0], options.interface_normal[1]) < 1e-9)
    throw UsageError({"[compare]", "interface.normal", "a direction", "a vector of length zero", ""});
  const auto n = options.current_uA_cm2.size();
  if (n != 0 && n_later_scans > 0 && n != static_cast<std::size_t>(n_later_scans))
    throw UsageError({"[compare]", "current_uA_cm2",
                      "one value for each of the " + std::to_string(n_later_scans) + " later scans",
                      std::to_string(n), "give none or all"});
  if (options.grains == "basis" && options.basis.empty())
    throw UsageError({"[compare]", "basis", "a basis file with grains = \"basis\"", "none", "set basis"});
}

inverse::ComparisonSetting comparison_setting(inverse::ComparedPixels pixels,
                                              const models::OrientationMap& map,
                                              const CompareOptions& options, int n_threads) {
  inverse::ComparisonSetting setting = setting_with(std::move(pixels), options);
  const models::DomainBox box = box_of(map);
  const models::Microstructure grains = models::microstructure_of_map(map, {}, box, 2, "maps of Scan 0");
  std::optional<models::BoundaryNetwork> network;
  if (grains.n_grains() > 1) network = traced(grains);
  if (network) setting.traces = traces_of(*network);
  models::AnalyticBasisOptions closed;
  closed.interface_um = setting.pixels.interface_um;
  closed.interface_normal = setting.pixels.interface_normal;
  closed.n_threads = n_threads;
  setting.basis = models::analytic_basis(grid_of(map), network ? &*network : nullptr, closed);
  return setting;
}

inverse::ComparisonSetting comparison_setting(inverse::ComparedPixels pixels, InfluenceBasis basis,
                                              const CompareOptions& options) {
  inverse::ComparisonSetting setting = setting_with(std::move(pixels), options);
  setting.traces = inverse::boundary_traces(basis);
  setting.basis = std::move(basis);
  return setting;
}

}  // namespace lauelith
