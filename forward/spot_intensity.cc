// SPDX-License-Identifier: BSD-3-Clause
#include "forward/spot_intensity.h"

#include <algorithm>
#include <cmath>

#include "src/constants.h"

namespace lauelith::forward {

SpotIntensity::SpotIntensity(const Crystal& crystal, const Spectrum& spectrum, const BeamOptions& options)
    : energy_min_keV_(spectrum.energy_min_keV()),
      energy_max_keV_(spectrum.energy_max_keV()),
      polarisation_(options.polarisation),
      face_(options.incidence_deg) {
  std::vector<double> energies = EnergyTable::energies(energy_min_keV_, energy_max_keV_);
  for (double& energy : energies) energy = std::min(energy, energy_max_keV_);  // the spectrum ends there
  attenuation_1_m_ = EnergyTable(energy_min_keV_, attenuation_1_m(crystal, energies));
  std::vector<double> power;
  for (const double energy : energies) {
    const double wavelength_A = constants::hc_keV_A / energy;
    power.push_back(spectrum.flux(energy) * wavelength_A * wavelength_A);
  }
  power_ = EnergyTable(energy_min_keV_, std::move(power));
}

double SpotIntensity::power(double energy_keV) const {
  if (energy_keV < energy_min_keV_ || energy_keV > energy_max_keV_) return 0.0;
  return power_.at(energy_keV);
}

double SpotIntensity::attenuation(double energy_keV) const { return attenuation_1_m_.at(energy_keV); }

double SpotIntensity::at_energy(double energy_keV) const {
  return power(energy_keV) / attenuation(energy_keV);
}

double SpotIntensity::scattering(const Eigen::Vector3d& k) const {
  const double sine_squared = (1.0 - k.y()) / 2.0;  // of θ, since k_y = cos 2θ
  const double polarisation =
      polarisation_ * (1.0 - k.x() * k.x()) + (1.0 - polarisation_) * (1.0 - k.z() * k.z());
  return polarisation / (2.0 * sine_squared);
}

double SpotIntensity::at_direction(const Eigen::Vector3d& k) const {
  return scattering(k) * face_.path_factor(k);
}

}  // namespace lauelith::forward
