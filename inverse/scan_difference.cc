// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/scan_difference.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>

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

using ChangeJacobian = Eigen::Matrix<double, 2, 11>;

constexpr std::size_t fewest_spots = 12;
constexpr double cut_normalised = 4.5;  // as in the growth of grains

/// exp of a small matrix: series up to the fourth power, 3e-9 at five degrees.
Matrix3d exponential(const Matrix3d& A) {
  const Matrix3d A2 = A * A;
  return Matrix3d::Identity() + A + A2 / 2.0 + A2 * A / 6.0 + A2 * A2 / 24.0;
}

/// How a spot moves with its source while its ray keeps its direction: dQ = (1 − k·nᵀ/(n·k))·ds.
Eigen::Matrix<double, 2, 3> source_jacobian(const Detector& detector, const Vector3d& ray) {
  const Vector3d n = detector.normal();
  const Matrix3d dQ = Matrix3d::Identity() - ray * n.transpose() / n.dot(ray);
  Eigen::Matrix<double, 2, 3> J;
  J.row(0) = detector.fast.transpose() * dQ / detector.pitch_x_m;
  J.row(1) = detector.slow.transpose() * dQ / detector.pitch_y_m;
  return J;
}

struct ChangeRow {
  Vector2d residual = Vector2d::Zero();
  ChangeJacobian J;
  Matrix2d weight = Matrix2d::Identity();
  double r2 = 0.0;
};

class ChangeFit {
 public:
  ChangeFit(const GrainPair& pair, const PanelShift& panel, const DifferenceOptions& options,
            const Detector& detector, double sample_tilt_rad)
      : mean_(0.5 * (pair.M_first_lab_1_A + pair.M_second_lab_1_A)),
        spots_(pair.spots),
        panel_(panel),
        detector_(detector),
        g_(lattice_generators(sample_tilt_rad)) {
    detector_.mask.clear();
    for (int i = 0; i < 3; ++i) {
      const double sigma_m = options.source_sigma_um[static_cast<std::size_t>(i)] * units::um;
      // Zero holds the coordinate.
      prior_(8 + i, 8 + i) = 1.0 / std::max(sigma_m * sigma_m, 1e-24);
    }
  }

  LatticeChange run();

 private:
  Matrix3d lattice(const Vector11d& q, double share) const;
  void place_rows();
  void predict(const Vector11d& q);
  void weigh(double tau_px);
  bool iterate(LatticeChange& change, bool robust);
  double tau_of_rows() const;
  bool drop_outliers();
  double scale() const;
  void finish(LatticeChange& change) const;
  double degrees_of_freedom() const { return 2.0 * static_cast<double>(spots_.size()) - 8.0; }
  bool knows_covariances() const {
    return std::all_of(spots_.begin(), spots_.end(), [](const SpotPair& s) { return s.has_covariance; });
  }
  Matrix2d own_covariance(const SpotPair& spot) const {
    return knows_covariances_ ? spot.covariance_px2 : Matrix2d(Matrix2d::Identity());
  }

  Matrix3d mean_;
  std::vector<SpotPair> spots_;
  PanelShift panel_;
  Detector detector_;
  std::array<Matrix3d, 8> g_;
  Matrix11d prior_ = Matrix11d::Zero();
  bool knows_covariances_ = true;
  std::vector<ChangeRow> rows_;
};

Matrix3d ChangeFit::lattice(const Vector11d& q, double share) const {
  Matrix3d A = Matrix3d::Zero();
  for (int k = 0; k < 8; ++k) A += share * q[k] * g_[static_cast<std::size_t>(k)];
  return exponential(A).inverse().transpose() * mean_;
}

