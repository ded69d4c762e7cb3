// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/extra_scatter.h"

#include <Eigen/LU>
#include <cmath>

namespace lauelith::inverse {

double chi_squared(const std::vector<ScatteredResidual>& residuals, double tau_px) {
  double sum = 0.0;
  for (const ScatteredResidual& one : residuals) {
    const Eigen::Matrix2d C = one.covariance_px2 + tau_px * tau_px * Eigen::Matrix2d::Identity();
    sum += one.residual_px.dot(C.inverse() * one.residual_px);
  }
  return sum;
}

double extra_scatter_px(const std::vector<ScatteredResidual>& residuals, double degrees_of_freedom,
                        bool stood_out) {
  const double freedom = degrees_of_freedom;
  if (freedom < 4.0) return 0.0;
  const double threshold = stood_out ? freedom : freedom + 3.0 * std::sqrt(2.0 * freedom);
  if (chi_squared(residuals, 0.0) < threshold) return 0.0;
  double low = 0.0;
  double high = 1.0;
  while (chi_squared(residuals, high) > freedom && high < 100.0) high *= 2.0;
  for (int i = 0; i < 40; ++i) {
    const double middle = 0.5 * (low + high);
    (chi_squared(residuals, middle) > freedom ? low : high) = middle;
  }
  return high;
}

}  // namespace lauelith::inverse
