// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/detector_refinement.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace lauelith::inverse {

using Eigen::Matrix2d;
using Eigen::Matrix3d;

namespace {

constexpr std::size_t most_grains = 400;
constexpr double cut_normalised = 4.5;  // as in the growth of grains
constexpr double held_by_prior = 0.8;   // of the prior's standard deviation is left
const std::array<const char*, 5> names = {"distance", "foot x", "foot y", "xbet", "xgam"};

/// Sums over the spots of one grain: lattice (A, a), panel (D, d), mixed (B).
struct JointNormal {
  Matrix8d A = Matrix8d::Zero();
  Eigen::Matrix<double, 8, 5> B = Eigen::Matrix<double, 8, 5>::Zero();
  Matrix5d D = Matrix5d::Zero();
  Vector8d a = Vector8d::Zero();
  Vector5d d = Vector5d::Zero();
};

JointNormal joint_normal(const RefinementResult& lattice, const std::vector<SpotMatch>& matches,
                         const std::vector<Peak>& peaks, const MovablePanel& panel,
                         const FiveParameters& five, double sample_tilt_rad) {
  const auto generators = lattice_generators(sample_tilt_rad);
  const Detector detector = panel.at(five);
  const PanelDerivatives panel_derivatives(panel, five);
  JointNormal sum;
  for (const SpotMatch& match : matches) {
    const Peak& peak = peaks[static_cast<std::size_t>(match.peak)];
    const SpotRow row = spot_row(lattice.M_lab_1_A, match, peak, detector, generators);
    const PanelJacobian J = panel_derivatives.of(lattice.M_lab_1_A, match);
    // Peaks without standard errors: tau is all of their scatter.
    const double tau = std::max(lattice.tau_px, 1e-6);
    const Matrix2d W = (position_covariance(peak, detector) + tau * tau * Matrix2d::Identity()).inverse();
    sum.A += row.J.transpose() * W * row.J;
    sum.B += row.J.transpose() * W * J;
    sum.D += J.transpose() * W * J;
    sum.a += row.J.transpose() * W * row.residual;
    sum.d += J.transpose() * W * row.residual;
  }
  return sum;
}

/// A grain of the fit: its peaks, and the lattice it has reached.
struct FittedSpots {
  const std::vector<Peak>* peaks = nullptr;
  std::vector<SpotMatch> matches;
  Matrix3d M_lab_1_A;
};

std::vector<FittedSpots> usable_grains(const std::vector<FrameResult>& frames) {
  std::vector<FittedSpots> grains;
  for (const FrameResult& frame : frames) {
    if (frame.copy_of >= 0) continue;  // says nothing new
    for (const Grain& grain : frame.grains) {
      if (frame.status != FrameStatus::ok || grain.quality != GrainQuality::accepted || !grain.converged)
        continue;
      FittedSpots one{&frame.peaks.peaks, {}, grain.reciprocal_lab_1_A};
      for (const IndexedSpot& spot : grain.spots) {
        if (frame.peaks.peaks[static_cast<std::size_t>(spot.peak)].clipped) continue;
        one.matches.push_back({spot.peak, spot.hkl, 0, spot.source_m});
      }
      grains.push_back(std::move(one));
    }
  }
  if (grains.size() <= most_grains) return grains;
  std::vector<FittedSpots> spread;
  for (std::size_t i = 0; i < most_grains; ++i) spread.push_back(grains[i * grains.size() / most_grains]);
  return spread;
}

/// The joint fit of one panel and many grains.
class PanelFit {
 public:
  PanelFit(std::vector<FittedSpots> grains, const Detector& given, const IndexingPlan& plan)
      : grains_(std::move(grains)), panel_(given), plan_(plan) {}

  DetectorRefinement run(const FiveParameters& start);

 private:
  /// Adds a grain's share to the reduced normal equations, its own parameters at their best for this panel.
  void add_grain(FittedSpots& grain, const FiveParameters& five, Matrix5d& S, Vector5d& gradient);

