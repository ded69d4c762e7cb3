// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/sensitivity_basis.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "src/units.h"

namespace lauelith::solvers {

using models::SensitivityOptions;

namespace {

/// A place of the parameters, and the pressure put on the polycrystal there.
struct Place {
  SensitivityOptions options;
  double added_pressure_Pa = 0.0;
};

/// The corners that the sweeps reach from one set of parameters.
std::vector<Place> corners_of(const SensitivityOptions& options) {
  std::vector<Place> places;
  for (const std::size_t end : {0, 1}) {
    places.push_back({options, options.pressure_range_GPa[end] * units::GPa});
    Place heated{options, 0.0};
    heated.options.temperature_K = options.temperature_range_K[end];
    places.push_back(heated);
    Place other{options, 0.0};
    other.options.activation_volume_cm3_mol = options.activation_volume_range_cm3_mol[end];
    places.push_back(other);
  }
  return places;
}

std::vector<Place> places_to_check(const SensitivityCase& study, const SobolDesign& design) {
  constexpr std::size_t most_rows = 32;
  std::vector<Place> places = corners_of(study.options);
  for (std::size_t row = 0; row < std::min(design.n_rows(), most_rows); ++row) {
    const auto more = corners_of(options_at(study, design.point(row * (design.n_parameters() + 2))));
    // Two corners a row, all of them in turn.
    for (const std::size_t k : {0, 1}) places.push_back(more[(2 * row + k) % more.size()]);
  }
  return places;
}

EffectiveDirection at(const SensitivityCase& study, const Conduction& solver, const Place& place) {
  constexpr double square_cm = 1e-4;
  const ConductionSetting setting{place.options.temperature_K, place.added_pressure_Pa,
                                  place.options.boundary_resistance_ohm_cm2 * square_cm};
  return study.polycrystal->effective_by(solver, models::law_of(place.options), setting, 1, study.start);
}

/// Bytes of the tables with one more solution.
double table_bytes(const SensitivityCase& study, const ReducedConduction& basis) {
  const double n = static_cast<double>(basis.n_unknowns()) + 2.0;
  const double n_components = study.polycrystal->stress().dimension() == 2 ? 3.0 : 6.0;
  return 8.0 * n_components * 0.5 * n * (n + 1.0) *
         static_cast<double>(study.polycrystal->stress().conducts.size());
}

}  // namespace

SensitivityBasis sensitivity_basis(const SensitivityCase& study, const SobolDesign& design) {
  assert(study.polycrystal != nullptr);
  constexpr std::size_t enough = 8;
  constexpr double most_bytes = 1e9;
  constexpr double tolerance = 1e-8;
  const Conduction& full = study.polycrystal->conduction();
  SensitivityBasis basis;
  basis.conduction = std::make_unique<ReducedConduction>(full, 1);
  basis.conduction->add(study.start);
  std::size_t n_met = 0;
  for (const Place& place : places_to_check(study, design)) {
    const EffectiveDirection exact = at(study, full, place);
    const double found = at(study, *basis.conduction, place).conductivity_S_m;
    const double deviation = std::abs(found / exact.conductivity_S_m - 1.0);
    ++basis.n_checked;
    if (deviation > tolerance) {
      if (table_bytes(study, *basis.conduction) > most_bytes || !basis.conduction->add(exact.unknowns)) break;
      n_met = 0;
      basis.largest_deviation = 0.0;
      continue;
    }
    basis.largest_deviation = std::max(basis.largest_deviation, deviation);
    if (++n_met >= enough) break;
  }
  basis.n_solutions = basis.conduction->n_unknowns();
  if (n_met < enough / 2) basis.conduction.reset();
  return basis;
}

}  // namespace lauelith::solvers
