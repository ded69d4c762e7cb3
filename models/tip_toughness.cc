// SPDX-License-Identifier: BSD-3-Clause
#include "models/tip_toughness.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/electrochemical_units.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

}  // namespace

void describe(ParameterVisitor& visit, FractureOptions& options) {
  visit.flag({"enabled", "phase-field fracture (model.level L3)"}, options.enabled);
  visit.text({"model", "of the phase field", -inf, inf, {"AT1", "AT2"}}, options.model);
  visit.number({"length_um", "of the phase field (prior 0.5 to 4)", 0.05, 100.0}, options.length_um);
  visit.number({"toughness_MPa_sqrt_m", "of grains (prior 0.44 to 1.51)", 1e-3, 100.0},
               options.toughness_MPa_sqrt_m);
  visit.number({"boundary_energy_ratio",
                "fracture energy of grain boundaries over that of grains (prior 0.25 to 0.6)", 1e-3, 10.0},
               options.boundary_energy_ratio);
  visit.number({"toughness_floor_ratio",
                "what is left of the fracture energy at a tip with much current; 1: current does not weaken "
                "(prior 0.06 to 1)",
                1e-3, 1.0},
               options.toughness_floor_ratio);
  visit.number(
      {"toughness_current_mA_cm2", "current density at the tip that weakens it (prior 0.01 to 1)", 1e-6, 1e4},
      options.toughness_current_mA_cm2);
  visit.number(
      {"subcritical_velocity_um_s", "growth at the threshold and slower below it; 0: none", 0.0, 1e6},
      options.subcritical_velocity_um_s);
  visit.number({"subcritical_exponent", "of velocity against stress intensity", 1.0, 200.0},
               options.subcritical_exponent);
  visit.number(
      {"path_um", "how far beyond its tip a flaw may grow, straight on or along its boundary", 0.0, 1000.0},
      options.path_um);
}

double TipToughness::energy_J_m2(double plane_modulus_Pa, bool along_boundary,
                                 double tip_current_A_m2) const {
  const double whole = toughness_Pa_sqrt_m * toughness_Pa_sqrt_m / plane_modulus_Pa *
                       (along_boundary ? boundary_energy_ratio : 1.0);
  const double i = std::max(0.0, tip_current_A_m2);
  return whole * (floor_ratio + (1.0 - floor_ratio) * std::exp(-i / current_A_m2));
}

double TipToughness::velocity(double energy_release_J_m2, double energy_J_m2) const {
  if (velocity_m_s == 0.0 || energy_release_J_m2 <= 0.0) return 0.0;
  return velocity_m_s * std::pow(std::min(1.0, energy_release_J_m2 / energy_J_m2), 0.5 * exponent);
}

TipToughness tip_toughness_of(const FractureOptions& options) {
  return {options.toughness_MPa_sqrt_m * units::MPa,
          options.boundary_energy_ratio,
          options.toughness_floor_ratio,
          options.toughness_current_mA_cm2 * units::mA_per_cm2,
          options.subcritical_velocity_um_s * units::um_per_s,
          options.subcritical_exponent};
}

}  // namespace lauelith::models
