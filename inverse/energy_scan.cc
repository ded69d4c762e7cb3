// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/energy_scan.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "forward/laue_spot.h"
#include "inverse/spot_pairs.h"
#include "inverse/strain_refinement.h"
#include "src/frames.h"
#include "src/lattice.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

constexpr double fwhm_in_sigma = 2.3548200450309493;
constexpr double weakest_line_photons = 30.0;  // above its background, in all energies

/// The refined lattice at the size of the reference cell: M ∝ F⁻ᵀ, mean stretch tr V/3 of F taken out.
Matrix3d at_reference_size(const Matrix3d& M_lab_1_A, const Matrix3d& B_1_A) {
  const Matrix3d F = (M_lab_1_A * B_1_A.inverse()).inverse().transpose();
  const Eigen::SelfAdjointEigenSolver<Matrix3d> V2(F * F.transpose());
  return M_lab_1_A * (V2.eigenvalues().cwiseSqrt().sum() / 3.0);
}

int reach_of(const Peak& peak) {
  return std::clamp(static_cast<int>(std::ceil(2.5 * peak.fwhm_major_px / fwhm_in_sigma)), 2, 12);
}

/// No other peak of the white frame reaches into the box.
bool stands_alone(const std::vector<Peak>& peaks, int index, int reach) {
  const Peak& own = peaks[static_cast<std::size_t>(index)];
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    if (static_cast<int>(i) == index) continue;
    const double distance = std::max(std::abs(peaks[i].x_px - own.x_px), std::abs(peaks[i].y_px - own.y_px));
    if (distance < reach + reach_of(peaks[i])) return false;
  }
  return true;
}

/// A plane normal and what its energy does when the lattice changes: dG = −g_kᵀ·G.
ScannedReflection reflection_of(const Matrix3d& M_lab_1_A, const Eigen::Vector3i& hkl,
                                const std::array<Matrix3d, 8>& generators) {
  ScannedReflection reflection;
  Vector3d G = M_lab_1_A * hkl.cast<double>();
  reflection.hkl = G.y() < 0.0 ? hkl : Eigen::Vector3i(-hkl);
  if (G.y() > 0.0) G = -G;
  const forward::LaueRay ray = forward::laue_ray(G);
  reflection.predicted_keV = ray.energy_keV;
  for (int k = 0; k < 8; ++k) {
    const Vector3d dG = -generators[static_cast<std::size_t>(k)].transpose() * G;
    reflection.d_energy[k] = ray.d_energy_d_G_keV_A().dot(dG) / ray.energy_keV;
  }
  return reflection;
}

double box_sum(const Image& image, const ScannedReflection& reflection) {
  double sum = 0.0;
  for (int y = reflection.y_px - reflection.reach_px; y <= reflection.y_px + reflection.reach_px; ++y) {
    for (int x = reflection.x_px - reflection.reach_px; x <= reflection.x_px + reflection.reach_px; ++x) {
      if (x < 0 || y < 0 || x >= image.cols || y >= image.rows) continue;
      const auto i =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(image.cols) + static_cast<std::size_t>(x);
      if (image.mask[i] == 0) sum += image.value[i];
    }
  }
  return sum;
}

}  // namespace

ScannedGrain scanned_grain(const Grain& grain, const std::vector<Peak>& peaks, double first_keV,
                           double last_keV, const IndexingPlan& plan) {
  const forward::LaueSetup& setup = plan.setup;
  std::map<ReflectionKey, forward::PredictedSpot> predicted;
  for (const auto& spot : forward::predict_spots(setup, grain.reciprocal_lab_1_A))
    predicted.emplace(reflection_key(spot.hkl), spot);
  std::vector<SpotMatch> matches;
  for (const IndexedSpot& spot : grain.spots) {
    const auto found = predicted.find(reflection_key(spot.hkl));
    if (found == predicted.end() || peaks[static_cast<std::size_t>(spot.peak)].clipped) continue;
    matches.push_back({spot.peak, spot.hkl, found->second.direction, found->second.source_m});
  }
  ScannedGrain scanned;
  if (matches.size() < 3) return scanned;
  RefinementOptions options;
  options.robust = false;
  const RefinementResult refined =
      refine_lattice(grain.reciprocal_lab_1_A, matches, peaks, setup.detector, plan.sample_tilt_rad, options);
  if (!refined.strain_determined) return scanned;
  scanned.covariance = refined.covariance;
  const Matrix3d M = at_reference_size(refined.M_lab_1_A, setup.table.B_1_A());
  const auto generators = lattice_generators(plan.sample_tilt_rad);
  for (const SpotMatch& match : matches) {
    const Peak& peak = peaks[static_cast<std::size_t>(match.peak)];
    const int reach = reach_of(peak);
    if (!stands_alone(peaks, match.peak, reach)) continue;
    const ReflectionKey key = reflection_key(match.hkl);
    for (const auto& order : setup.table.family_of(match.direction).orders) {
      const Eigen::Vector3i hkl = order.multiple * Eigen::Vector3i(key[0], key[1], key[2]);
      ScannedReflection one = reflection_of(M, hkl, generators);
      if (one.predicted_keV < first_keV || one.predicted_keV > last_keV) continue;
      one.peak = match.peak;
      one.x_px = static_cast<int>(std::lround(peak.x_px));
      one.y_px = static_cast<int>(std::lround(peak.y_px));
      one.reach_px = reach;
      scanned.reflections.push_back(one);
    }
  }
  return scanned;
}

std::vector<LineCounts> counted_lines(const ScannedGrain& grain, const std::vector<double>& energies_keV,
                                      double counts_per_photon,
                                      const std::function<const Image&(std::size_t)>& image) {
  std::vector<LineCounts> lines;
  for (const ScannedReflection& reflection : grain.reflections)
    lines.push_back({reflection.predicted_keV, energies_keV, {}});
  for (std::size_t k = 0; k < energies_keV.size() && !lines.empty(); ++k) {
    const Image& frame = image(k);
    for (std::size_t i = 0; i < lines.size(); ++i)
      lines[i].counts.push_back(std::max(0.0, box_sum(frame, grain.reflections[i]) / counts_per_photon));
  }
  return lines;
}

GrainTraces measure_traces(const ScannedGrain& grain, const std::vector<LineCounts>& lines, double band_eV) {
  GrainTraces traces;
  if (lines.empty()) return traces;
  traces.choice = choose_phases(lines, band_eV);
  const LinesOfPhases& fit = traces.choice.chosen();
  double photons = 0.0;
  Vector8d d_shift = Vector8d::Zero();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const double of_line = fit.area[i] / (1000.0 * (lines[i].energies_keV[1] - lines[i].energies_keV[0]));
    photons += of_line;
    d_shift += of_line * grain.reflections[i].d_energy;
  }
  if (!fit.converged || photons < weakest_line_photons) return traces;
  d_shift /= photons;
  const double of_lattice = d_shift.dot(grain.covariance * d_shift);
  for (std::size_t j = 0; j < fit.phases.size(); ++j) {
    const auto k = static_cast<Eigen::Index>(j);
    traces.phases.push_back({3.0 * (1.0 / (1.0 + fit.phases[j].shift) - 1.0),
                             3.0 * std::sqrt(fit.covariance(k, k) + of_lattice), fit.phases[j].share});
  }
  return traces;
}

}  // namespace lauelith::inverse
