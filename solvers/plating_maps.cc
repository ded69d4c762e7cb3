// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/QR>
#include <algorithm>

#include "solvers/plating_state.h"

namespace lauelith::solvers {
namespace {

constexpr int joined_plating = 1, joined_counter = 2;

/// Which ports are metal joined to an electrode: open pieces of flaws and deposits that are.
struct MetalPorts {
  std::vector<Eigen::Index> openings;  ///< rows of Y
  Eigen::VectorXd potential;           ///< per unit of the counter's: 0 or 1
};

MetalPorts metal_ports(const PlatingSystem& system, const PlatingState& state,
                       const std::vector<int>& pieces) {
  MetalPorts metal;
  std::vector<double> potential;
  for (const int piece : pieces) {
    metal.openings.push_back(piece);
    potential.push_back(0.0);
  }
  for (std::size_t k = 0; k < system.boundaries.size(); ++k) {
    if (state.joined[k] == 0) continue;
    metal.openings.push_back(system.boundaries[k]);
    potential.push_back(state.joined[k] == joined_counter ? 1.0 : 0.0);
  }
  metal.potential =
      Eigen::Map<const Eigen::VectorXd>(potential.data(), static_cast<Eigen::Index>(potential.size()));
  return metal;
}

/// Electrons: metal M holds its potential by taking up currents E_M, deposits N give theirs to the network.
///   E_M = Y_MM⁻¹ (V (m − ψ_M) − Y_MN J_N),   φ_N = V ψ_N + Y_NN J_N + Y_NM E_M
void add_electrons(const PlatingSystem& system, const PlatingState& state, StepMaps& maps) {
  const ChargeTransport& transport = system.transport;
  const MetalPorts metal = metal_ports(system, state, maps.mechanics.pieces);
  const auto n_metal = static_cast<Eigen::Index>(metal.openings.size());
  const auto n = static_cast<Eigen::Index>(system.boundaries.size());
  std::vector<Eigen::Index> all(system.boundaries.begin(), system.boundaries.end());
  Eigen::VectorXd is_free(n), length(n);
  for (Eigen::Index k = 0; k < n; ++k) {
    is_free[k] = state.joined[static_cast<std::size_t>(k)] == 0 ? 1.0 : 0.0;
    length[k] = system.elasticity.measure[system.boundaries[static_cast<std::size_t>(k)]];
  }
  // Only free deposits give their current to the network; densities to currents.
  const Eigen::VectorXd weight = is_free.cwiseProduct(length);
  Eigen::MatrixXd E_by_current = Eigen::MatrixXd::Zero(n_metal, n);
  Eigen::VectorXd E_by_voltage = Eigen::VectorXd::Zero(n_metal);
  Eigen::MatrixXd Y_all = transport.Y(all, all) * weight.asDiagonal();
  Eigen::VectorXd psi_all = transport.psi(all);
  if (n_metal > 0) {
    // Pieces finer than the mesh make this singular: then the smallest currents that do.
    const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> Y_mm(
        transport.Y(metal.openings, metal.openings));
    E_by_voltage = Y_mm.solve(Eigen::VectorXd(metal.potential - transport.psi(metal.openings)));
    if (n > 0)
      E_by_current = -Y_mm.solve(Eigen::MatrixXd(transport.Y(metal.openings, all) * weight.asDiagonal()));
    Y_all += transport.Y(all, metal.openings) * E_by_current;
    psi_all += transport.Y(all, metal.openings) * E_by_voltage;
  }
  maps.metal = metal.openings;
  maps.metal_by_current = E_by_current;
  maps.metal_by_voltage = E_by_voltage;
  maps.electronic_by_current = Y_all;
  maps.electronic_by_voltage = psi_all;
  // What electrons carry to the plating electrode and to metal that is joined to it.
  const Eigen::VectorXd share =
      n_metal > 0 ? Eigen::VectorXd(-transport.psi(metal.openings) + metal.potential) : Eigen::VectorXd();
  Eigen::RowVectorXd by_current = (weight.array() * (1.0 - transport.psi(all).array())).matrix().transpose();
  double by_voltage = transport.G;
  if (n_metal > 0) {
    by_current += share.transpose() * E_by_current;
    by_voltage += share.dot(E_by_voltage);
  }
  maps.leak_by_voltage = by_voltage / system.electrode_measure;
  maps.leak_by_current = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(maps.active.size()));
  maps.leak_by_current.tail(n) = by_current / system.electrode_measure;
}

void add_external_currents(const PlatingSystem& system, const PlatingState& state, StepMaps& maps) {
  const auto n = static_cast<Eigen::Index>(maps.active.size());
  maps.plating_by_current = maps.leak_by_current;
  maps.counter_by_current = -maps.leak_by_current;
  for (Eigen::Index k = 0; k < n; ++k) {
    const Port& port =
        system.transport.ports[static_cast<std::size_t>(maps.active[static_cast<std::size_t>(k)])];
    const double weight = maps.length[k] / system.electrode_measure;
    if (port.kind == Port::Kind::plating || port.kind == Port::Kind::flaw)
      maps.plating_by_current[k] += weight;
    if (port.kind == Port::Kind::counter) maps.counter_by_current[k] += weight;
    if (port.kind != Port::Kind::boundary) continue;
    const int joined = state.joined[static_cast<std::size_t>(k - maps.n_electrode - maps.n_flaw)];
    // What a free deposit takes up as ions comes out as electrons, at either side.
    if (joined == joined_plating) maps.plating_by_current[k] += weight;
    if (joined != joined_plating) maps.counter_by_current[k] += weight;
  }
}

}  // namespace

