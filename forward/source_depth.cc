// SPDX-License-Identifier: BSD-3-Clause
#include "forward/source_depth.h"

#include <algorithm>
#include <cmath>

#include "src/failure.h"
#include "src/units.h"

namespace lauelith::forward {
namespace {

constexpr double grazing_cosine = 0.05;
constexpr double grid_step_keV = 0.010;

}  // namespace

SampleFace::SampleFace(double incidence_deg)
    : sine_tilt_(std::sin(incidence_deg * units::deg)), cosine_tilt_(std::cos(incidence_deg * units::deg)) {}

double SampleFace::path_factor(const Eigen::Vector3d& k) const {
  return 1.0 / (1.0 + sine_tilt_ / std::max(surface_cosine(k), grazing_cosine));
}

double SampleFace::surface_cosine(const Eigen::Vector3d& k) const {
  return cosine_tilt_ * k.z() - sine_tilt_ * k.y();
}

DepthModel depth_model_of(const std::string& word) {
  if (word == "surface") return DepthModel::surface;
  if (word == "absorption") return DepthModel::absorption;
  throw UsageError({.file = "depth model", .expected = "surface or absorption", .found = "'" + word + "'"});
}

SourceDepth::SourceDepth(const Crystal& crystal, const Spectrum& spectrum, const BeamOptions& beam)
    : face_(beam.incidence_deg), energy_min_keV_(spectrum.energy_min_keV()) {
  std::vector<double> energies;
  for (double energy = energy_min_keV_; energy < spectrum.energy_max_keV() + grid_step_keV;
       energy += grid_step_keV) {
    energies.push_back(energy);
  }
  for (const double attenuation : attenuation_1_m(crystal, energies)) length_m_.push_back(1.0 / attenuation);
}

double SourceDepth::attenuation_length_m(double energy_keV) const {
  if (is_surface()) return 0.0;
  const double last = static_cast<double>(length_m_.size()) - 1.0;
  const double place = std::clamp((energy_keV - energy_min_keV_) / grid_step_keV, 0.0, last);
  const std::size_t i = std::min(static_cast<std::size_t>(place), length_m_.size() - 2);
  const double fraction = place - static_cast<double>(i);
  return length_m_[i] + fraction * (length_m_[i + 1] - length_m_[i]);
}

Eigen::Vector3d SourceDepth::source_m(double attenuation_length_m, const Eigen::Vector3d& k_unit_lab) const {
  return attenuation_length_m * face_.path_factor(k_unit_lab) * Eigen::Vector3d::UnitY();
}

}  // namespace lauelith::forward
