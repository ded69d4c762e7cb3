// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/calibration.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <optional>

#include "forward/spot_prediction.h"
#include "inverse/grain_growth.h"
#include "src/lattice.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

/// A panel and an orientation, and the same moved by eight numbers: mm, px, px, deg, deg, and a rotation
/// vector (rad, lab).
struct Pose {
  FiveParameters five;
  Matrix3d M_lab_1_A;

  Pose moved(const Vector8d& step) const {
    return {inverse::moved(five, step.head<5>()), rotation_from_vector(step.tail<3>()) * M_lab_1_A};
  }
};

/// Sum of squares of one pose, its gradient and curvature.
struct Normal {
  Matrix8d matrix = Matrix8d::Zero();
  Vector8d gradient = Vector8d::Zero();
  double chi2 = 0.0;
  std::vector<Vector2d> residuals;
};

class PoseFit {
 public:
  PoseFit(const MovablePanel& panel, const std::vector<Peak>& peaks, const std::vector<SpotMatch>& matches)
      : panel_(panel), peaks_(peaks), matches_(matches) {}

  Normal evaluate(const Pose& pose, double tau_px) const;
  double extra_scatter(const std::vector<Vector2d>& residuals) const;

 private:
  double variance(const SpotMatch& match, double tau_px) const {
    const Peak& peak = peaks_[static_cast<std::size_t>(match.peak)];
    const double own = 0.5 * (peak.x_sigma_px * peak.x_sigma_px + peak.y_sigma_px * peak.y_sigma_px);
    return (std::isfinite(own) ? own : 0.0) + tau_px * tau_px;
  }

  const MovablePanel& panel_;
  const std::vector<Peak>& peaks_;
  const std::vector<SpotMatch>& matches_;
};

Normal PoseFit::evaluate(const Pose& pose, double tau_px) const {
  // Of the eight generators of a lattice only the rotations, here about the lab axes.
  const auto generators = lattice_generators(0.0);
  const Detector detector = panel_.at(pose.five);
  const PanelDerivatives panel_derivatives(panel_, pose.five);
  Normal normal;
  for (const SpotMatch& match : matches_) {
    const Peak& peak = peaks_[static_cast<std::size_t>(match.peak)];
    const SpotRow row = spot_row(pose.M_lab_1_A, match, peak, detector, generators);
    const Vector2d& residual = row.residual;
    LatticeJacobian J;
    J << panel_derivatives.of(pose.M_lab_1_A, match), row.J.leftCols<3>();
    const double inverse = 1.0 / std::max(variance(match, tau_px), 1e-8);
    const double robust = inverse / (1.0 + residual.squaredNorm() * inverse / 18.0);
    normal.matrix += robust * J.transpose() * J;
    normal.gradient += robust * J.transpose() * residual;
    normal.chi2 += residual.squaredNorm() * inverse;
    normal.residuals.push_back(residual);
  }
  return normal;
}

/// τ for which the median of the normalised squares is that of χ² with two degrees of freedom.
double PoseFit::extra_scatter(const std::vector<Vector2d>& residuals) const {
  const double target = 2.0 * std::log(2.0);
  const auto median_at = [&](double tau) {
    std::vector<double> r2;
    for (std::size_t i = 0; i < residuals.size(); ++i) {
      r2.push_back(residuals[i].squaredNorm() / std::max(variance(matches_[i], tau), 1e-12));
    }
    std::nth_element(r2.begin(), r2.begin() + static_cast<long>(r2.size() / 2), r2.end());
    return r2[r2.size() / 2];
  };
  double low = 0.0;
  double high = 20.0;
  if (median_at(low) <= target) return low;
  for (int i = 0; i < 50; ++i) {
    const double middle = 0.5 * (low + high);
    (median_at(middle) > target ? low : high) = middle;
  }
  return high;
}

struct PoseResult {
  Pose pose;
  bool converged = false;
  double tau_px = 0.0;
  Normal normal;
};

PoseResult fit_pose(const PoseFit& fit, const Pose& start) {
  PoseResult result{start, false, 0.0, {}};
  for (int i = 0; i < 50 && !result.converged; ++i) {
    result.normal = fit.evaluate(result.pose, result.tau_px);
    const Vector8d unit = result.normal.matrix.diagonal().cwiseSqrt().cwiseInverse();
    const Matrix8d scaled = unit.asDiagonal() * result.normal.matrix * unit.asDiagonal();
    const Vector8d step = unit.cwiseProduct(
        (scaled + 1e-9 * Matrix8d::Identity()).ldlt().solve(unit.cwiseProduct(result.normal.gradient)));
    if (!step.allFinite()) return result;
    result.pose = result.pose.moved(step);
    result.tau_px = fit.extra_scatter(result.normal.residuals);
    result.converged = step.head<5>().norm() < 1e-6 && step.tail<3>().norm() < 1e-9;
  }
  result.normal = fit.evaluate(result.pose, result.tau_px);
  return result;
}