void ChangeFit::place_rows() {
  rows_.assign(spots_.size(), {});
  for (std::size_t i = 0; i < spots_.size(); ++i) {
    const SpotMatch match{-1, spots_[i].hkl, 0, spots_[i].source_m};
    const SpotRow row = spot_row(mean_, match, {}, detector_, g_);
    rows_[i].J.leftCols<8>() = row.J;
    rows_[i].J.rightCols<3>() =
        source_jacobian(detector_, ray_of_pixel(detector_, row.calculated_px, spots_[i].source_m));
  }
}

void ChangeFit::predict(const Vector11d& q) {
  const Matrix3d first = lattice(q, -0.5);
  const Matrix3d second = lattice(q, 0.5);
  const Vector3d half_shift = 0.5 * q.tail<3>();
  for (std::size_t i = 0; i < spots_.size(); ++i) {
    const SpotPair& spot = spots_[i];
    const Vector2d moved =
        forward::spot_position(detector_, second, spot.hkl, spot.source_m + half_shift).px -
        forward::spot_position(detector_, first, spot.hkl, spot.source_m - half_shift).px;
    rows_[i].residual = spot.shift_px - moved - panel_.shift_px;
  }
}

void ChangeFit::weigh(double tau_px) {
  for (std::size_t i = 0; i < spots_.size(); ++i) {
    ChangeRow& row = rows_[i];
    row.weight = (own_covariance(spots_[i]) + tau_px * tau_px * Matrix2d::Identity()).inverse();
    row.r2 = row.residual.dot(row.weight * row.residual);
  }
}

/// χ² that a spot without an error should have, in the unit of the weights.
double ChangeFit::scale() const {
  if (knows_covariances_) return 1.0;
  std::vector<double> r2;
  for (const ChangeRow& row : rows_) r2.push_back(row.r2);
  std::nth_element(r2.begin(), r2.begin() + static_cast<long>(r2.size() / 2), r2.end());
  return std::max(r2[r2.size() / 2] / (2.0 * std::log(2.0)), 1e-16);  // the median of χ² with two degrees
}

double ChangeFit::tau_of_rows() const {
  if (!knows_covariances_) return 0.0;
  std::vector<ScatteredResidual> residuals;
  for (std::size_t i = 0; i < rows_.size(); ++i)
    residuals.push_back({rows_[i].residual, spots_[i].covariance_px2});
  return extra_scatter_px(residuals, degrees_of_freedom());
}

bool ChangeFit::iterate(LatticeChange& change, bool robust) {
  constexpr int most_steps = 20;
  for (int step = 0; step < most_steps; ++step) {
    predict(change.q);
    weigh(change.tau_px);
    const double unit = scale();
    Matrix11d N = unit * prior_;
    Vector11d gradient = -unit * prior_ * change.q;
    for (const ChangeRow& row : rows_) {
      const double w = robust ? 1.0 / (1.0 + row.r2 / unit / 18.0) : 1.0;  // 18: two coordinates
      const ChangeJacobian weighted = w * row.weight * row.J;
      N.noalias() += row.J.transpose() * weighted;
      gradient.noalias() += weighted.transpose() * row.residual;
    }
    const Vector11d dq = N.ldlt().solve(gradient);
    if (!dq.allFinite() || dq.head<8>().norm() > 0.2) return false;
    change.q += dq;
    const double size = dq.head<8>().norm();
    if (size < 1e-4 && robust) change.tau_px = tau_of_rows();
    if (size < (robust ? 1e-8 : 1e-11)) break;
  }
  predict(change.q);
  if (!robust) change.tau_px = tau_of_rows();
  weigh(change.tau_px);
  return true;
}

bool ChangeFit::drop_outliers() {
  const double unit = scale();
  std::vector<SpotPair> kept;
  for (std::size_t i = 0; i < spots_.size(); ++i) {
    if (rows_[i].r2 < cut_normalised * cut_normalised * unit) kept.push_back(spots_[i]);
  }
  const bool any = kept.size() < spots_.size();
  spots_ = std::move(kept);
  return any;
}

