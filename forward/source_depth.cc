// SPDX-License-Identifier: BSD-3-Clause
#include "forward/source_depth.h"

#include <algorithm>
#include <cmath>

#include "src/failure.h"
#include "src/units.h"

namespace lauelith::forward {
namespace {

constexpr double grazing_cosine = 0.05;

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
    : face_(beam.incidence_deg) {
  std::vector<double> lengths_m =
      attenuation_1_m(crystal, EnergyTable::energies(spectrum.energy_min_keV(), spectrum.energy_max_keV()));
  for (double& length : lengths_m) length = 1.0 / length;
  length_m_ = EnergyTable(spectrum.energy_min_keV(), std::move(lengths_m));
}

double SourceDepth::attenuation_length_m(double energy_keV) const {
  return is_surface() ? 0.0 : length_m_.at(energy_keV);
}

Eigen::Vector3d SourceDepth::source_m(double attenuation_length_m, const Eigen::Vector3d& k_unit_lab) const {
  return attenuation_length_m * face_.path_factor(k_unit_lab) * Eigen::Vector3d::UnitY();
}

}  // namespace lauelith::forward
