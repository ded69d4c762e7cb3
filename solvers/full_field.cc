// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/full_field.h"

#include <algorithm>
#include <cmath>

namespace lauelith::solvers {
namespace {

using Index = Eigen::Index;

/// Laws of all active ports at the voltage and the pressures of a state.
std::vector<Potential::LawPatch> laws_of(const PlatingSystem& system, const StepMaps& maps,
                                         const PlatingState& from, const PlatingState& state) {
  const Eigen::VectorXd pressure =
      maps.mechanics.d + maps.mechanics.D * state.pressure_Pa + maps.mechanics.S * pushing(system, state.h);
  const Eigen::VectorXd E = electron_currents(system, maps, state);
  const Eigen::VectorXd phi_e = state.counter_V * system.transport.psi + system.transport.Y * E;
  std::vector<Potential::LawPatch> laws;
  for (Index k = 0; k < static_cast<Index>(maps.active.size()); ++k) {
    const Port& port =
        system.transport.ports[static_cast<std::size_t>(maps.active[static_cast<std::size_t>(k)])];
    PatchLaw law;
    if (port.kind == Port::Kind::boundary) {
      const Index b = k - maps.n_electrode - maps.n_flaw;
      const auto site = static_cast<std::size_t>(b);
      law = [&system, p = pressure[b], electrons = phi_e[port.opening],
             barrier = system.sites[site].barrier_V,
             nucleated = from.has_nucleated[site] != 0](const Point&, double phi) {
        const auto rate = system.deposition.rate(phi - electrons, p, barrier, nucleated);
        return std::pair(rate.current_A_m2, rate.by_supersaturation_S_m2);
      };
    } else {
      const bool is_flaw = port.kind == Port::Kind::flaw;
      const double faces = is_flaw ? 2.0 : 1.0;
      const double metal =
          port.kind == Port::Kind::counter ? state.counter_V - system.counter_equilibrium_V : 0.0;
      const double p =
          is_flaw
              ? state.pressure_Pa[maps.mechanics.reservoir[static_cast<std::size_t>(k - maps.n_electrode)]]
              : system.stack_pressure_Pa;
      const double contact = is_flaw ? 1.0 : state.contact[k];
      law = [&system, faces, metal, p, contact](const Point&, double phi) {
        const auto rate = system.interface.rate(phi - metal, p, contact);
        return std::pair(faces * rate.current_A_m2, faces * rate.by_potential_S_m2);
      };
    }
    laws.push_back({port.patch, law});
  }
  return laws;
}

/// Difference between the pressures of a state and those of the body solved under its openings.
double pressure_error(const PlatingSystem& system, const StepMaps& maps, Mechanics& mechanics,
                      const std::vector<CellSource>& sources, const Eigen::VectorXd& scan0,
                      const PlatingState& state) {
  Eigen::VectorXd amplitudes = scan0;
  const Eigen::VectorXd openings = openings_of(system, maps, state);
  std::vector<CellSource> opening_sources;
  std::vector<ElasticLoad> opening_loads;
  for (std::size_t s = 0, row = 0; s < sources.size(); ++s) {
    if (!sources[s].source.is_opening()) continue;
    amplitudes[static_cast<Index>(s)] += openings[static_cast<Index>(row++)];
    opening_sources.push_back(sources[s]);
    opening_loads.push_back(sources[s].load);
  }
  const ElasticLoad load = combined_load(sources, amplitudes);
  const auto vectors = mechanics.loads({load});
  const Eigen::VectorXd p = pressure_rows(mechanics, opening_sources, mechanics.loads(opening_loads), {load},
                                          mechanics.solve(vectors));
  double largest = 0.0;
  for (std::size_t i = 0; i < maps.mechanics.pieces.size(); ++i)
    largest = std::max(
        largest, std::abs(p[maps.mechanics.pieces[i]] - state.pressure_Pa[maps.mechanics.reservoir[i]]));
  const Eigen::VectorXd p_b =
      maps.mechanics.d + maps.mechanics.D * state.pressure_Pa + maps.mechanics.S * pushing(system, state.h);
  for (std::size_t k = 0; k < system.boundaries.size(); ++k)
    largest = std::max(largest, std::abs(p[system.boundaries[k]] - p_b[static_cast<Index>(k)]));
  return largest;
}

}  // namespace

FullFieldResult full_field_step(const PlatingSystem& system, const StepMaps& maps, Mechanics& mechanics,
                                const std::vector<CellSource>& sources, const Eigen::VectorXd& scan0,
                                const PlatingState& from, const PlatingControl& control, double duration_s) {
  constexpr int most_iterations = 100;
  constexpr double tolerance = 1e-8;
  const auto n = static_cast<Index>(maps.active.size());
  Eigen::VectorXd correction = Eigen::VectorXd::Zero(n), nodal;
  FullFieldResult result;
  for (int step = 1; step <= most_iterations; ++step) {
    const StepResult reduced = implicit_step(system, maps, from, control, duration_s, correction);
    if (!reduced.converged) return result;
    result.state = reduced.state;
    result.iterations = step;
    const auto laws = laws_of(system, maps, from, reduced.state);
    nodal = system.transport.ions->solve(laws, {}, nodal);
    const Eigen::VectorXd j = reduced.state.J(maps.active).cwiseQuotient(maps.length);
    Eigen::VectorXd pointwise(n);
    for (Index k = 0; k < n; ++k)
      pointwise[k] =
          system.transport.ions->current_through(laws[static_cast<std::size_t>(k)], nodal) / maps.length[k];
    const double change = (pointwise - j).cwiseAbs().maxCoeff();
    correction += pointwise - j;
    if (change > tolerance * (1e-6 + j.cwiseAbs().maxCoeff())) continue;
    result.converged = true;
    result.pressure_error_Pa = pressure_error(system, maps, mechanics, sources, scan0, result.state);
    return result;
  }
  return result;
}

}  // namespace lauelith::solvers
