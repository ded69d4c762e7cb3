// SPDX-License-Identifier: BSD-3-Clause
#include "tests/roundtrip/scan_pairs.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "forward/detector_response.h"
#include "inverse/frame_indexing.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/parallel.h"
#include "src/rotation.h"
#include "src/units.h"
#include "tests/roundtrip/spot_bound.h"

namespace lauelith::roundtrip {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;
using inverse::IndexingPlan;

namespace {

struct Spot {
  Eigen::Vector3i hkl;
  Vector2d px;
  double photons = 0.0;
  double sigma_px = 0.0;
};

/// One point: its lattice and its spots, before and after.
struct Point {
  std::array<Matrix3d, 2> M_lab_1_A;
  std::array<std::vector<Spot>, 2> spots;
  std::array<FrameResult, 2> frames;
  std::array<inverse::NoisyImage, 2> images;
};

struct Stage {
  Stage(const PairScene& what, unsigned seed)
      : scene(what),
        truth(synthetic::setup(what.crystal, what.camera)),
        told(truth),
        bound(what.psf_sigma_px, what.background),
        tilt_rad(truth.beam.incidence_deg * units::deg) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    panel_shift_px.x() = what.options.panel_sigma_um * units::um / truth.detector.pitch_x_m * normal(random);
    panel_shift_px.y() = what.options.panel_sigma_um * units::um / truth.detector.pitch_y_m * normal(random);
    told.detector.origin_m += scene.distance_off_m * told.detector.normal();
  }
  bool has_images() const { return scene.strongest_photons > 0.0; }

