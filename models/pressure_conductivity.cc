// SPDX-License-Identifier: BSD-3-Clause
#include "models/pressure_conductivity.h"

#include <cmath>

#include "src/constants.h"

namespace lauelith::models {

using constants::boltzmann_J_K;

double PressureConductivity::slope_1_Pa(double temperature_K) const {
  return compressibility_1_Pa / 3.0 - activation_volume_m3 / (boltzmann_J_K * temperature_K);
}

double PressureConductivity::shape_Pa(double pressure_Pa) const {
  return form == Form::exponential ? pressure_Pa : pressure_Pa * (1.0 - 0.5 * pressure_Pa / optimum_Pa);
}

double PressureConductivity::shape_slope(double pressure_Pa) const {
  return form == Form::exponential ? 1.0 : 1.0 - pressure_Pa / optimum_Pa;
}

double PressureConductivity::log_pressure_factor(double pressure_Pa, double temperature_K) const {
  return slope_1_Pa(temperature_K) * shape_Pa(pressure_Pa);
}

double PressureConductivity::conductivity_S_m(double pressure_Pa, double temperature_K) const {
  const double inverse = 1.0 / temperature_K - 1.0 / reference_temperature_K;
  return reference_S_m * reference_temperature_K / temperature_K *
         std::exp(-activation_energy_J / boltzmann_J_K * inverse +
                  log_pressure_factor(pressure_Pa, temperature_K));
}

PressureConductivity::Slopes PressureConductivity::slopes(double pressure_Pa, double temperature_K) const {
  const double T = temperature_K;
  const double kT = boltzmann_J_K * T;
  const double g_Pa = shape_Pa(pressure_Pa);
  Slopes slopes;
  slopes.pressure_1_Pa = slope_1_Pa(T) * shape_slope(pressure_Pa);
  slopes.temperature_1_K = -1.0 / T + (activation_energy_J + activation_volume_m3 * g_Pa) / (kT * T);
  slopes.activation_volume_1_m3 = -g_Pa / kT;
  slopes.activation_energy_1_J = -(1.0 / T - 1.0 / reference_temperature_K) / boltzmann_J_K;
  slopes.compressibility_Pa = g_Pa / 3.0;
  slopes.reference = 1.0;
  return slopes;
}

Eigen::Matrix3d PressureConductivity::anisotropy(const Eigen::Matrix3d& stress_deviator_Pa,
                                                 const Eigen::Matrix3d& R) const {
  const Eigen::Matrix3d s = R.transpose() * stress_deviator_Pa * R;
  Eigen::Matrix3d change = shear_1_Pa * s;
  change.diagonal() = axial_1_Pa * s.diagonal();
  return Eigen::Matrix3d::Identity() - R * change * R.transpose();
}

double ion_volume_m3(double volume_cm3_mol) { return volume_cm3_mol * 1e-6 / constants::avogadro_1_mol; }
double ion_energy_J(double energy_eV) { return energy_eV * constants::elementary_charge_C; }

}  // namespace lauelith::models
