// SPDX-License-Identifier: BSD-3-Clause
#include "models/critical_flaw.h"

#include <cmath>

#include "src/constants.h"

namespace lauelith::models {

double CriticalFlaw::pressure_Pa(double depth_m) const {
  return toughness_Pa_sqrt_m / (shape * std::sqrt(constants::pi * depth_m));
}

double CriticalFlaw::current_A_m2(double depth_m, double conductivity_S_m, double closing_Pa) const {
  const double overpotential_V =
      lithium_volume_m3_mol / constants::faraday_C_mol * (pressure_Pa(depth_m) + closing_Pa);
  return overpotential_V / (transfer_resistance_ohm_m2 + depth_m / conductivity_S_m);
}

double CriticalFlaw::depth_m(double current_A_m2, double conductivity_S_m, double closing_Pa) const {
  double low = std::log(1e-9);
  double high = std::log(1.0);
  for (int step = 0; step < 100; ++step) {
    const double middle = 0.5 * (low + high);
    const bool opens = this->current_A_m2(std::exp(middle), conductivity_S_m, closing_Pa) < current_A_m2;
    (opens ? high : low) = middle;
  }
  return std::exp(0.5 * (low + high));
}

CriticalFlaw::Slopes CriticalFlaw::slopes(double depth_m, double current_A_m2,
                                          double conductivity_S_m) const {
  // f(a, σ, P_n) = i (R + a/σ) − (V/F)(p(a) + P_n) = 0
  const double per_pressure = lithium_volume_m3_mol / constants::faraday_C_mol;
  const double ohmic = current_A_m2 * depth_m / conductivity_S_m;
  const double by_log_depth = ohmic + 0.5 * per_pressure * pressure_Pa(depth_m);
  return {ohmic / by_log_depth, per_pressure / by_log_depth};
}

}  // namespace lauelith::models
