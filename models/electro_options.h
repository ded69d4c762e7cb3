// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "models/pressure_conductivity.h"
#include "src/parameter.h"

namespace lauelith::models {

/// [electro]: how the electrolyte conducts ions and electrons.
struct ElectroOptions {
  double conductivity_ionic_mS_cm = 0.40;
  double activation_energy_eV = 0.35;
  double activation_volume_cm3_mol = 1.0;
  double conductivity_electronic_S_cm = 1e-9;
  double boundary_conductivity_ratio = 1.0;
  double boundary_width_nm = 2.0;
  double boundary_resistance_ohm_cm2 = 0.0;
  std::string electron_contact = "ohmic";
  double electron_contact_resistance_ohm_cm2 = 0.0;
};
void describe(ParameterVisitor& visit, ElectroOptions& options);

/// What pressure and temperature do to the ions; the reference is the effective conductivity at 298.15 K.
PressureConductivity ionic_law(const ElectroOptions& options, double bulk_modulus_Pa);

/// Surface conductance of a grain boundary for electrons, S: κ_e = σ_e,gb δ, σ_e,gb = ratio · σ_e.
double boundary_conductance_S(const ElectroOptions& options);

}  // namespace lauelith::models
