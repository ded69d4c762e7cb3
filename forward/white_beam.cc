// SPDX-License-Identifier: BSD-3-Clause
#include "forward/white_beam.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "src/failure.h"

namespace lauelith::forward {

void describe(ParameterVisitor& visit, BeamOptions& options) {
  visit.numbers({"energy_keV", "lowest and highest photon energy of the white beam", 1.0, 100.0},
                options.energy_keV);
  visit.text({"spectrum", "bending-magnet, flat, or a two-column file of energy (keV) and photons per keV"},
             options.spectrum);
  visit.number({"critical_energy_keV", "critical energy of the bending magnet", 0.1, 1000.0},
               options.critical_energy_keV);
  visit.number({"polarisation", "horizontally polarised fraction of the beam", 0.0, 1.0},
               options.polarisation);
  visit.number({"incidence_deg", "inclination of the scanned face against the beam", 1.0, 89.0},
               options.incidence_deg);
  visit.number({"flux_1_s", "photons per second in the focus, whole band", 1.0, 1e18}, options.flux_1_s);
  visit.numbers({"size_um", "full widths at half maximum of the focus along lab x and z", 0.0, 1000.0},
                options.size_um);
  visit.number({"divergence_mrad", "rms angle of the rays about the axis, along x and along z", 0.0, 10.0},
               options.divergence_mrad);
}

double bending_magnet_G1(double y) {
  // ∫_y^∞ K_ν = h [e^{-y}/2 + Σ_r e^{-y cosh(rh)} cosh(ν r h)/cosh(r h)], trapezoid in t; the step halves
  // Kostroun's.
  constexpr double step = 0.25;
  double sum = 0.5 * std::exp(-y);
  for (int r = 1; r < 200; ++r) {
    const double t = r * step;
    const double term = std::exp(-y * std::cosh(t)) * std::cosh(5.0 / 3.0 * t) / std::cosh(t);
    sum += term;
    if (term < 1e-14 * sum && t > 1.0) break;
  }
  return y * step * sum;
}

Spectrum::Spectrum(const BeamOptions& options)
    : energy_min_keV_(options.energy_keV.at(0)), energy_max_keV_(options.energy_keV.at(1)) {
  constexpr double step_keV = 0.05;
  const auto n = static_cast<std::size_t>((energy_max_keV_ - energy_min_keV_) / step_keV) + 2;
  for (std::size_t i = 0; i < n; ++i) {
    const double energy = energy_min_keV_ + static_cast<double>(i) * step_keV;
    energies_keV_.push_back(energy);
    flux_.push_back(
        options.spectrum == "flat" ? 1.0 : bending_magnet_G1(energy / options.critical_energy_keV) / energy);
  }
}

Spectrum::Spectrum(std::vector<double> energies_keV, std::vector<double> flux_per_keV,
                   const BeamOptions& options)
    : energy_min_keV_(std::max(options.energy_keV.at(0), energies_keV.front())),
      energy_max_keV_(std::min(options.energy_keV.at(1), energies_keV.back())),
      energies_keV_(std::move(energies_keV)),
      flux_(std::move(flux_per_keV)) {}

double Spectrum::flux(double energy_keV) const {
  if (energy_keV < energy_min_keV_ || energy_keV > energy_max_keV_) return 0.0;
  const auto above = std::upper_bound(energies_keV_.begin(), energies_keV_.end(), energy_keV);
  const auto i = static_cast<std::size_t>(
      std::clamp<long>(above - energies_keV_.begin(), 1, static_cast<long>(energies_keV_.size()) - 1));
  const double fraction = (energy_keV - energies_keV_[i - 1]) / (energies_keV_[i] - energies_keV_[i - 1]);
  return flux_[i - 1] + std::clamp(fraction, 0.0, 1.0) * (flux_[i] - flux_[i - 1]);
}

double Spectrum::total() const {
  constexpr int n_steps = 4096;  // trapezoid; the tables are linear on coarser grids
  const double step = (energy_max_keV_ - energy_min_keV_) / n_steps;
  double sum = 0.5 * (flux(energy_min_keV_) + flux(energy_max_keV_));
  for (int i = 1; i < n_steps; ++i) sum += flux(energy_min_keV_ + i * step);
  return sum * step;
}

Spectrum spectrum_from_text(const std::string& text, const std::string& file, const BeamOptions& options) {
  std::vector<double> energies;
  std::vector<double> flux;
  std::istringstream lines(text);
  lines.imbue(std::locale::classic());
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos || line[line.find_first_not_of(" \t")] == '#')
      continue;
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream fields(line);
    fields.imbue(std::locale::classic());
    double energy = 0.0;
    double photons = 0.0;
    const bool good = static_cast<bool>(fields >> energy >> photons) && photons >= 0.0 &&
                      (energies.empty() || energy > energies.back());
    if (!good) {
      throw InputError({.file = file,
                        .where = "line " + std::to_string(number),
                        .expected = "a rising energy in keV and a flux >= 0",
                        .found = "'" + line.substr(0, 60) + "'"});
    }
    energies.push_back(energy);
    flux.push_back(photons);
  }
  const bool covers = energies.size() >= 2 && energies.front() < options.energy_keV[1] &&
                      energies.back() > options.energy_keV[0];
  if (!covers) {
    throw InputError({.file = file, .expected = "at least two points that overlap the energy band"});
  }
  return {std::move(energies), std::move(flux), options};
}

}  // namespace lauelith::forward
