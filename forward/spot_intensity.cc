// SPDX-License-Identifier: BSD-3-Clause
#include "forward/spot_intensity.h"

#include <algorithm>
#include <cmath>

#include "src/constants.h"
#include "src/units.h"

namespace lauelith::forward {
namespace {

constexpr double grid_step_keV = 0.010;
constexpr double grazing_cosine = 0.05;

}  // namespace

SpotIntensity::SpotIntensity(const Crystal& crystal, const Spectrum& spectrum, const BeamOptions& options)
    : energy_min_keV_(spectrum.energy_min_keV()),
      energy_max_keV_(spectrum.energy_max_keV()),
      polarisation_(options.polarisation),
      sine_tilt_(std::sin(options.incidence_deg * units::deg)),
      cosine_tilt_(std::cos(options.incidence_deg * units::deg)) {
  std::vector<double> energies;
  for (double energy = energy_min_keV_; energy < energy_max_keV_ + grid_step_keV; energy += grid_step_keV) {
    energies.push_back(std::min(energy, energy_max_keV_));
  }
  attenuation_1_m_ = attenuation_1_m(crystal, energies);
  for (const double energy : energies) {
    const double wavelength_A = constants::hc_keV_A / energy;
    power_.push_back(spectrum.flux(energy) * wavelength_A * wavelength_A);
  }
}

double SpotIntensity::tabulated(const std::vector<double>& table, double energy_keV) const {
  const double place = std::max(0.0, (energy_keV - energy_min_keV_) / grid_step_keV);
  const std::size_t i = std::min(static_cast<std::size_t>(place), table.size() - 2);
  const double fraction = std::min(place - static_cast<double>(i), 1.0);
  return table[i] + fraction * (table[i + 1] - table[i]);
}

double SpotIntensity::power(double energy_keV) const {
  if (energy_keV < energy_min_keV_ || energy_keV > energy_max_keV_) return 0.0;
  return tabulated(power_, energy_keV);
}

double SpotIntensity::attenuation(double energy_keV) const { return tabulated(attenuation_1_m_, energy_keV); }

double SpotIntensity::at_energy(double energy_keV) const {
  return power(energy_keV) / attenuation(energy_keV);
}

double SpotIntensity::scattering(const Eigen::Vector3d& k) const {
  const double sine_squared = (1.0 - k.y()) / 2.0;  // of θ, since k_y = cos 2θ
  const double polarisation =
      polarisation_ * (1.0 - k.x() * k.x()) + (1.0 - polarisation_) * (1.0 - k.z() * k.z());
  return polarisation / (2.0 * sine_squared);
}

double SpotIntensity::surface_cosine(const Eigen::Vector3d& k) const {
  return cosine_tilt_ * k.z() - sine_tilt_ * k.y();
}

double SpotIntensity::at_direction(const Eigen::Vector3d& k) const {
  return scattering(k) / (1.0 + sine_tilt_ / std::max(surface_cosine(k), grazing_cosine));
}

}  // namespace lauelith::forward
