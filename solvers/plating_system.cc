// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_system.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/elastic_bounds.h"
#include "models/facets.h"
#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

double distance(const PotentialPatch& a, const PotentialPatch& b) {
  if (a.facets.empty()) {
    return std::min({(a.start - b.start).norm(), (a.start - b.end).norm(), (a.end - b.start).norm(),
                     (a.end - b.end).norm()});
  }
  double nearest = std::numeric_limits<double>::infinity();
  for (const auto& one : a.facets) {
    for (const auto& other : b.facets) nearest = std::min(nearest, models::distance(one, other));
  }
  return nearest;
}

/// Least and largest Y of a patch.
std::pair<double, double> reach_in_y(const PotentialPatch& patch) {
  if (patch.facets.empty()) return std::minmax(patch.start[1], patch.end[1]);
  std::pair<double, double> range{patch.facets[0][0][1], patch.facets[0][0][1]};
  for (const auto& facet : patch.facets) {
    for (const Point& corner : facet)
      range = {std::min(range.first, corner[1]), std::max(range.second, corner[1])};
  }
  return range;
}

/// Length of a piece, or the side of a square of its area.
double size_of(double measure, int dimension) { return dimension == 2 ? measure : std::sqrt(measure); }

/// How far a piece reaches along the way of its flaw. Rings of a half penny share the radius of the flaw, or
/// its way to grow, alike; their area would not do: faces of the slab may cut them.
double extent_of(const CellModel& model, const std::vector<BasisSource>& openings, const BasisSource& piece) {
  if (model.dimension == 2) return piece.measure;
  const auto flaw = static_cast<std::size_t>(piece.group);
  if (model.flaws[flaw].is_through) return piece.measure / model.domain.size()[2];
  const auto n = std::count_if(openings.begin(), openings.end(), [&](const BasisSource& other) {
    return other.kind == piece.kind && other.group == piece.group;
  });
  const double reach = piece.kind == "flaw" ? model.flaws[flaw].depth : model.paths[flaw].depth;
  return reach / static_cast<double>(n);
}

void add_flaws(const CellModel& model, const std::vector<BasisSource>& openings, PlatingSystem& system) {
  for (const auto& flaw : model.flaws) {
    FlawTrack track;
    track.is_open = flaw.open;
    track.width_m = flaw.width;
    system.flaws.push_back(track);
  }
  for (std::size_t k = 0; k < openings.size(); ++k) {
    if (openings[k].kind == "boundary") continue;
    const auto number = static_cast<std::size_t>(openings[k].group);
    FlawTrack& track = system.flaws[number];
    track.openings.push_back(static_cast<int>(k));
    track.extent_m.push_back(extent_of(model, openings, openings[k]));
    track.along_boundary.push_back(model.flaws[number].along_boundary ? 1 : 0);
    if (openings[k].kind == "flaw") ++track.n_cracked;
  }
}

/// Whether a piece lies where a flaw has opened the boundary from the start.
bool is_cracked(const PlatingSystem& system, int dimension, const std::vector<BasisSource>& openings,
                std::size_t number) {
  const BasisSource& piece = openings[number];
  for (const FlawTrack& track : system.flaws) {
    for (int i = 0; i < track.n_cracked; ++i) {
      const int opening = track.openings[static_cast<std::size_t>(i)];
      const auto& flaw = openings[static_cast<std::size_t>(opening)];
      if (std::abs(flaw.normal.dot(piece.normal)) <= 0.95) continue;
      if (dimension == 2) {
        if ((flaw.centre_m - piece.centre_m).norm() < 0.5 * (flaw.measure + piece.measure)) return true;
        continue;
      }
      for (const auto& facet : system.transport.ports[system.port_of_opening(opening)].patch.facets) {
        if (models::distance(facet, piece.centre_m) < 0.25 * size_of(piece.measure, 3)) return true;
      }
    }
  }
  return false;
}

void add_deposits(const CellStudy& study, const CellModel& model, const std::vector<BasisSource>& openings,
                  PlatingSystem& system) {
  if (study.deposition.exchange_current_ratio == 0.0) return;
  std::vector<models::BoundaryPiece> pieces;
  for (std::size_t k = 0; k < openings.size(); ++k) {
    if (openings[k].kind != "boundary" || is_cracked(system, model.dimension, openings, k)) continue;
    system.boundaries.push_back(static_cast<int>(k));
    models::BoundaryPiece piece;
    piece.centre = openings[k].centre_m;
    piece.measure = openings[k].measure;
    pieces.push_back(piece);
  }
  system.sites = models::deposition_sites(study.deposition, pieces, model.dimension, model.domain.high[2]);
}