LatticeChange ChangeFit::run() {
  constexpr int most_rounds = 4;
  LatticeChange change;
  knows_covariances_ = knows_covariances();
  for (int round = 0; round < most_rounds && spots_.size() >= fewest_spots; ++round) {
    place_rows();
    const bool robust = round == 0;
    change.converged = iterate(change, robust);
    if (!change.converged) return change;
    const bool dropped = drop_outliers();
    if (!robust && !dropped) break;
  }
  if (spots_.size() < fewest_spots) return change;
  finish(change);
  return change;
}

void ChangeFit::finish(LatticeChange& change) const {
  Matrix11d N = scale() * prior_;
  Eigen::Matrix<double, 11, 2> B = Eigen::Matrix<double, 11, 2>::Zero();
  Matrix2d D = Matrix2d::Zero();
  double chi2 = 0.0;
  double squares = 0.0;
  for (const ChangeRow& row : rows_) {
    N += row.J.transpose() * row.weight * row.J;
    B += row.J.transpose() * row.weight;
    D += row.weight;
    chi2 += row.r2;
    squares += row.residual.squaredNorm();
    change.panel_gradient_1_px += row.weight * row.residual;
  }
  change.spots = spots_;
  change.rms_px = std::sqrt(squares / static_cast<double>(rows_.size()));
  change.reduced_chi_squared = chi2 / degrees_of_freedom();
  const double inflation =
      knows_covariances_ ? std::max(1.0, change.reduced_chi_squared) : change.reduced_chi_squared;
  const Matrix8d lattice_part = N.topLeftCorner<8, 8>();
  const Vector8d unit = lattice_part.diagonal().cwiseSqrt().cwiseInverse();
  const Eigen::SelfAdjointEigenSolver<Matrix8d> eigen(unit.asDiagonal() * lattice_part * unit.asDiagonal());
  change.determined = eigen.eigenvalues()[0] > 1e-8 * eigen.eigenvalues()[7];
  if (!change.determined) return;
  // Columns of very different size: the inverse of the scaled matrix.
  const Vector11d root = N.diagonal().cwiseSqrt().cwiseInverse();
  const Matrix11d inverse =
      root.asDiagonal() * Matrix11d(root.asDiagonal() * N * root.asDiagonal()).inverse() * root.asDiagonal();
  const Eigen::Matrix<double, 11, 2> K = inverse * B;
  change.covariance = inflation * inverse + K * panel_.covariance_px2 * K.transpose();
  change.panel_information_1_px2 = (D - B.transpose() * K) / inflation;
  change.panel_gradient_1_px /= inflation;
  change.M_first_lab_1_A = lattice(change.q, -0.5);
  change.M_second_lab_1_A = lattice(change.q, 0.5);
}

}  // namespace

LatticeChange fit_change(const GrainPair& pair, const PanelShift& panel, const DifferenceOptions& options,
                         const Detector& detector, double sample_tilt_rad) {
  return ChangeFit(pair, panel, options, detector, sample_tilt_rad).run();
}

GrainChange described(const LatticeChange& change, const Matrix3d& B_reference_1_A, double sample_tilt_rad) {
  const Matrix3d R_sample_from_lab = R_lab_from_sample(sample_tilt_rad).transpose();
  const LatticeState first = lattice_state(R_sample_from_lab * change.M_first_lab_1_A, B_reference_1_A);
  const LatticeState second = lattice_state(R_sample_from_lab * change.M_second_lab_1_A, B_reference_1_A);
  GrainChange result;
  result.strain_deviatoric_sample = components_of(second.strain_deviatoric - first.strain_deviatoric);
  const auto basis = deviatoric_basis();
  result.strain_covariance_sample = basis * change.covariance.block<5, 5>(3, 3) * basis.transpose();
  result.rotation_rad =
      vector_from_rotation(second.R_frame_from_crystal * first.R_frame_from_crystal.transpose());
  result.rotation_covariance_rad2 = change.covariance.topLeftCorner<3, 3>();
  return result;
}

}  // namespace lauelith::inverse
