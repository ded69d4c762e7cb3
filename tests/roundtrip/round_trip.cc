// SPDX-License-Identifier: BSD-3-Clause
#include "tests/roundtrip/round_trip.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "forward/detector_response.h"
#include "inverse/frame_indexing.h"
#include "inverse/lattice_rows.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/parallel.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/roundtrip/spot_bound.h"

namespace lauelith::roundtrip {

using Eigen::Matrix3d;
using Eigen::Vector3d;
using inverse::IndexingPlan;
using synthetic::TrueGrain;

namespace {

/// A true spot and the standard error per axis that its photons allow.
struct TrueSpot {
  Eigen::Vector2d px;
  double photons = 0.0;
  double sigma_px = 0.0;
};

/// The scene as it is, as the indexer is told, and everything made once.
struct Stage {
  explicit Stage(const Scene& what)
      : scene(what),
        truth(synthetic::setup(what.crystal, what.camera)),
        told(truth),
        bound(what.psf_sigma_px, what.background) {
    told.detector.origin_m += scene.distance_off_m * told.detector.normal();
  }
  Scene scene;
  forward::LaueSetup truth;
  forward::LaueSetup told;
  SpotBound bound;
};

TrueGrain random_grain(const Stage& stage, std::mt19937_64& random) {
  TrueGrain grain = synthetic::random_grain(stage.truth, 1.0, random);
  const Matrix3d strain = grain.deformation - Matrix3d::Identity();
  std::uniform_real_distribution<double> unit;
  const double scale = stage.scene.largest_strain * unit(random) / strain.cwiseAbs().maxCoeff();
  grain.deformation = Matrix3d::Identity() + scale * strain;
  grain.M_lab_1_A =
      R_lab_from_sample(stage.truth.beam.incidence_deg * units::deg) *
      strained_reciprocal_1_A(grain.deformation, grain.R_sample_from_crystal, stage.truth.table.B_1_A());
  return grain;
}

/// Where the spots are and how many photons they have (images) or how well they are known (lists).
std::vector<TrueSpot> true_spots(const Stage& stage, const TrueGrain& grain, double strongest_photons) {
  const Vector3d source = stage.scene.source_off_m * Vector3d::UnitY();
  const auto predicted = forward::predict_spots(stage.truth, grain.M_lab_1_A);
  double strongest = 0.0;
  for (const auto& spot : predicted) strongest = std::max(strongest, spot.intensity);
  std::vector<TrueSpot> spots;
  for (const auto& spot : predicted) {
    TrueSpot one;
    one.px = forward::spot_position(stage.truth.detector, grain.M_lab_1_A, spot.hkl, source).px;
    one.photons = spot.intensity / strongest * strongest_photons;
    one.sigma_px =
        stage.scene.strongest_photons > 0.0 ? stage.bound(std::max(one.photons, 1e-3)) : stage.scene.sigma_px;
    if (one.photons >= stage.scene.faintest_photons) spots.push_back(one);
  }
  return spots;
}

PeakList listed(const Stage& stage, const std::vector<std::vector<TrueSpot>>& spots,
                std::mt19937_64& random) {
  constexpr double smallest_separation_px = 4.0;
  std::vector<Peak> all;
  for (const auto& grain : spots) {
    for (const TrueSpot& spot : grain) {
      Peak peak;
      peak.x_px = spot.px.x();
      peak.y_px = spot.px.y();
      peak.intensity = spot.photons;
      peak.x_sigma_px = peak.y_sigma_px = spot.sigma_px;
      all.push_back(peak);
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Peak& a, const Peak& b) { return a.intensity > b.intensity; });
  PeakList list;
  list.rows = stage.truth.detector.rows;
  list.cols = stage.truth.detector.cols;
  std::normal_distribution<double> noise;
  for (const Peak& peak : all) {
    if (list.peaks.size() == stage.scene.n_peaks * spots.size()) break;
    const bool apart = std::none_of(list.peaks.begin(), list.peaks.end(), [&peak](const Peak& other) {
      return std::hypot(peak.x_px - other.x_px, peak.y_px - other.y_px) < smallest_separation_px;
    });
    if (apart) list.peaks.push_back(peak);
  }
  for (Peak& peak : list.peaks) {
    peak.x_px += peak.x_sigma_px * noise(random);
    peak.y_px += peak.y_sigma_px * noise(random);
  }
  return list;
}

Image photographed(const Stage& stage, const std::vector<std::vector<TrueSpot>>& spots, unsigned seed,
                   std::uint64_t number) {
  const Scene& scene = stage.scene;
  forward::LaueImage drawn(stage.truth.detector.rows, stage.truth.detector.cols, {.level = scene.background});
  for (const auto& grain : spots) {
    for (const TrueSpot& spot : grain) {
      const auto add = [&](double share, double sigma_px) {
        drawn.add({spot.px.x(), spot.px.y(), share * spot.photons, forward::round_shape(sigma_px)});
      };
      add(1.0 - scene.tail_share, scene.psf_sigma_px);
      if (scene.tail_share > 0.0) add(scene.tail_share, 3.0 * scene.psf_sigma_px);
    }
  }
  const forward::NoiseKey key{seed, number};
  const Frame frame = scene.integrating_camera ? forward::expose_camera(drawn, {}, key)
                                               : forward::count_photons(drawn, {}, key);
  return make_image(frame, {}, std::numeric_limits<double>::infinity());
}

/// √ of the diagonal of the inverse information of a grain's indexed spots, strain in the sample frame.
Vector6d bound_of(const Stage& stage, const Grain& grain, const PeakList& peaks,
                  const std::vector<TrueSpot>& spots) {
  const auto generators = inverse::lattice_generators(stage.truth.beam.incidence_deg * units::deg);
  inverse::Matrix8d information = inverse::Matrix8d::Zero();
  for (const IndexedSpot& indexed : grain.spots) {
    const Peak& peak = peaks.peaks[static_cast<std::size_t>(indexed.peak)];
    if (peak.clipped) continue;
    const auto nearest = std::min_element(spots.begin(), spots.end(), [&](const auto& a, const auto& b) {
      return (a.px - indexed.calculated_px).squaredNorm() < (b.px - indexed.calculated_px).squaredNorm();
    });
    const inverse::SpotMatch match{indexed.peak, indexed.hkl, 0, indexed.source_m};
    const auto row =
        inverse::spot_row(grain.reciprocal_lab_1_A, match, peak, stage.told.detector, generators);
    information += row.J.transpose() * row.J / (nearest->sigma_px * nearest->sigma_px);
  }
  const inverse::Matrix8d covariance = information.inverse();
  const auto basis = inverse::deviatoric_basis();
  const Matrix6d strain = basis * covariance.bottomRightCorner<5, 5>() * basis.transpose();
  return strain.diagonal().cwiseMax(0.0).cwiseSqrt();
}

GrainOutcome outcome_of(const Stage& stage, const Grain& found, const LatticeState& state, double angle_rad,
                        const PeakList& peaks, const std::vector<TrueSpot>& spots) {
  GrainOutcome outcome;
  outcome.found = true;
  outcome.n_spots = static_cast<int>(found.spots.size());
  outcome.angle_deg = angle_rad / units::deg;
  outcome.angle_sigma_deg = found.orientation_sigma_mrad.norm() * units::mrad / units::deg;
  outcome.has_strain = found.strain_deviatoric_sample.allFinite();
  if (!outcome.has_strain) return outcome;
  outcome.error = found.strain_deviatoric_sample - components_of(state.strain_deviatoric);
  outcome.sigma = found.strain_covariance_sample.diagonal().cwiseMax(0.0).cwiseSqrt();
  outcome.bound = bound_of(stage, found, peaks, spots);
  return outcome;
}

PatternOutcome compared(const Stage& stage, const FrameResult& frame, const std::vector<TrueGrain>& truth,
                        const std::vector<std::vector<TrueSpot>>& spots, const IndexingPlan& plan) {
  constexpr double largest_angle_rad = 0.1 * units::deg;
  const Matrix3d R_sample_from_lab = R_lab_from_sample(plan.sample_tilt_rad).transpose();
  std::vector<bool> used(frame.grains.size(), false);
  PatternOutcome outcome;
  for (std::size_t g = 0; g < truth.size(); ++g) {
    const LatticeState state =
        lattice_state(R_sample_from_lab * truth[g].M_lab_1_A, stage.truth.table.B_1_A());
    double smallest = largest_angle_rad;
    std::size_t best = frame.grains.size();
    for (std::size_t i = 0; i < frame.grains.size(); ++i) {
      const double angle = misorientation(state.R_frame_from_crystal, frame.grains[i].R_sample_from_crystal,
                                          plan.proper_rotations);
      if (used[i] || angle > smallest) continue;
      smallest = angle;
      best = i;
    }
    outcome.grains.emplace_back();
    const int n_visible = static_cast<int>(spots[g].size());
    const double largest_strain = (truth[g].deformation - Matrix3d::Identity()).cwiseAbs().maxCoeff();
    outcome.grains.back().n_visible = n_visible;
    outcome.grains.back().largest_strain = largest_strain;
    if (best == frame.grains.size()) continue;
    used[best] = true;
    outcome.grains.back() = outcome_of(stage, frame.grains[best], state, smallest, frame.peaks, spots[g]);
    outcome.grains.back().n_visible = n_visible;
    outcome.grains.back().largest_strain = largest_strain;
  }
  for (std::size_t i = 0; i < frame.grains.size(); ++i)
    outcome.n_invented += !used[i] && frame.grains[i].quality == GrainQuality::accepted ? 1 : 0;
  return outcome;
}

PatternOutcome round_trip(const Stage& stage, const IndexingPlan& plan, unsigned seed, std::size_t number) {
  std::seed_seq mixed{seed, static_cast<unsigned>(number)};
  std::mt19937_64 random(mixed);
  std::vector<TrueGrain> truth;
  std::vector<std::vector<TrueSpot>> spots;
  double photons = stage.scene.strongest_photons > 0.0 ? stage.scene.strongest_photons : 1e4;
  for (int g = 0; g < stage.scene.n_grains; ++g, photons *= 0.7) {
    truth.push_back(random_grain(stage, random));
    spots.push_back(true_spots(stage, truth.back(), photons));
  }
  const FrameResult frame = stage.scene.strongest_photons > 0.0
                                ? inverse::index_image(photographed(stage, spots, seed, number), {}, plan)
                                : inverse::index_peak_list(listed(stage, spots, random), plan);
  return compared(stage, frame, truth, spots, plan);
}

}  // namespace

std::vector<PatternOutcome> round_trips(const Scene& scene, int n_patterns, unsigned seed, int n_threads) {
  const Stage stage(scene);
  const IndexingPlan plan(stage.told, {});
  std::vector<PatternOutcome> outcomes(static_cast<std::size_t>(n_patterns));
  for_each_index(outcomes.size(), n_threads,
                 [&](std::size_t i) { outcomes[i] = round_trip(stage, plan, seed, i); });
  return outcomes;
}

}  // namespace lauelith::roundtrip