void find_neighbours(const CellModel& model, PlatingSystem& system) {
  const auto line = [&](int opening) -> const PotentialPatch& {
    return system.transport.ports[system.port_of_opening(opening)].patch;
  };
  for (const int one : system.boundaries) {
    const PotentialPatch& a = line(one);
    const double size = size_of(a.measure(), model.dimension), reach = 0.1 * size;
    const auto [low, high] = reach_in_y(a);
    auto& near = system.neighbours.emplace_back();
    for (std::size_t k = 0; k < system.boundaries.size(); ++k) {
      if (system.boundaries[k] != one && distance(a, line(system.boundaries[k])) < reach)
        near.push_back(static_cast<int>(k));
    }
    bool plating = low < model.domain.low[1] + reach;
    for (const FlawTrack& track : system.flaws) {
      for (int i = 0; i < track.n_cracked; ++i)
        plating |= distance(a, line(track.openings[static_cast<std::size_t>(i)])) < reach;
    }
    system.touches_plating.push_back(plating ? 1 : 0);
    system.touches_counter.push_back(high > model.domain.high[1] - reach ? 1 : 0);
  }
}

void add_contact(const CellStudy& study, const CellModel& model, PlatingSystem& system) {
  std::vector<double> middles[2], depths[2];
  for (const Port& port : system.transport.ports) {
    if (port.opening >= 0) continue;
    const int surface = port.kind == Port::Kind::counter ? 1 : 0;
    const Point middle = model.dimension == 2 ? Point(0.5 * (port.patch.start + port.patch.end))
                                              : models::centre_of(port.patch.facets);
    middles[surface].push_back(middle[0]);
    depths[surface].push_back(model.dimension == 2 ? 0.0 : model.domain.high[2] - middle[2]);
  }
  for (unsigned surface = 0; surface < 2; ++surface) {
    const auto map = models::contact_map(study.contact, middles[surface], depths[surface], surface);
    system.contact_fraction.insert(system.contact_fraction.end(), map.begin(), map.end());
  }
}

void set_numbers(const CellStudy& study, const CellModel& model, PlatingSystem& system) {
  system.electrode_measure = model.domain.size()[0] * (model.dimension == 3 ? model.domain.size()[2] : 1.0);
  system.thickness_m = model.domain.size()[1];
  system.stack_pressure_Pa = study.cell.stack_pressure_MPa * units::MPa;
  system.counter_equilibrium_V = study.cell.type == "full" ? study.cell.counter_potential_V : 0.0;
  system.plane_modulus_Pa = models::polycrystal_moduli(model.stiffness).plane_strain();
  system.lithium_thickness_m = study.cell.lithium_thickness_um * units::um;
  system.free_thickness_m = study.deposition.free_thickness_nm * units::nm;
  system.percolation_thickness_m = study.deposition.percolation_thickness_nm * units::nm;
  system.isolation_fraction = study.flaws.isolation_fraction;
  system.boundary_per_area_1_m = model.boundaries.total_measure() / model.domain.measure(model.dimension);
  system.electronic_S_m = study.electro.conductivity_electronic_S_cm * units::S_per_cm;
  system.boundary_electronic_S = models::boundary_conductance_S(study.electro);
  system.shares_lithium = study.flaws.lithium_redistribution == "uniform";
}

}  // namespace

int PlatingSystem::reservoir_of(int flaw, int place) const {
  if (shares_lithium) return flaw;
  int first = 0;
  for (int k = 0; k < flaw; ++k)
    first += static_cast<int>(flaws[static_cast<std::size_t>(k)].openings.size());
  return first + place;
}

int PlatingSystem::n_reservoirs() const {
  if (shares_lithium) return static_cast<int>(flaws.size());
  return flaws.empty() ? 0
                       : reservoir_of(static_cast<int>(flaws.size()) - 1,
                                      static_cast<int>(flaws.back().openings.size()));
}

double PlatingSystem::thickness_per_charge() const {
  return models::lithium_volume_m3_mol / constants::faraday_C_mol;
}

double PlatingSystem::electron_length_m() const {
  if (deposition.exchange_current_A_m2 == 0.0) return std::numeric_limits<double>::infinity();
  const double resistance = constants::gas_J_mol_K * deposition.temperature_K /
                            (constants::faraday_C_mol * deposition.exchange_current_A_m2);
  const double along = std::sqrt(boundary_electronic_S * resistance);
  const double through =
      boundary_per_area_1_m > 0.0 ? std::sqrt(electronic_S_m * resistance / boundary_per_area_1_m) : 0.0;
  return std::max(along, through);
}

PlatingSystem make_plating_system(const CellStudy& study, const CellModel& model,
                                  const std::vector<BasisSource>& openings,
                                  const OpeningElasticity& elasticity, const PressureAt& pressure,
                                  MPI_Comm communicator) {
  PlatingSystem system;
  system.transport = make_charge_transport(study, model, openings, pressure, communicator);
  system.elasticity = elasticity;
  system.interface = models::butler_volmer_of(study.interface, study.cell.temperature_K);
  system.deposition = models::internal_deposition_of(
      study.deposition, system.interface.exchange_current_A_m2, study.cell.temperature_K,
      study.interface.transfer_coefficient, system.interface.volume_m3_mol);
  system.contact = models::contact_law_of(study.contact, study.cell.stack_pressure_MPa * units::MPa);
  system.toughness = models::tip_toughness_of(study.fracture);
  set_numbers(study, model, system);
  add_flaws(model, openings, system);
  add_deposits(study, model, openings, system);
  find_neighbours(model, system);
  add_contact(study, model, system);
  return system;
}

}  // namespace lauelith::solvers
