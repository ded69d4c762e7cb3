// SPDX-License-Identifier: BSD-3-Clause
#include "tests/inverse/synthetic_pattern.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "src/crystal_library.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/units.h"

namespace lauelith::synthetic {

Detector camera(Camera kind) {
  Detector detector;
  switch (kind) {
    case Camera::pilatus_140mm:
      detector.rows = 1043;
      detector.cols = 981;
      return placed(detector, {140.0, 491.0, 520.0, 0.4, 0.3, 0.172});
    case Camera::scmos_79mm:
      detector.rows = 2018;
      detector.cols = 2016;
      return placed(detector, {79.0, 1010.0, 1005.0, 0.35, -0.25, 0.0734});
    case Camera::mar165_70mm:
      detector.rows = detector.cols = 2048;
      return placed(detector, {70.775, 941.74, 1082.56, 0.63, -0.682, 0.079142});
    case Camera::aps_34id:
      detector.rows = detector.cols = 2048;
      return placed(detector, {510.0, 1024.0, 1024.0, 0.2, 0.1, 0.2});
  }
  return detector;
}

forward::LaueSetup setup(const std::string& crystal, Camera kind, std::vector<double> energy_keV,
                         forward::DepthModel depth) {
  forward::BeamOptions beam;
  beam.energy_keV = std::move(energy_keV);
  return forward::make_laue_setup(find_crystal(crystal), camera(kind), beam, forward::Spectrum(beam), depth);
}

Eigen::Matrix3d random_rotation(std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Eigen::Quaterniond q(normal(random), normal(random), normal(random), normal(random));
  return q.normalized().toRotationMatrix();
}

TrueGrain random_grain(const forward::LaueSetup& setup, double strain_rms, std::mt19937_64& random) {
  std::normal_distribution<double> normal(0.0, strain_rms);
  TrueGrain grain;
  grain.R_sample_from_crystal = random_rotation(random);
  Eigen::Matrix3d strain;
  for (int i = 0; i < 3; ++i) {
    for (int j = i; j < 3; ++j) strain(i, j) = strain(j, i) = normal(random);
  }
  grain.deformation = Eigen::Matrix3d::Identity() + strain;
  grain.M_lab_1_A =
      R_lab_from_sample(setup.beam.incidence_deg * units::deg) *
      strained_reciprocal_1_A(grain.deformation, grain.R_sample_from_crystal, setup.table.B_1_A());
  return grain;
}

namespace {

std::vector<Peak> all_spots(const forward::LaueSetup& setup, const std::vector<TrueGrain>& grains,
                            double scatter, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  std::vector<Peak> peaks;
  for (const TrueGrain& grain : grains) {
    for (const forward::PredictedSpot& spot : forward::predict_spots(setup, grain.M_lab_1_A)) {
      Peak peak;
      peak.x_px = spot.px.x();
      peak.y_px = spot.px.y();
      peak.intensity = grain.weight * spot.intensity * std::exp(scatter * normal(random));
      peaks.push_back(peak);
    }
  }
  return peaks;
}

bool is_apart(const Peak& peak, const std::vector<Peak>& others, double distance) {
  return std::none_of(others.begin(), others.end(), [&](const Peak& other) {
    return std::hypot(peak.x_px - other.x_px, peak.y_px - other.y_px) < distance;
  });
}

}  // namespace

PeakList pattern(const forward::LaueSetup& setup, const std::vector<TrueGrain>& grains,
                 const PatternOptions& options, std::mt19937_64& random) {
  std::vector<Peak> spots = all_spots(setup, grains, options.intensity_scatter, random);
  const auto brighter = [](const Peak& a, const Peak& b) { return a.intensity > b.intensity; };
  std::sort(spots.begin(), spots.end(), brighter);
  PeakList list;
  list.rows = setup.detector.rows;
  list.cols = setup.detector.cols;
  for (const Peak& spot : spots) {
    if (list.peaks.size() == options.n_peaks) break;
    if (is_apart(spot, list.peaks, options.smallest_separation_px)) list.peaks.push_back(spot);
  }
  std::uniform_real_distribution<double> unit;
  for (std::size_t i = 0; i < options.n_false; ++i) {
    Peak peak;
    peak.x_px = unit(random) * (list.cols - 1.0);
    peak.y_px = unit(random) * (list.rows - 1.0);
    peak.intensity =
        list.peaks[static_cast<std::size_t>(unit(random) * 0.999 * static_cast<double>(options.n_peaks))]
            .intensity;
    list.peaks.push_back(peak);
  }
  std::normal_distribution<double> noise(0.0, options.sigma_px);
  for (Peak& peak : list.peaks) {
    peak.x_px += noise(random);
    peak.y_px += noise(random);
    peak.x_sigma_px = peak.y_sigma_px = options.sigma_px;
  }
  std::stable_sort(list.peaks.begin(), list.peaks.end(), brighter);
  return list;
}

}  // namespace lauelith::synthetic