  PairScene scene;
  forward::LaueSetup truth;
  forward::LaueSetup told;
  SpotBound bound;
  double tilt_rad;
  Vector2d panel_shift_px;
};

Matrix3d random_symmetric(double largest, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> unit;
  Matrix3d tensor;
  for (int i = 0; i < 3; ++i) {
    for (int j = i; j < 3; ++j) tensor(i, j) = tensor(j, i) = normal(random);
  }
  return largest * unit(random) / tensor.cwiseAbs().maxCoeff() * tensor;
}

Matrix3d random_antisymmetric(double largest, std::mt19937_64& random) {
  std::uniform_real_distribution<double> unit(-largest, largest);
  const Vector3d w(unit(random), unit(random), unit(random));
  Matrix3d tensor;
  tensor << 0, -w.z(), w.y(), w.z(), 0, -w.x(), -w.y(), w.x(), 0;
  return tensor;
}

std::vector<Spot> spots_of(const Stage& stage, const Matrix3d& M, const Vector3d& source_m,
                           const Vector2d& shift_px) {
  const auto predicted = forward::predict_spots(stage.truth, M);
  double strongest = 0.0;
  for (const auto& spot : predicted) strongest = std::max(strongest, spot.intensity);
  std::vector<Spot> spots;
  for (const auto& spot : predicted) {
    Spot one{spot.hkl, forward::spot_position(stage.truth.detector, M, spot.hkl, source_m).px + shift_px, 0.0,
             stage.scene.sigma_px};
    one.photons = spot.intensity / strongest * (stage.has_images() ? stage.scene.strongest_photons : 1e4);
    if (stage.has_images()) one.sigma_px = stage.bound(std::max(one.photons, 1e-3));
    if (one.photons >= stage.scene.faintest_photons) spots.push_back(one);
  }
  std::stable_sort(spots.begin(), spots.end(),
                   [](const Spot& a, const Spot& b) { return a.photons > b.photons; });
  return spots;
}

PeakList listed(const Stage& stage, const std::vector<Spot>& spots, std::mt19937_64& random) {
  PeakList list;
  list.rows = stage.truth.detector.rows;
  list.cols = stage.truth.detector.cols;
  std::normal_distribution<double> noise;
  for (const Spot& spot : spots) {
    if (list.peaks.size() == stage.scene.n_peaks) break;
    Peak peak;
    peak.x_px = spot.px.x() + spot.sigma_px * noise(random);
    peak.y_px = spot.px.y() + spot.sigma_px * noise(random);
    peak.x_sigma_px = peak.y_sigma_px = spot.sigma_px;
    peak.intensity = spot.photons;
    list.peaks.push_back(peak);
  }
  return list;
}

Image photographed(const Stage& stage, const std::vector<Spot>& spots, const forward::NoiseKey& key) {
  forward::LaueImage drawn(stage.truth.detector.rows, stage.truth.detector.cols,
                           {.level = stage.scene.background});
  for (const Spot& spot : spots)
    drawn.add({spot.px.x(), spot.px.y(), spot.photons, forward::round_shape(stage.scene.psf_sigma_px)});
  return make_image(forward::count_photons(drawn, {}, key), {}, std::numeric_limits<double>::infinity());
}

Point made_point(const Stage& stage, const IndexingPlan& plan, unsigned seed, std::size_t number) {
  std::seed_seq mixed{seed, static_cast<unsigned>(number)};
  std::mt19937_64 random(mixed);
  std::normal_distribution<double> normal;
  const PairScene& scene = stage.scene;
  const Matrix3d R = synthetic::random_rotation(random);
  const Matrix3d first = Matrix3d::Identity() + random_symmetric(scene.largest_strain, random);
  const Matrix3d change = Matrix3d::Identity() + random_symmetric(scene.largest_change, random) +
                          random_antisymmetric(scene.largest_rotation_mrad * units::mrad, random);
  Vector3d source;
  for (int i = 0; i < 3; ++i)
    source[i] = scene.options.source_sigma_um[static_cast<std::size_t>(i)] * units::um * normal(random);
  Point point;
  for (std::size_t k = 0; k < 2; ++k) {
    const Matrix3d F = k == 0 ? first : Matrix3d(change * first);
    point.M_lab_1_A[k] =
        R_lab_from_sample(stage.tilt_rad) * strained_reciprocal_1_A(F, R, stage.truth.table.B_1_A());
    const double after = static_cast<double>(k);
    point.spots[k] = spots_of(stage, point.M_lab_1_A[k], after * source, after * stage.panel_shift_px);
    if (!stage.has_images()) {
      point.frames[k] = inverse::index_peak_list(listed(stage, point.spots[k], random), plan);
      continue;
    }
    Image image = photographed(stage, point.spots[k], {seed, 2 * number + k});
    point.frames[k] = inverse::index_image(image, {}, plan);
    point.images[k] = inverse::with_noise(std::move(image), point.frames[k].peaks.psf_sigma_px);
  }
  return point;
}

std::vector<inverse::MeasuredChange> measured(const Stage& stage, const Point& point,
                                              const inverse::PanelShift& panel, const IndexingPlan& plan) {
  inverse::FramePair frames{point.frames[0], point.frames[1], {}, {}};
  if (stage.has_images() && stage.scene.by_pixels) {
    frames.first_patch = inverse::cutter_of(point.images[0]);
    frames.second_patch = inverse::cutter_of(point.images[1]);
  }
  return inverse::measure_changes(frames, Matrix3d::Identity(), panel, stage.scene.options, plan);
}

double nearest_sigma_px(const std::vector<Spot>& spots, const Peak& peak) {
  const Vector2d px(peak.x_px, peak.y_px);
  return std::min_element(
             spots.begin(), spots.end(),
             [&](const Spot& a, const Spot& b) { return (a.px - px).norm() < (b.px - px).norm(); })
      ->sigma_px;
}

/// √ of the diagonal of the inverse information about the change: the spots used, at their true errors, the
/// prior of the source, the panel's shift as well as the scan tells it.
Eigen::Matrix<double, 9, 1> bound_of(const Stage& stage, const Point& point,
                                     const inverse::LatticeChange& change, const inverse::PanelShift& panel) {
  const auto generators = inverse::lattice_generators(stage.tilt_rad);
  const Detector& detector = stage.truth.detector;
  inverse::Matrix11d information = inverse::Matrix11d::Zero();
  Eigen::Matrix<double, 11, 2> mixed = Eigen::Matrix<double, 11, 2>::Zero();
  for (int i = 0; i < 3; ++i) {
    const double sigma = stage.scene.options.source_sigma_um[static_cast<std::size_t>(i)] * units::um;
    information(8 + i, 8 + i) = 1.0 / (sigma * sigma);
  }
  const Matrix3d mean = 0.5 * (change.M_first_lab_1_A + change.M_second_lab_1_A);
  for (const inverse::SpotPair& pair : change.spots) {
    Eigen::Matrix<double, 2, 11> J;
    J.leftCols<8>() = inverse::spot_row(mean, {-1, pair.hkl, 0, pair.source_m}, {}, detector, generators).J;
    constexpr double step_m = 1e-6;
    for (int i = 0; i < 3; ++i) {
      const Vector3d step = step_m * Vector3d::Unit(i);
      J.col(8 + i) = (forward::spot_position(detector, mean, pair.hkl, step).px -
                      forward::spot_position(detector, mean, pair.hkl, -step).px) /
                     (2.0 * step_m);
    }
    double variance = 0.0;
    for (std::size_t k = 0; k < 2; ++k) {
      const auto peak = static_cast<std::size_t>(k == 0 ? pair.first_peak : pair.second_peak);
      variance += std::pow(nearest_sigma_px(point.spots[k], point.frames[k].peaks.peaks[peak]), 2);
    }
    information += J.transpose() * J / variance;
    mixed += J.transpose() / variance;
  }
  const inverse::Vector11d root = information.diagonal().cwiseSqrt().cwiseInverse();
  const inverse::Matrix11d inverse =
      root.asDiagonal() * inverse::Matrix11d(root.asDiagonal() * information * root.asDiagonal()).inverse() *
      root.asDiagonal();
  const Eigen::Matrix<double, 11, 2> K = inverse * mixed;
  const inverse::Matrix11d covariance = inverse + K * panel.covariance_px2 * K.transpose();
  const auto basis = inverse::deviatoric_basis();
  const Matrix6d strain = basis * covariance.block<5, 5>(3, 3) * basis.transpose();
  Eigen::Matrix<double, 9, 1> bound;
  bound << strain.diagonal().cwiseMax(0.0).cwiseSqrt(), covariance.diagonal().head<3>().cwiseSqrt();
  return bound;
}

PairOutcome outcome_of(const Stage& stage, const Point& point, const inverse::MeasuredChange& measured,
                       const inverse::PanelShift& panel) {
  const Matrix3d R_sample_from_lab = R_lab_from_sample(stage.tilt_rad).transpose();
  const Matrix3d& B = stage.truth.table.B_1_A();
  const LatticeState first = lattice_state(R_sample_from_lab * point.M_lab_1_A[0], B);
  const LatticeState second = lattice_state(R_sample_from_lab * point.M_lab_1_A[1], B);
  const Vector6d strain = components_of(second.strain_deviatoric - first.strain_deviatoric);
  const Vector3d rotation =
      vector_from_rotation(second.R_frame_from_crystal * first.R_frame_from_crystal.transpose());
  const inverse::GrainChange found = inverse::described(measured.change, B, stage.tilt_rad);
  PairOutcome outcome;
  outcome.n_spots = static_cast<int>(measured.change.spots.size());
  outcome.error << found.strain_deviatoric_sample - strain, found.rotation_rad - rotation;
  outcome.sigma << found.strain_covariance_sample.diagonal().cwiseMax(0.0).cwiseSqrt(),
      found.rotation_covariance_rad2.diagonal().cwiseSqrt();
  outcome.bound = bound_of(stage, point, measured.change, panel);
  outcome.error_of_maps = point.frames[1].grains[measured.second_grain].strain_deviatoric_sample -
                          point.frames[0].grains[measured.first_grain].strain_deviatoric_sample - strain;
  return outcome;
}

void add_scan(PairStudy& study, const PairScene& scene, int n_points, unsigned seed, int n_threads) {
  const Stage stage(scene, seed);
  const IndexingPlan plan(stage.told, {});
  const auto n = static_cast<std::size_t>(n_points);
  std::vector<inverse::LatticeChange> first_pass(n);
  for_each_index(n, n_threads, [&](std::size_t i) {
    const auto found = measured(stage, made_point(stage, plan, seed, i), {}, plan);
    if (!found.empty()) first_pass[i] = found.front().change;
  });
  const auto panel = inverse::common_panel_shift(first_pass, scene.options, stage.told.detector);
  std::vector<std::vector<PairOutcome>> outcomes(n);
  for_each_index(n, n_threads, [&](std::size_t i) {
    const Point point = made_point(stage, plan, seed, i);  // again: images of all would not fit
    for (const auto& one : measured(stage, point, panel, plan))
      outcomes[i].push_back(outcome_of(stage, point, one, panel));
  });
  for (const auto& of_point : outcomes)
    study.points.insert(study.points.end(), of_point.begin(), of_point.end());
  study.n_points += n_points;
  if (scene.options.panel_sigma_um > 0.0)
    study.panel_errors.push_back((panel.shift_px - stage.panel_shift_px).array() /
                                 panel.covariance_px2.diagonal().array().sqrt());
}

}  // namespace

