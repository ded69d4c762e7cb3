// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/plating_events.h"

#include <algorithm>
#include <cmath>

namespace lauelith::solvers {
namespace {

/// The mechanics with one flaw's number of open pieces changed.
FlawMechanics mechanics_with(const PlatingSystem& system, PlatingState state, int flaw, int change) {
  state.n_open[static_cast<std::size_t>(flaw)] += change;
  std::vector<int> pieces, reservoir;
  for (std::size_t f = 0; f < system.flaws.size(); ++f) {
    for (int i = 0; i < state.n_open[f]; ++i) {
      pieces.push_back(system.flaws[f].openings[static_cast<std::size_t>(i)]);
      reservoir.push_back(system.reservoir_of(static_cast<int>(f), i));
    }
  }
  return flaw_mechanics(system.elasticity, pieces, reservoir, system.n_reservoirs(), system.boundaries);
}

int opening_at(const PlatingSystem& system, int flaw, int place) {
  return system.flaws[static_cast<std::size_t>(flaw)].openings[static_cast<std::size_t>(place)];
}

double extent_at(const PlatingSystem& system, int flaw, int place) {
  return system.flaws[static_cast<std::size_t>(flaw)].extent_m[static_cast<std::size_t>(place)];
}

/// Potential that the tip feels, V.
double tip_potential(const PlatingSystem& system, const PlatingState& state, int flaw) {
  const int n = state.n_open[static_cast<std::size_t>(flaw)];
  const auto port =
      static_cast<Eigen::Index>(system.port_of_opening(opening_at(system, flaw, std::max(0, n - 1))));
  return state.phi_0 - system.transport.Z.row(port).dot(state.J);
}

/// Pressure of the lithium at the tip; before a shut flaw has opened, what the interface could give.
double pressure_at_tip(const PlatingSystem& system, const PlatingState& state, int flaw) {
  const int n = state.n_open[static_cast<std::size_t>(flaw)];
  if (n > 0) return state.pressure_Pa[system.reservoir_of(flaw, n - 1)];
  return std::max(0.0, tip_potential(system, state, flaw) / system.interface.equilibrium_V(1.0));
}

/// Current density that the tip would draw if nothing pressed: what flows into a full flaw is nothing, and
/// would say that current does not matter.
double tip_current(const PlatingSystem& system, const PlatingState& state, int flaw) {
  return system.interface.rate(tip_potential(system, state, flaw), 0.0, 1.0).current_A_m2;
}

void open_next_piece(const PlatingSystem& system, PlatingState& state, int flaw) {
  ++state.n_open[static_cast<std::size_t>(flaw)];
  state.growth_m[flaw] = 0.0;
  const FlawMechanics mechanics = mechanics_with(system, state, flaw, 0);
  state.pressure_Pa = mechanics.pressures(state.volume, pushing(system, state.h));
}

/// Whether the tip moves on within this time.
bool yields(const PlatingSystem& system, PlatingState& state, int flaw, double duration_s) {
  const FlawTrack& track = system.flaws[static_cast<std::size_t>(flaw)];
  const int n = state.n_open[static_cast<std::size_t>(flaw)];
  if (n == static_cast<int>(track.openings.size())) return false;
  const double G = tip_energy_release(system, state, flaw);
  if (n < track.n_cracked) return G > 0.0;
  const double resistance = system.toughness.energy_J_m2(
      system.plane_modulus_Pa, track.along_boundary[static_cast<std::size_t>(n)] != 0,
      tip_current(system, state, flaw));
  if (G >= resistance) return true;
  state.growth_m[flaw] += duration_s * system.toughness.velocity(G, resistance);
  return state.growth_m[flaw] >= extent_at(system, flaw, n);
}

}  // namespace

double tip_energy_release(const PlatingSystem& system, const PlatingState& state, int flaw) {
  const FlawTrack& track = system.flaws[static_cast<std::size_t>(flaw)];
  const int n = state.n_open[static_cast<std::size_t>(flaw)];
  const Eigen::VectorXd b = pushing(system, state.h);
  const double pressure = pressure_at_tip(system, state, flaw);
  const auto release = [&](int place, int change) {
    return energy_release(system.elasticity, mechanics_with(system, state, flaw, change),
                          opening_at(system, flaw, place), pressure, state.pressure_Pa, b);
  };
  const bool has_next = n < static_cast<int>(track.openings.size());
  if (n < track.n_cracked || (n == 0 && has_next)) return release(n, 0);
  if (n == 0) return 0.0;
  double depth = 0.0;
  for (int i = 0; i < n; ++i) depth += extent_at(system, flaw, i);
  // The rate of a whole piece is that in its middle; at the tip it is less, in proportion to the depth.
  if (has_next) {
    const double next = extent_at(system, flaw, n);
    return release(n, 0) * depth / (depth + 0.5 * next);
  }
  const double last = extent_at(system, flaw, n - 1);
  return release(n - 1, -1) * depth / (depth - 0.5 * last);
}

double largest_intensity(const PlatingSystem& system, const PlatingState& state) {
  double largest = 0.0;
  for (std::size_t f = 0; f < system.flaws.size(); ++f)
    largest = std::max(largest, tip_energy_release(system, state, static_cast<int>(f)));
  return std::sqrt(system.plane_modulus_Pa * largest);
}

bool grow_flaws(const PlatingSystem& system, PlatingState& state, double duration_s) {
  bool has_grown = false;
  for (int f = 0; f < static_cast<int>(system.flaws.size()); ++f) {
    for (double time = duration_s; yields(system, state, f, time); time = 0.0) {
      open_next_piece(system, state, f);
      has_grown = true;
    }
  }
  return has_grown;
}

bool nucleate(const PlatingSystem& system, const StepMaps& maps, PlatingState& state) {
  const Eigen::Index n = maps.n_deposit;
  if (n == 0) return false;
  const Eigen::VectorXd j = state.J(maps.active).cwiseQuotient(maps.length);
  const Eigen::VectorXd phi_i = (state.phi_0 - (maps.ionic * j).array()).matrix().tail(n);
  const Eigen::VectorXd phi_e =
      maps.electronic_by_voltage * state.counter_V + maps.electronic_by_current * j.tail(n);
  const Eigen::VectorXd pressure =
      maps.mechanics.d + maps.mechanics.D * state.pressure_Pa + maps.mechanics.S * pushing(system, state.h);
  bool has_changed = false;
  for (Eigen::Index k = 0; k < n; ++k) {
    const auto site = static_cast<std::size_t>(k);
    const double drive = phi_i[k] - phi_e[k] - system.interface.equilibrium_V(pressure[k]);
    if (state.has_nucleated[site] != 0 || drive <= system.sites[site].barrier_V) continue;
    state.has_nucleated[site] = 1;
    has_changed = true;
  }
  return has_changed;
}

DisjointSets::DisjointSets(std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) parent_.push_back(k);
}