/// An indexed grain of the guess, tolerances widening, distance varied.
std::optional<Pose> first_pose(const PeakList& peaks, const Crystal& crystal, const MovablePanel& panel,
                               const forward::BeamOptions& beam, const forward::Spectrum& spectrum,
                               const IndexOptions& options, forward::DepthModel depth) {
  for (const double wider : {1.0, 2.5, 6.0}) {
    for (const double stretch : {1.0, 0.99, 1.01}) {
      FiveParameters five = panel.five();
      five.distance_mm *= stretch;
      const forward::LaueSetup setup =
          forward::make_laue_setup(crystal, panel.at(five), beam, spectrum, depth);
      IndexOptions wide = options;
      wide.pair_tolerance_deg *= wider;
      wide.match_radius_mrad *= wider;
      const IndexingPlan plan(setup, wide);
      const std::vector<Grain> grains = index_grains(peaks, plan);
      if (!grains.empty()) return Pose{five, grains.front().reciprocal_lab_1_A};
    }
  }
  return std::nullopt;
}

/// The unstrained lattice nearest in orientation.
Matrix3d without_strain(const Matrix3d& M_lab_1_A, const Matrix3d& B_1_A) {
  return lattice_state(M_lab_1_A, B_1_A).R_frame_from_crystal * B_1_A;
}

void fill(CalibrationResult& result, const PoseResult& fitted, const std::vector<SpotMatch>& matches,
          const std::vector<Peak>& peaks, const forward::LaueSetup& setup) {
  double sum = 0.0;
  double sum_of_squares = 0.0;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    const Peak& peak = peaks[static_cast<std::size_t>(matches[i].peak)];
    const Vector2d& residual = fitted.normal.residuals[i];
    const forward::SpotOrigin origin =
        forward::spot_origin(setup, fitted.pose.M_lab_1_A, matches[i].direction);
    const int multiple = origin.reversed ? -origin.orders.lowest : origin.orders.lowest;
    result.spots.push_back({matches[i].peak,
                            multiple * setup.table.primitive(matches[i].direction),
                            origin.orders.energy_keV,
                            {peak.x_px, peak.y_px},
                            residual});
    sum += residual.norm();
    sum_of_squares += residual.squaredNorm();
  }
  const auto n = static_cast<double>(matches.size());
  result.mean_residual_px = sum / n;
  result.rms_px = std::sqrt(sum_of_squares / n);
  result.scatter_px = fitted.tau_px;
  const double reduced = fitted.normal.chi2 / std::max(1.0, 2.0 * n - 8.0);
  result.covariance = std::max(1.0, reduced) * fitted.normal.matrix.inverse().topLeftCorner<5, 5>();
}

}  // namespace

Matrix5d correlation(const Matrix5d& covariance) {
  const auto unit = covariance.diagonal().cwiseSqrt().cwiseInverse();
  return unit.asDiagonal() * covariance * unit.asDiagonal();
}

CalibrationResult calibrate(const PeakList& peaks, const Crystal& crystal, const Detector& guess,
                            const forward::BeamOptions& beam, const forward::Spectrum& spectrum,
                            const IndexOptions& options, forward::DepthModel depth) {
  constexpr std::size_t fewest = 12;
  CalibrationResult result;
  const MovablePanel panel(guess);
  const std::optional<Pose> start = first_pose(peaks, crystal, panel, beam, spectrum, options, depth);
  if (!start) return result;
  result.found = true;
  const Matrix3d B = reciprocal_matrix_1_A(crystal.cell);
  PoseResult fitted{{start->five, without_strain(start->M_lab_1_A, B)}, false, 1.0, {}};
  std::vector<SpotMatch> matches;
  std::optional<forward::LaueSetup> setup;  // whose table the directions of the matches are of
  const std::vector<std::uint8_t> all(peaks.peaks.size(), 1);
  for (int round = 0; round < 12; ++round) {
    setup.emplace(forward::make_laue_setup(crystal, panel.at(fitted.pose.five), beam, spectrum, depth));
    const IndexingPlan plan(*setup, options);
    // The indexed lattice has absorbed the error of the guess as strain; without it spots are off by pixels.
    const double radius = round == 0 ? 3.0 * plan.match_radius_px : std::max(0.6, 5.0 * fitted.tau_px);
    auto linked =
        link_spots(fitted.pose.M_lab_1_A, peaks.peaks, all, radius, setup->table.n_directions(), plan);
    std::erase_if(linked, [&](const SpotMatch& match) {  // its orders straddle the energy band
      return forward::spot_origin(*setup, fitted.pose.M_lab_1_A, match.direction).orders.lowest == 0;
    });
    if (linked.size() < fewest) return result;
    const bool same = round > 1 && linked.size() == matches.size();
    matches = std::move(linked);
    fitted = fit_pose(PoseFit(panel, peaks.peaks, matches), fitted.pose);
    if (same) break;
  }
  result.converged = fitted.converged;
  result.five = fitted.pose.five;
  result.detector = panel.at(fitted.pose.five);
  result.M_lab_1_A = fitted.pose.M_lab_1_A;
  fill(result, fitted, matches, peaks.peaks, *setup);
  return result;
}

}  // namespace lauelith::inverse
