// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "models/conductor_library.h"
#include "models/critical_flaw.h"
#include "models/pressure_conductivity.h"
#include "src/parameter.h"

namespace lauelith::models {

/// [sensitivity]: ionic conductivity against pressure, temperature and activation volume. NaN: what the data
/// file of the material says, or the table of the study that declares it.
struct SensitivityOptions {
  static constexpr double of_material = std::numeric_limits<double>::quiet_NaN();
  static constexpr double of_study = of_material;  ///< what the table that declares it says

  std::string material = "LLZTO";
  double activation_volume_cm3_mol = of_material;
  double activation_energy_eV = of_material;
  double conductivity_mS_cm = of_material;
  double bulk_modulus_GPa = of_material;
  std::string form = "exponential";
  double optimum_GPa = -2.0;
  double axial_1_GPa = 0.0;
  double shear_1_GPa = 0.0;
  double temperature_K = of_study;
  double stack_pressure_MPa = of_study;
  std::string confinement = "free";
  std::vector<double> pressure_range_GPa = {-3.0, 3.0};
  std::vector<double> temperature_range_K = {200.0, 400.0};
  std::vector<double> activation_volume_range_cm3_mol = {-1.5, 3.0};
  std::vector<double> stack_pressure_range_MPa = {0.0, 100.0};
  int sweep_points = 25;
  int samples = 256;
  std::string boundary_data = "periodic";
  double boundary_resistance_ohm_cm2 = of_study;
  std::string closure = "undeclared";
  double flaw_current_mA_cm2 = 1.0;
  double transfer_resistance_ohm_cm2 = of_study;
  double toughness_MPa_sqrt_m = of_study;
};
void describe(ParameterVisitor& visit, SensitivityOptions& options);

/// What [cell], [electro], [interface] and [fracture] declare and [sensitivity] may override.
struct SensitivityDefaults {
  double temperature_K = 298.15;
  double stack_pressure_MPa = 0.3;
  double boundary_resistance_ohm_cm2 = 0.0;
  double transfer_resistance_ohm_cm2 = 10.0;
  double toughness_MPa_sqrt_m = 1.0;
};

/// What ranges alone cannot say: an activation volume in another unit, ranges that are none, a quadratic form
/// without a maximum, a cell too warm for the law. UsageErrors with key, value and what is allowed.
void require_valid(const SensitivityOptions& options, const SensitivityDefaults& of_study = {});

/// Smaller activation volumes were meant in another unit; the message that says so.
inline constexpr double least_believable_volume_cm3_mol = 0.005;
[[noreturn]] void refuse_volume(const std::string& found);

/// The options with every value of the material and of the study put in.
SensitivityOptions completed(const SensitivityOptions& options, const SensitivityDefaults& of_study = {});
/// Law and flaw of completed options, SI.
PressureConductivity law_of(const SensitivityOptions& completed);
CriticalFlaw flaw_of(const SensitivityOptions& completed);

/// Hydrostatic share of a stack pressure: 1/3 where the sides are free, (1 + ν)/(3 (1 − ν)) where they cannot
/// move; ν from bulk modulus and the shear modulus given (Pa).
double hydrostatic_share(const SensitivityOptions& completed, double shear_modulus_Pa);

}  // namespace lauelith::models