  std::vector<FittedSpots> grains_;
  MovablePanel panel_;
  const IndexingPlan& plan_;
  int n_grains_ = 0;
  int n_spots_ = 0;
};

void PanelFit::add_grain(FittedSpots& grain, const FiveParameters& five, Matrix5d& S, Vector5d& gradient) {
  RefinementOptions options;
  options.robust = false;
  auto matches = grain.matches;
  RefinementResult lattice;
  for (int round = 0; round < 3; ++round) {
    lattice = refine_lattice(grain.M_lab_1_A, matches, *grain.peaks, panel_.at(five), plan_.sample_tilt_rad,
                             options);
    if (lattice.normalised.empty() || !lattice.strain_determined) return;
    std::vector<SpotMatch> kept;
    for (std::size_t i = 0; i < matches.size(); ++i) {
      if (lattice.normalised[i] * std::sqrt(2.0) < cut_normalised) kept.push_back(matches[i]);
    }
    if (kept.size() == matches.size()) break;
    matches = std::move(kept);
  }
  grain.M_lab_1_A = lattice.M_lab_1_A;
  const JointNormal n = joint_normal(lattice, matches, *grain.peaks, panel_, five, plan_.sample_tilt_rad);
  const Eigen::Matrix<double, 8, 5> K = n.A.ldlt().solve(n.B);
  S += n.D - n.B.transpose() * K;
  gradient += n.d - K.transpose() * n.a;
  ++n_grains_;
  n_spots_ += static_cast<int>(matches.size());
}

Vector5d difference(const FiveParameters& to, const FiveParameters& from) {
  return {to.distance_mm - from.distance_mm, to.xcen_px - from.xcen_px, to.ycen_px - from.ycen_px,
          to.xbet_deg - from.xbet_deg, to.xgam_deg - from.xgam_deg};
}

/// What is asked for, before anything was fitted.
DetectorRefinement asked_for(const IndexOptions& options, const FiveParameters& given) {
  DetectorRefinement result;
  result.given = given;
  for (int k = 0; k < 5; ++k) {
    const auto i = static_cast<std::size_t>(k);
    result.prior_sigma[k] = options.detector_prior[i];
    result.free[i] = (k == 0 || options.refine_detector == "all") && result.prior_sigma[k] > 0.0;
  }
  return result;
}

/// Adds the prior; parameters that are held get no step.
void add_prior(const DetectorRefinement& result, Matrix5d& S, Vector5d& gradient) {
  const Vector5d off = difference(result.given, result.five);
  for (int k = 0; k < 5; ++k) {
    if (result.free[static_cast<std::size_t>(k)]) {
      const double weight = 1.0 / (result.prior_sigma[k] * result.prior_sigma[k]);
      S(k, k) += weight;
      gradient[k] += weight * off[k];
    } else {
      S.row(k).setZero();
      S.col(k).setZero();
      S(k, k) = 1.0;
      gradient[k] = 0.0;
    }
  }
}

DetectorRefinement PanelFit::run(const FiveParameters& start) {
  constexpr int most_steps = 15;
  DetectorRefinement result = asked_for(plan_.options, panel_.five());
  result.five = start;
  bool settled = false;
  for (int i = 0; i < most_steps && !settled; ++i) {
    Matrix5d S = Matrix5d::Zero();
    Vector5d gradient = Vector5d::Zero();
    n_grains_ = n_spots_ = 0;
    for (FittedSpots& grain : grains_) add_grain(grain, result.five, S, gradient);
    add_prior(result, S, gradient);
    const Vector5d step = S.ldlt().solve(gradient);
    if (!step.allFinite()) break;
    result.five = moved(result.five, step);
    result.covariance = S.inverse();
    settled = step.dot(S * step) < 1e-6;  // a thousandth of a standard error
  }
  for (int k = 0; k < 5; ++k)
    if (!result.free[static_cast<std::size_t>(k)]) result.covariance(k, k) = 0.0;
  result.n_grains = n_grains_;
  result.n_spots = n_spots_;
  result.refined = settled && n_grains_ > 0;
  result.detector = panel_.at(result.five);
  if (!settled) result.message = "the detector's parameters did not settle: left as given";
  if (n_grains_ == 0) result.message = "no grain determines a strain: the detector is left as given";
  return result;
}

std::string names_held_by_prior(const DetectorRefinement& result) {
  std::string held;
  for (int k = 0; k < 5; ++k) {
    const auto i = static_cast<std::size_t>(k);
    if (!result.free[i] || std::sqrt(result.covariance(k, k)) < held_by_prior * result.prior_sigma[k])
      continue;
    held += (held.empty() ? "" : ", ") + std::string(names[i]);
  }
  return held;
}

}  // namespace

DetectorRefinement refine_detector(const std::vector<FrameResult>& frames, const Detector& given,
                                   const IndexingPlan& plan) {
  DetectorRefinement refusal;
  refusal.given = refusal.five = MovablePanel(given).five();
  refusal.detector = given;
  const Detector same = MovablePanel(given).at(refusal.given);
  if ((same.slow - given.slow).norm() > 1e-9 || std::abs(same.pitch_y_m / given.pitch_y_m - 1.0) > 1e-9) {
    refusal.message = "a panel that is mirrored or has oblong pixels has no five parameters: left as given";
    return refusal;
  }
  std::vector<FittedSpots> grains = usable_grains(frames);
  if (grains.empty()) {
    refusal.message = "no grain was accepted: the detector is left as given";
    return refusal;
  }
  DetectorRefinement result =
      PanelFit(std::move(grains), given, plan).run(MovablePanel(plan.setup.detector).five());
  if (!result.refined) {
    refusal.message = result.message;
    return refusal;
  }
  const std::string held = names_held_by_prior(result);
  if (!held.empty()) result.message = "these spots do not decide " + held + ": held by the prior";
  return result;
}

void add_detector_uncertainty(const std::vector<SpotMatch>& matches, const std::vector<Peak>& peaks,
                              const IndexingPlan& plan, RefinementResult& lattice) {
  if (!lattice.strain_determined) return;
  const MovablePanel panel(plan.setup.detector);
  const JointNormal n = joint_normal(lattice, matches, peaks, panel, panel.five(), plan.sample_tilt_rad);
  const Eigen::Matrix<double, 8, 5> K = n.A.ldlt().solve(n.B);
  lattice.covariance += K * *plan.detector_covariance * K.transpose();
}

}  // namespace lauelith::inverse