StepMaps step_maps(const PlatingSystem& system, const PlatingState& state) {
  StepMaps maps;
  std::vector<int> pieces, reservoir;
  for (std::size_t f = 0; f < system.flaws.size(); ++f) {
    for (int i = 0; i < state.n_open[f]; ++i) {
      pieces.push_back(system.flaws[f].openings[static_cast<std::size_t>(i)]);
      reservoir.push_back(system.reservoir_of(static_cast<int>(f), i));
    }
  }
  maps.mechanics =
      flaw_mechanics(system.elasticity, pieces, reservoir, system.n_reservoirs(), system.boundaries);
  for (int k = 0; k < system.transport.n_electrode_ports; ++k) maps.active.push_back(k);
  for (const int piece : pieces) maps.active.push_back(static_cast<int>(system.port_of_opening(piece)));
  for (const int piece : system.boundaries)
    maps.active.push_back(static_cast<int>(system.port_of_opening(piece)));
  maps.n_electrode = system.transport.n_electrode_ports;
  maps.n_flaw = static_cast<int>(pieces.size());
  maps.n_deposit = static_cast<int>(system.boundaries.size());
  maps.length.resize(static_cast<Eigen::Index>(maps.active.size()));
  for (std::size_t k = 0; k < maps.active.size(); ++k)
    maps.length[static_cast<Eigen::Index>(k)] =
        system.transport.ports[static_cast<std::size_t>(maps.active[k])].measure;
  maps.ionic = system.transport.Z(maps.active, maps.active) * maps.length.asDiagonal();
  add_electrons(system, state, maps);
  add_external_currents(system, state, maps);
  return maps;
}

