// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/strain_refinement.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "inverse/extra_scatter.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix2d;
using Eigen::Matrix3d;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr int smallest_number_for_strain = 12;

/// One peak in the fit.
struct Row : SpotRow {
  Matrix2d own_covariance;  ///< of the peak, floor included, τ not
  Matrix2d weight;
  double r2 = 0.0;  ///< rᵀC⁻¹r
};

class LatticeFit {
 public:
  LatticeFit(const std::vector<SpotMatch>& matches, const std::vector<Peak>& peaks, const Detector& detector,
             double sample_tilt_rad, const RefinementOptions& options)
      : matches_(matches),
        peaks_(peaks),
        detector_(detector),
        options_(options),
        g_(lattice_generators(sample_tilt_rad)) {
    n_parameters_ = options.parameters == RefinedParameters::rotation ? 3 : 8;
    for (const SpotMatch& match : matches) {
      const Peak& peak = peaks[static_cast<std::size_t>(match.peak)];
      known_sigma_ &= peak.x_sigma_px > 0.0 && peak.y_sigma_px > 0.0;  // false for NaN
    }
    rows_.resize(matches.size());
  }

  RefinementResult run(const Matrix3d& start);

 private:
  void evaluate(const Matrix3d& M);
  void weigh(double tau_px);
  Vector8d step(Matrix8d& normal_matrix) const;
  double extra_scatter();
  double robust_scatter_px() const;
  double degrees_of_freedom() const { return 2.0 * static_cast<double>(rows_.size()) - n_parameters_; }
  void finish(RefinementResult& result) const;

  const std::vector<SpotMatch>& matches_;
  const std::vector<Peak>& peaks_;
  const Detector& detector_;
  RefinementOptions options_;
  std::array<Matrix3d, 8> g_;
  int n_parameters_ = 8;
  bool known_sigma_ = true;
  bool has_scatter_ = false;  ///< more than the peaks' own errors, see extra_scatter
  std::vector<Row> rows_;
};

void LatticeFit::evaluate(const Matrix3d& M) {
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const Peak& peak = peaks_[static_cast<std::size_t>(matches_[i].peak)];
    static_cast<SpotRow&>(rows_[i]) = spot_row(M, matches_[i], peak, detector_, g_);
    rows_[i].own_covariance = known_sigma_ ? position_covariance(peak, detector_) : Matrix2d::Identity();
  }
}

void LatticeFit::weigh(double tau_px) {
  for (Row& row : rows_) {
    const Matrix2d C = row.own_covariance + tau_px * tau_px * Matrix2d::Identity();
    row.weight = C.inverse();
    row.r2 = row.residual.dot(row.weight * row.residual);
  }
}

Vector8d LatticeFit::step(Matrix8d& normal_matrix) const {
  // Without standard errors the unit of r is the scatter itself.
  const double scatter = known_sigma_ ? 1.0 : std::max(robust_scatter_px(), 1e-8);
  const double scale = scatter * scatter;
  normal_matrix.setZero();
  Vector8d gradient = Vector8d::Zero();
  for (const Row& row : rows_) {
    const double robust = options_.robust ? 1.0 / (1.0 + row.r2 / scale / 18.0) : 1.0;  // 18: two coordinates
    const LatticeJacobian weighted = robust * row.weight * row.J;
    normal_matrix.noalias() += row.J.transpose() * weighted;
    gradient.noalias() += weighted.transpose() * row.residual;
  }
  Vector8d p = Vector8d::Zero();
  if (n_parameters_ == 3) {
    p.head<3>() = normal_matrix.topLeftCorner<3, 3>().ldlt().solve(gradient.head<3>());
  } else {
    p = normal_matrix.ldlt().solve(gradient);
  }
  return p;
}

/// Standard deviation per axis from the median of the squared distances, in the unit of the weights.
double LatticeFit::robust_scatter_px() const {
  std::vector<double> r2;
  for (const Row& row : rows_) r2.push_back(row.r2);
  std::nth_element(r2.begin(), r2.begin() + static_cast<long>(r2.size() / 2), r2.end());
  return std::sqrt(r2[r2.size() / 2] / (2.0 * std::log(2.0)));  // the median of χ² with two degrees is 2 ln 2
}

/// Once the scatter has stood out it stays a parameter of the fit: it changes the weights, so that χ² may
/// fall below the threshold again, and a decision made anew in every step could go back and forth for ever.
double LatticeFit::extra_scatter() {
  if (!known_sigma_) return 0.0;
  std::vector<ScatteredResidual> residuals;
  for (const Row& row : rows_) residuals.push_back({row.residual, row.own_covariance});
  const double tau_px = extra_scatter_px(residuals, degrees_of_freedom(), has_scatter_);
  has_scatter_ |= tau_px > 0.0;
  return tau_px;
}