std::size_t DisjointSets::find(std::size_t one) {
  while (parent_[one] != one) {
    parent_[one] = parent_[parent_[one]];
    one = parent_[one];
  }
  return one;
}

void DisjointSets::join(std::size_t one, std::size_t other) {
  const std::size_t a = find(one), b = find(other);
  parent_[std::max(a, b)] = std::min(a, b);
}

bool join_deposits(const PlatingSystem& system, PlatingState& state) {
  const std::size_t n = system.boundaries.size(), plating = n, counter = n + 1;
  const auto is_metal = [&](std::size_t k) {
    return state.h[static_cast<Eigen::Index>(k)] > system.percolation_thickness_m;
  };
  DisjointSets sets(n + 2);
  for (std::size_t k = 0; k < n; ++k) {
    if (!is_metal(k)) continue;
    if (system.touches_plating[k] != 0) sets.join(k, plating);
    if (system.touches_counter[k] != 0) sets.join(k, counter);
    for (const int other : system.neighbours[k]) {
      if (is_metal(static_cast<std::size_t>(other))) sets.join(k, static_cast<std::size_t>(other));
    }
  }
  bool has_changed = false;
  for (std::size_t k = 0; k < n; ++k) {
    int joined = 0;
    if (is_metal(k) && sets.find(k) == sets.find(counter)) joined = 2;
    if (is_metal(k) && sets.find(k) == sets.find(plating)) joined = 1;
    has_changed = has_changed || joined != state.joined[k];
    state.joined[k] = joined;
  }
  return has_changed;
}

void isolate(const PlatingSystem& system, PlatingState& state) {
  if (system.isolation_fraction == 0.0) return;
  for (Eigen::Index r = 0; r < state.volume.size(); ++r) {
    if (state.volume[r] > 0.0)
      state.isolated[r] = std::max(state.isolated[r], system.isolation_fraction * state.volume[r]);
  }
}

}  // namespace lauelith::solvers
