// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_system.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/elastic_bounds.h"
#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/units.h"

namespace lauelith::solvers {
namespace {

double distance(const PotentialLine& a, const PotentialLine& b) {
  return std::min({(a.start - b.start).norm(), (a.start - b.end).norm(), (a.end - b.start).norm(),
                   (a.end - b.end).norm()});
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
    track.along_boundary.push_back(model.flaws[number].along_boundary ? 1 : 0);
    if (openings[k].kind == "flaw") ++track.n_cracked;
  }
}

/// Whether a piece lies where a flaw has opened the boundary from the start.
bool is_cracked(const PlatingSystem& system, const std::vector<BasisSource>& openings,
                const BasisSource& piece) {
  for (const FlawTrack& track : system.flaws) {
    for (int i = 0; i < track.n_cracked; ++i) {
      const auto& flaw = openings[static_cast<std::size_t>(track.openings[static_cast<std::size_t>(i)])];
      const bool is_parallel = std::abs(flaw.normal.dot(piece.normal)) > 0.95;
      if (is_parallel && (flaw.centre_m - piece.centre_m).norm() < 0.5 * (flaw.measure + piece.measure))
        return true;
    }
  }
  return false;
}

void add_deposits(const CellStudy& study, const CellModel& model, const std::vector<BasisSource>& openings,
                  PlatingSystem& system) {
  if (study.deposition.exchange_current_ratio == 0.0) return;
  std::vector<models::BoundaryPiece> pieces;
  for (std::size_t k = 0; k < openings.size(); ++k) {
    if (openings[k].kind != "boundary" || is_cracked(system, openings, openings[k])) continue;
    system.boundaries.push_back(static_cast<int>(k));
    models::BoundaryPiece piece;
    piece.centre = openings[k].centre_m;
    piece.measure = openings[k].measure;
    pieces.push_back(piece);
  }
  system.sites = models::deposition_sites(study.deposition, pieces, model.dimension, model.domain.high[2]);
}

void find_neighbours(const CellModel& model, PlatingSystem& system) {
  const auto line = [&](int opening) { return system.transport.ports[system.port_of_opening(opening)].line; };
  for (const int one : system.boundaries) {
    const PotentialLine a = line(one);
    const double reach = 0.1 * a.length();
    auto& near = system.neighbours.emplace_back();
    for (std::size_t k = 0; k < system.boundaries.size(); ++k) {
      if (system.boundaries[k] != one && distance(a, line(system.boundaries[k])) < reach)
        near.push_back(static_cast<int>(k));
    }
    bool plating = std::min(a.start[1], a.end[1]) < model.domain.low[1] + reach;
    for (const FlawTrack& track : system.flaws) {
      for (int i = 0; i < track.n_cracked; ++i)
        plating |= distance(a, line(track.openings[static_cast<std::size_t>(i)])) < reach;
    }
    system.touches_plating.push_back(plating ? 1 : 0);
    system.touches_counter.push_back(std::max(a.start[1], a.end[1]) > model.domain.high[1] - reach ? 1 : 0);
  }
}

void add_contact(const CellStudy& study, PlatingSystem& system) {
  std::vector<double> middles[2];
  for (const Port& port : system.transport.ports) {
    if (port.opening < 0)
      middles[port.kind == Port::Kind::counter ? 1 : 0].push_back(0.5 *
                                                                  (port.line.start[0] + port.line.end[0]));
  }
  for (unsigned surface = 0; surface < 2; ++surface) {
    const auto map = models::contact_map(study.contact, middles[surface], surface);
    system.contact_fraction.insert(system.contact_fraction.end(), map.begin(), map.end());
  }
}

void set_numbers(const CellStudy& study, const CellModel& model, PlatingSystem& system) {
  system.width_m = model.domain.size()[0];
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
                                  const OpeningElasticity& elasticity, const PressureAt& pressure) {
  PlatingSystem system;
  system.transport = make_charge_transport(study, model, openings, pressure);
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
  add_contact(study, system);
  return system;
}

}  // namespace lauelith::solvers