RefinementResult LatticeFit::run(const Matrix3d& start) {
  // Reweighting converges linearly, and its result is a start for what follows; plain least squares
  // quadratically.
  const double smallest_step = options_.robust ? 1e-6 : 1e-10;  // rad or strain; 1e-6 is 1e-3 px
  RefinementResult result;
  result.M_lab_1_A = start;
  result.tau_px = options_.tau_px;
  Matrix8d normal_matrix;
  for (int i = 0; i < options_.max_iterations && !result.converged; ++i) {
    evaluate(result.M_lab_1_A);
    weigh(result.tau_px);
    const Vector8d p = step(normal_matrix);
    if (!p.allFinite() || p.norm() > 0.5) return result;
    Matrix3d F = Matrix3d::Identity();
    for (int k = 0; k < n_parameters_; ++k) F += p[k] * g_[static_cast<std::size_t>(k)];
    result.M_lab_1_A = F.inverse().transpose() * result.M_lab_1_A;
    result.converged = p.norm() < smallest_step;
    if (p.norm() < 1e-4) result.tau_px = std::max(extra_scatter(), options_.tau_px);
  }
  evaluate(result.M_lab_1_A);
  weigh(result.tau_px);
  finish(result);
  return result;
}

void LatticeFit::finish(RefinementResult& result) const {
  Matrix8d normal_matrix = Matrix8d::Zero();
  double chi2 = 0.0;
  for (const Row& row : rows_) {
    normal_matrix += row.J.transpose() * row.weight * row.J;
    chi2 += row.r2;
    result.residual_px.push_back(row.residual.norm());
  }
  result.reduced_chi_squared = degrees_of_freedom() > 0.0 ? chi2 / degrees_of_freedom() : 1.0;
  const double scale = known_sigma_ ? 1.0 : std::max(result.reduced_chi_squared, 1e-20);
  if (!known_sigma_) result.tau_px = robust_scatter_px();
  for (const Row& row : rows_) result.normalised.push_back(std::sqrt(row.r2 / (2.0 * scale)));
  const double inflation =
      known_sigma_ ? std::max(1.0, result.reduced_chi_squared) : result.reduced_chi_squared;
  const Vector8d unit = normal_matrix.diagonal().cwiseSqrt().cwiseInverse();
  const Matrix8d scaled = unit.asDiagonal() * normal_matrix * unit.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Matrix8d> eigen(scaled);
  result.strain_determined = n_parameters_ == 8 &&
                             static_cast<int>(rows_.size()) >= smallest_number_for_strain &&
                             eigen.eigenvalues()[0] > 1e-8 * eigen.eigenvalues()[7];
  if (result.strain_determined) {
    result.covariance = inflation * normal_matrix.inverse();
  } else if (rows_.size() >= 2) {
    result.covariance.topLeftCorner<3, 3>() = inflation * normal_matrix.topLeftCorner<3, 3>().inverse();
  }
}

}  // namespace

RefinementResult refine_lattice(const Matrix3d& M_lab_1_A, const std::vector<SpotMatch>& matches,
                                const std::vector<Peak>& peaks, const Detector& detector,
                                double sample_tilt_rad, const RefinementOptions& options) {
  return LatticeFit(matches, peaks, detector, sample_tilt_rad, options).run(M_lab_1_A);
}

Matrix3d describe_lattice(const RefinementResult& refined, const Matrix3d& B_reference_1_A,
                          const std::vector<Matrix3d>& proper_rotations, double sample_tilt_rad,
                          Grain& grain) {
  const Matrix3d R_sample_from_lab = R_lab_from_sample(sample_tilt_rad).transpose();
  const Matrix3d R_first =
      lattice_state(R_sample_from_lab * refined.M_lab_1_A, B_reference_1_A).R_frame_from_crystal;
  const Matrix3d S = proper_rotations[standard_equivalent(R_first, proper_rotations)];
  grain.reciprocal_lab_1_A = refined.M_lab_1_A * B_reference_1_A.inverse() * S * B_reference_1_A;
  const LatticeState state = lattice_state(R_sample_from_lab * grain.reciprocal_lab_1_A, B_reference_1_A);
  grain.R_sample_from_crystal = state.R_frame_from_crystal;
  const Matrix3d R_crystal_from_sample = grain.R_sample_from_crystal.transpose();
  grain.orientation_sigma_mrad = refined.covariance.diagonal().head<3>().cwiseSqrt() / units::mrad;
  if (!refined.strain_determined) {
    const double unknown = std::numeric_limits<double>::quiet_NaN();
    grain.strain_deviatoric_sample.setConstant(unknown);
    grain.strain_deviatoric_crystal.setConstant(unknown);
    grain.strain_covariance_sample.setConstant(unknown);
    grain.strain_covariance_crystal.setConstant(unknown);
    return S;
  }
  grain.strain_deviatoric_sample = components_of(state.strain_deviatoric);
  grain.strain_deviatoric_crystal = components_of(state.strain_deviatoric_crystal);
  const auto basis = deviatoric_basis();
  grain.strain_covariance_sample = basis * refined.covariance.bottomRightCorner<5, 5>() * basis.transpose();
  const Matrix6d T = component_rotation(R_crystal_from_sample);
  grain.strain_covariance_crystal = T * grain.strain_covariance_sample * T.transpose();
  return S;
}

Eigen::Vector3i equivalent_indices(const Eigen::Vector3i& hkl, const Matrix3d& S_proper,
                                   const Matrix3d& B_1_A) {
  const Vector3d turned = B_1_A.inverse() * S_proper.transpose() * B_1_A * hkl.cast<double>();
  return turned.array().round().matrix().cast<int>();
}

}  // namespace lauelith::inverse
