// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/parameter.h"

namespace lauelith::models {

/// [interface]: the Li/LLZO interface.
struct InterfaceOptions {
  double resistance_ohm_cm2 = 10.0;
  double film_resistance_ohm_cm2 = 0.0;
  double transfer_coefficient = 0.5;
  double transfer_coefficient_mechanical = 0.5;
  double lithium_ion_volume_cm3_mol = 0.0;
};
void describe(ParameterVisitor& visit, InterfaceOptions& options);

/// Lithium plating at a contact of electrolyte and lithium under pressure, through a film:
///   i = θ i_0 [exp(α f (η_0 − i R_f) − α_m v) − exp(−(1 − α) f (η_0 − i R_f) + (1 − α_m) v)]
///   η_0 = φ_i − φ_m,   v = V p/(R T),   f = F/(R T)
/// i current density out of the electrolyte, A/m² (positive plates); θ contact fraction, on the rate and not
/// on the potential; i_0 exchange current density; α, α_m transfer coefficients, electrical and mechanical; p
/// pressure on the lithium, Pa; V = V_Li − V_Li+ molar volume that a plated ion adds; R_f film resistance, Ω
/// m², with the current of the same moment. Zero current at η_0 = V p/F. With α_m = α it depends on
/// η_0 − V p/F alone. Source: C. Monroe, J. Newman, J. Electrochem. Soc. 152 (2005) A396; M. Ganser et al.,
/// J. Mech. Phys. Solids 125 (2019) 681. Validity: no diffusion limit. Pinned by ButlerVolmer.*.
struct ButlerVolmer {
  double exchange_current_A_m2 = 25.7;
  double temperature_K = 298.15;
  double alpha = 0.5;
  double alpha_mechanical = 0.5;
  double volume_m3_mol = 13e-6;
  double film_ohm_m2 = 0.0;

  /// Value and its derivatives by potential difference, pressure and contact fraction.
  struct Rate {
    double current_A_m2 = 0.0;
    double by_potential_S_m2 = 0.0;
    double by_pressure_A_m2_Pa = 0.0;
    double by_contact_A_m2 = 0.0;
  };
  Rate rate(double potential_difference_V, double pressure_Pa, double contact_fraction) const;

  double equilibrium_V(double pressure_Pa) const;  ///< V p/F
  double resistance_ohm_m2() const;                ///< of the linear law: R T/(F i_0) + R_f
};

/// V_Li, m³/mol (handbook; unverified).
inline constexpr double lithium_volume_m3_mol = 13.0e-6;

/// From the tables of a study. UsageError if the film alone has more than the whole resistance.
ButlerVolmer butler_volmer_of(const InterfaceOptions& options, double temperature_K);

}  // namespace lauelith::models
