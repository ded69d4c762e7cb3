// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "src/parameter.h"

namespace lauelith::models {

/// [contact]: where lithium touches the electrolyte.
struct ContactOptions {
  double fraction = 1.0;
  double patch_um = 20.0;
  double patch_log_sd = 0.5;
  bool evolve = false;
  double opening_rate_1_h = 0.1;
  double opening_current_mA_cm2 = 0.1;
  double closing_rate_1_h = 0.1;
  double closing_pressure_MPa = 1.0;
  double closing_exponent = 6.6;
  int seed = 1;
};
void describe(ParameterVisitor& visit, ContactOptions& options);

/// Contact fractions of pieces of an interface, given their middles along it and their depths under the
/// scanned face (m; 0 in 2-D): 1 everywhere for fraction 1; else patches of patch_um with log-normal values,
/// scaled to the mean `fraction` and none above 1. `surface` numbers the interfaces, so that they differ.
/// Pinned by Contact.*.
std::vector<double> contact_map(const ContactOptions& options, const std::vector<double>& middle_m,
                                const std::vector<double>& depth_m, unsigned surface);

/// Stripping opens contact, pressure closes it by creep:
///   dθ/dt = −k_s (i_strip/i_s) θ + k_c (p/p_ref)^n (1 − θ)
/// i_strip stripping current density ≥ 0, p normal pressure on the interface. A minimal model of this project
/// (physics §4.4), n = 6.6 from the power law of bulk lithium (unverified). One implicit step; the value
/// stays in 0..1 whatever the step.
struct ContactLaw {
  bool evolves = false;
  double opening_1_s = 0.0;
  double opening_current_A_m2 = 1.0;
  double closing_1_s = 0.0;  ///< k_c (p/p_ref)^n

  struct Step {
    double fraction = 1.0;
    double by_current_m2_A = 0.0;  ///< derivative by the current density (positive plates)
  };
  Step after(double fraction, double current_A_m2, double duration_s) const;
};
ContactLaw contact_law_of(const ContactOptions& options, double stack_pressure_Pa);

}  // namespace lauelith::models
