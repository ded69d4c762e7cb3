// SPDX-License-Identifier: BSD-3-Clause
#include "models/electro_options.h"

#include <limits>

#include "src/electrochemical_units.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

}  // namespace

void describe(ParameterVisitor& visit, ElectroOptions& options) {
  visit.number({"conductivity_ionic_mS_cm", "of the electrolyte as a whole (prior 0.2 to 1)", 1e-6, 1e3},
               options.conductivity_ionic_mS_cm);
  visit.number({"activation_energy_eV", "of ionic conduction (prior 0.30 to 0.45)", 0.0, 2.0},
               options.activation_energy_eV);
  visit.number({"activation_volume_cm3_mol",
                "positive: pressure hinders ions; its sign is contested (prior -1.5 to 3)", -20.0, 20.0},
               options.activation_volume_cm3_mol);
  visit.number({"conductivity_electronic_S_cm", "of the grains (prior 1e-12 to 1e-7)", 1e-16, 1.0},
               options.conductivity_electronic_S_cm);
  visit.number(
      {"boundary_conductivity_ratio",
       "electronic conductivity of grain boundaries over that of grains (prior 1 to 1e5)", 1e-3, 1e9},
      options.boundary_conductivity_ratio);
  visit.number({"boundary_width_nm", "of a grain boundary as an electronic conductor", 0.1, 100.0},
               options.boundary_width_nm);
  visit.number(
      {"boundary_resistance_ohm_cm2",
       "of a grain boundary to ions, if it is not in conductivity_ionic_mS_cm (prior 0 to 5)", 0.0, 1e4},
      options.boundary_resistance_ohm_cm2);
  visit.text({"electron_contact",
              "ohmic or resistive at both electrodes; pinned: blocked at the counter electrode",
              -inf,
              inf,
              {"ohmic", "resistive", "pinned"}},
             options.electron_contact);
  visit.number({"electron_contact_resistance_ohm_cm2", "of a resistive contact", 0.0, 1e15},
               options.electron_contact_resistance_ohm_cm2);
}

PressureConductivity ionic_law(const ElectroOptions& options, double bulk_modulus_Pa) {
  PressureConductivity law;
  law.reference_S_m = options.conductivity_ionic_mS_cm * units::mS_per_cm;
  law.activation_energy_J = ion_energy_J(options.activation_energy_eV);
  law.activation_volume_m3 = ion_volume_m3(options.activation_volume_cm3_mol);
  law.compressibility_1_Pa = 1.0 / bulk_modulus_Pa;
  return law;
}

double boundary_conductance_S(const ElectroOptions& options) {
  return options.boundary_conductivity_ratio * options.conductivity_electronic_S_cm * units::S_per_cm *
         options.boundary_width_nm * units::nm;
}

}  // namespace lauelith::models