PairStudy scan_pairs(const PairScene& scene, int n_scans, int n_points, unsigned seed, int n_threads) {
  PairStudy study;
  for (int i = 0; i < n_scans; ++i)
    add_scan(study, scene, n_points, seed + 1000U * static_cast<unsigned>(i), n_threads);
  return study;
}

PairSummary summary_of(const PairStudy& study) {
  constexpr double one_sigma = 0.9945;  // 68 %
  constexpr double two_sigma = 1.96;
  PairSummary sum;
  Eigen::Matrix<double, 9, 1> bias = Eigen::Matrix<double, 9, 1>::Zero();
  for (const PairOutcome& point : study.points) {
    ++sum.n;
    sum.mean_spots += point.n_spots;
    const Eigen::Array<double, 9, 1> normalised = point.error.array() / point.sigma.array();
    sum.ratio.array() += (point.error.array() / point.bound.array()).square();
    sum.ratio_of_maps.array() += (point.error_of_maps.array() / point.bound.head<6>().array()).square();
    sum.rms.array() += point.error.head<6>().array().square();
    bias.array() += normalised;
    sum.covered_68 += static_cast<double>((normalised.abs() < one_sigma).count()) / 9.0;
    sum.covered_95 += static_cast<double>((normalised.abs() < two_sigma).count()) / 9.0;
  }
  const double n = std::max(1, sum.n);
  sum.mean_spots /= n;
  sum.ratio = (sum.ratio / n).cwiseSqrt();
  sum.ratio_of_maps = (sum.ratio_of_maps / n).cwiseSqrt();
  sum.rms = (sum.rms / n).cwiseSqrt();
  sum.bias = (bias / n).cwiseAbs().maxCoeff();
  sum.covered_68 /= n;
  sum.covered_95 /= n;
  return sum;
}

}  // namespace lauelith::roundtrip
