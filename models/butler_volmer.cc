// SPDX-License-Identifier: BSD-3-Clause
#include "models/butler_volmer.h"

#include <algorithm>
#include <cmath>

#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/failure.h"
#include "src/parameter_text.h"

namespace lauelith::models {
namespace {

/// exp without overflow: beyond e^200 nothing is physical, but an iteration may pass there.
double bounded_exp(double x) { return std::exp(std::clamp(x, -200.0, 200.0)); }

struct Branches {
  double forward, backward;
  double f, alpha;
  double net() const { return forward - backward; }
  double by_potential() const { return f * (alpha * forward + (1.0 - alpha) * backward); }
};

}  // namespace

void describe(ParameterVisitor& visit, InterfaceOptions& options) {
  visit.number(
      {"resistance_ohm_cm2", "of the whole interface at small currents (prior 2 to 3000)", 1e-3, 1e6},
      options.resistance_ohm_cm2);
  visit.number({"film_resistance_ohm_cm2", "the part of it that is an ohmic film", 0.0, 1e6},
               options.film_resistance_ohm_cm2);
  visit.number({"transfer_coefficient", "share of the overpotential that drives plating", 0.0, 1.0},
               options.transfer_coefficient);
  visit.number({"transfer_coefficient_mechanical", "share of the pressure that hinders plating", 0.0, 1.0},
               options.transfer_coefficient_mechanical);
  visit.number({"lithium_ion_volume_cm3_mol",
                "volume that the electrolyte loses with an ion; 0: a rigid frame (prior -2 to 5)", -2.0, 5.0},
               options.lithium_ion_volume_cm3_mol);
}

ButlerVolmer::Rate ButlerVolmer::rate(double potential_difference_V, double pressure_Pa,
                                      double contact_fraction) const {
  const double RT = constants::gas_J_mol_K * temperature_K;
  const double f = constants::faraday_C_mol / RT, v = volume_m3_mol * pressure_Pa / RT;
  const double i_0 = contact_fraction * exchange_current_A_m2;
  const auto branches = [&](double i) {
    const double eta = potential_difference_V - i * film_ohm_m2;
    return Branches{bounded_exp(alpha * f * eta - alpha_mechanical * v),
                    bounded_exp(-(1.0 - alpha) * f * eta + (1.0 - alpha_mechanical) * v), f, alpha};
  };
  double i = i_0 * branches(0.0).net();
  if (film_ohm_m2 > 0.0) {
    // i − i_0 net(i) rises with i: the root lies between 0 and what flows without a film.
    double low = std::min(0.0, i), high = std::max(0.0, i);
    i = 0.0;
    for (int step = 0; step < 200; ++step) {
      const Branches b = branches(i);
      const double rest = i - i_0 * b.net();
      (rest > 0.0 ? high : low) = i;
      const double newton = i - rest / (1.0 + i_0 * film_ohm_m2 * b.by_potential());
      if (std::abs(newton - i) <= 1e-15 * std::abs(i)) break;
      i = newton > low && newton < high ? newton : 0.5 * (low + high);
    }
  }
  const Branches b = branches(i);
  const double damping = 1.0 + i_0 * film_ohm_m2 * b.by_potential();
  const double by_v = -(alpha_mechanical * b.forward + (1.0 - alpha_mechanical) * b.backward);
  return {i, i_0 * b.by_potential() / damping, i_0 * by_v * volume_m3_mol / RT / damping,
          exchange_current_A_m2 * b.net() / damping};
}

double ButlerVolmer::equilibrium_V(double pressure_Pa) const {
  return volume_m3_mol * pressure_Pa / constants::faraday_C_mol;
}

double ButlerVolmer::resistance_ohm_m2() const {
  return constants::gas_J_mol_K * temperature_K / (constants::faraday_C_mol * exchange_current_A_m2) +
         film_ohm_m2;
}

ButlerVolmer butler_volmer_of(const InterfaceOptions& options, double temperature_K) {
  if (options.film_resistance_ohm_cm2 >= options.resistance_ohm_cm2) {
    throw UsageError({"[interface]", "film_resistance_ohm_cm2",
                      "less than resistance_ohm_cm2 = " + toml_value(options.resistance_ohm_cm2),
                      toml_value(options.film_resistance_ohm_cm2), "the rest is the charge transfer"});
  }
  ButlerVolmer law;
  law.temperature_K = temperature_K;
  law.film_ohm_m2 = options.film_resistance_ohm_cm2 * units::cm2;
  const double transfer = options.resistance_ohm_cm2 * units::cm2 - law.film_ohm_m2;
  law.exchange_current_A_m2 = constants::gas_J_mol_K * temperature_K / (constants::faraday_C_mol * transfer);
  law.alpha = options.transfer_coefficient;
  law.alpha_mechanical = options.transfer_coefficient_mechanical;
  law.volume_m3_mol = lithium_volume_m3_mol - options.lithium_ion_volume_cm3_mol * units::cm3;
  return law;
}

}  // namespace lauelith::models