PlatingState initial_state(const PlatingSystem& system) {
  PlatingState state;
  const auto n = static_cast<Eigen::Index>(system.transport.ports.size());
  state.J = Eigen::VectorXd::Zero(n);
  state.contact = Eigen::Map<const Eigen::VectorXd>(
      system.contact_fraction.data(), static_cast<Eigen::Index>(system.contact_fraction.size()));
  state.h = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(system.boundaries.size()));
  const int n_reservoirs = system.n_reservoirs();
  state.volume = state.isolated = state.pressure_Pa = Eigen::VectorXd::Zero(n_reservoirs);
  state.growth_m = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(system.flaws.size()));
  for (const FlawTrack& flaw : system.flaws) state.n_open.push_back(flaw.is_open ? flaw.n_cracked : 0);
  for (const auto& site : system.sites) state.has_nucleated.push_back(site.is_wetted ? 1 : 0);
  state.isolated = -notch_volume(system, state);
  state.joined.assign(system.boundaries.size(), 0);
  state.counter_V = system.counter_equilibrium_V;
  state.phi_0 = system.interface.equilibrium_V(system.stack_pressure_Pa);
  return state;
}

Eigen::VectorXd pushing(const PlatingSystem& system, const Eigen::VectorXd& h) {
  Eigen::VectorXd pushing = (h.array() - system.free_thickness_m).max(0.0).matrix();
  for (Eigen::Index k = 0; k < h.size(); ++k) pushing[k] *= system.sites[static_cast<std::size_t>(k)].drained;
  return pushing;
}

Eigen::VectorXd openings_of(const PlatingSystem& system, const StepMaps& maps, const PlatingState& state) {
  Eigen::VectorXd openings = Eigen::VectorXd::Zero(system.elasticity.A.rows());
  const Eigen::VectorXd b = pushing(system, state.h);
  const Eigen::VectorXd h_f = maps.mechanics.openings(state.pressure_Pa, b);
  for (std::size_t i = 0; i < maps.mechanics.pieces.size(); ++i)
    openings[maps.mechanics.pieces[i]] = h_f[static_cast<Eigen::Index>(i)];
  for (std::size_t k = 0; k < system.boundaries.size(); ++k)
    openings[system.boundaries[k]] = b[static_cast<Eigen::Index>(k)];
  return openings;
}

Eigen::VectorXd notch_volume(const PlatingSystem& system, const PlatingState& state) {
  Eigen::VectorXd volume = Eigen::VectorXd::Zero(system.n_reservoirs());
  for (std::size_t f = 0; f < system.flaws.size(); ++f) {
    const FlawTrack& flaw = system.flaws[f];
    for (int i = 0; i < std::min(state.n_open[f], flaw.n_cracked); ++i)
      volume[system.reservoir_of(static_cast<int>(f), i)] +=
          flaw.width_m * system.elasticity.measure[flaw.openings[static_cast<std::size_t>(i)]];
  }
  return volume;
}

Eigen::VectorXd electron_currents(const PlatingSystem& system, const StepMaps& maps,
                                  const PlatingState& state) {
  Eigen::VectorXd E = Eigen::VectorXd::Zero(system.elasticity.A.rows());
  Eigen::VectorXd j(maps.n_deposit);
  for (Eigen::Index k = 0; k < j.size(); ++k) {
    const int opening = system.boundaries[static_cast<std::size_t>(k)];
    const double J = state.J[static_cast<Eigen::Index>(system.port_of_opening(opening))];
    j[k] = J / system.elasticity.measure[opening];
    if (state.joined[static_cast<std::size_t>(k)] == 0) E[opening] = J;
  }
  const Eigen::VectorXd metal = maps.metal_by_current * j + maps.metal_by_voltage * state.counter_V;
  for (std::size_t k = 0; k < maps.metal.size(); ++k) E[maps.metal[k]] = metal[static_cast<Eigen::Index>(k)];
  return E;
}

ExternalCurrents external_currents(const PlatingSystem& system, const StepMaps& maps,
                                   const PlatingState& state) {
  const Eigen::VectorXd j = state.J(maps.active).cwiseQuotient(maps.length);
  const double leak = maps.leak_by_voltage * state.counter_V;
  (void)system;
  return {maps.plating_by_current.dot(j) + leak, maps.leak_by_current.dot(j) + leak,
          maps.counter_by_current.dot(j) - leak};
}

}  // namespace lauelith::solvers
