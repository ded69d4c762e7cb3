// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "inverse/spot_fit.h"

namespace lauelith::inverse {
namespace {

/// How much larger than the noise says the errors are: χ² per degree of freedom, if it is above 1 by more
/// than four times its own standard deviation √((2 + 1/events)/degrees).
double excess_of(double chi2_per_degree, double events_per_pixel, double degrees) {
  const double sigma = std::sqrt((2.0 + 1.0 / std::max(events_per_pixel, 0.01)) / std::max(degrees, 1.0));
  return chi2_per_degree > 1.0 + 4.0 * sigma ? chi2_per_degree : 1.0;
}

/// What a faint spot's position loses beyond the Fisher bound, which is the first term of a series in 1/S² of
/// its significance S = N/σ_N, and which is taken at the intensity found: spots that noise makes brighter are
/// found more often and look better known than they are. The factor of the second term is measured (S
/// from 6.5 to 14, free and held shapes: fit_accuracy.txt).
void widen_position(SpotCovariance& covariance, double intensity) {
  constexpr double second_term = 4.0;
  const double square = intensity * intensity / std::max(covariance(0, 0), 1e-30);
  const double factor = std::sqrt(1.0 + second_term / std::max(square, 4.0));
  covariance.middleRows<2>(1) *= factor;
  covariance.middleCols<2>(1) *= factor;
}

/// False where the pixels leave a parameter open, as they do of a spot that shows one row beside a gap: what
/// rounding makes of a singular information need not be a covariance.
bool is_determined(const SpotCovariance& covariance, int n) {
  const auto variances = covariance.diagonal().head(n);
  return variances.allFinite() && variances.minCoeff() > 0.0 &&
         covariance.block<2, 2>(1, 1).determinant() > 0.0;
}

/// The last rows and columns of the inverse of A = L·Lᵀ: (M·Mᵀ)⁻¹, M the last block of L; false if A is not
/// positive definite.
template <int n, int n_last, typename Matrix>
bool set_last_block(const Matrix& A, Matrix& inverse) {
  using Whole = Eigen::Matrix<double, n, n>;
  using Block = Eigen::Matrix<double, n_last, n_last>;
  const Eigen::LLT<Whole> factors(Whole(A.template topLeftCorner<n, n>()));
  if (factors.info() != Eigen::Success) return false;
  const Block M = factors.matrixLLT().template bottomRightCorner<n_last, n_last>();
  Block inverse_of_M;
  for (int j = 0; j < n_last; ++j)
    inverse_of_M.col(j) =
        M.template triangularView<Eigen::Lower>().solve(Eigen::Matrix<double, n_last, 1>::Unit(j));
  inverse.template bottomRightCorner<n_last, n_last>().noalias() =
      inverse_of_M.transpose().lazyProduct(inverse_of_M);
  return true;
}

}  // namespace

/// Inverse of the information, as far as the spots ask for it; of one spot only its own rows and columns, the
/// last ones.
SpotFitter::Matrix SpotFitter::inverse_information(const State& state, bool one_spot) {
  const Vector scale = state.information.diagonal().cwiseMax(1e-30).cwiseSqrt().cwiseInverse();
  const Matrix normalised = scale.asDiagonal() * state.information * scale.asDiagonal();
  const auto n = normalised.rows();
  Matrix inverse = Matrix::Zero(n, n);
  bool is_done = false;
  if (one_spot && n == 9) is_done = set_last_block<9, 6>(normalised, inverse);
  if (one_spot && n == 6) is_done = set_last_block<6, 3>(normalised, inverse);
  if (is_done) return scale.asDiagonal() * inverse * scale.asDiagonal();
  const Eigen::LDLT<Matrix> factors(normalised);
  for (Eigen::Index j = 3; j < n; ++j)  // one column after the other: all at once cost more than the factors
    inverse.col(j) = factors.solve(Vector::Unit(n, j));
  return scale.asDiagonal() * inverse * scale.asDiagonal();
}

GroupFit SpotFitter::result_of(const GroupStart& start, const State& state, bool converged) {
  GroupFit fit;
  fit.converged = converged;
  fit.minus_log_likelihood = state.objective;
  fit.n_pixels = static_cast<int>(n_);
  double chi2 = 0.0;
  for (std::size_t i = 0; i < n_; ++i) {
    const double variance = std::max(gain_ * model_[i] + offset_, noise_.floor);
    const double residual = value_[i] - model_[i];
    chi2 += value_[i] < pixels_.saturation ? residual * residual / variance : 0.0;
  }
  const double degrees = static_cast<double>(n_ - saturated_.size()) - n_parameters_;
  fit.chi2_per_degree = chi2 / std::max(1.0, degrees);
  const double events = reference_variance_ / (gain_ * gain_);
  const double excess = excess_of(fit.chi2_per_degree, events, degrees);

  const Matrix inverse = inverse_information(state, first_column_.size() == 1);
  for (std::size_t k = 0; k < start.spots.size(); ++k) {
    FittedSpot spot;
    const int first = first_column_[k];
    const int n = start.spots[k].shape_fixed ? 3 : 6;
    spot.spot = spot_of(start, state.parameters, k);
    spot.covariance.topLeftCorner(n, n) = excess * inverse.block(first, first, n, n);
    widen_position(spot.covariance, spot.spot.intensity);
    if (!is_determined(spot.covariance, n))
      spot.covariance.setConstant(std::numeric_limits<double>::infinity());
    const double dx = spot.spot.x_px - x_origin_;
    const double dy = spot.spot.y_px - y_origin_;
    spot.background = state.parameters[0] + state.parameters[1] * dx + state.parameters[2] * dy;
    const float* share = column(first);
    double highest = 0.0;
    for (std::size_t i = 0; i < n_; ++i) {
      spot.visible += share[i];
      highest = std::max<double>(highest, share[i]);
    }
    spot.height = highest * spot.spot.intensity;
    const double reach2 = 4.0 * std::max(1.0, spot.spot.xx + spot.spot.yy);
    for (const int index : saturated_) {
      const auto i = static_cast<std::size_t>(index);
      spot.saturated |= std::pow(x_[i] - dx, 2) + std::pow(y_[i] - dy, 2) < reach2;
    }
    fit.spots.push_back(spot);
  }
  return fit;
}

}  // namespace lauelith::inverse
