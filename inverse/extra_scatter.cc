// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/extra_scatter.h"

#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>

namespace lauelith::inverse {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;

/// rᵀ(C + τ²)⁻¹r = (x²(C_yy + τ²) − 2xy·C_xy + y²(C_xx + τ²))/((C_xx + τ²)(C_yy + τ²) − C_xy²), summed; asked
/// for many τ, hence number beside number.
class ChiSquared {
 public:
  explicit ChiSquared(const std::vector<ScatteredResidual>& residuals) {
    const auto n = static_cast<Index>(residuals.size());
    for (ArrayXd* column : {&x2_, &y2_, &xy_, &C_xx_, &C_yy_, &C_xy_}) column->resize(n);
    for (Index i = 0; i < n; ++i) {
      const ScatteredResidual& one = residuals[static_cast<std::size_t>(i)];
      x2_[i] = one.residual_px.x() * one.residual_px.x();
      y2_[i] = one.residual_px.y() * one.residual_px.y();
      xy_[i] = one.residual_px.x() * one.residual_px.y();
      C_xx_[i] = one.covariance_px2(0, 0);
      C_yy_[i] = one.covariance_px2(1, 1);
      C_xy_[i] = one.covariance_px2(0, 1);
    }
  }
  double at(double tau_px) const {
    const double t = tau_px * tau_px;
    return ((x2_ * (C_yy_ + t) - 2.0 * xy_ * C_xy_ + y2_ * (C_xx_ + t)) /
            ((C_xx_ + t) * (C_yy_ + t) - C_xy_.square()))
        .sum();
  }

 private:
  ArrayXd x2_, y2_, xy_, C_xx_, C_yy_, C_xy_;
};

}  // namespace

double chi_squared(const std::vector<ScatteredResidual>& residuals, double tau_px) {
  return ChiSquared(residuals).at(tau_px);
}

double extra_scatter_px(const std::vector<ScatteredResidual>& residuals, double degrees_of_freedom,
                        bool stood_out) {
  const double freedom = degrees_of_freedom;
  if (freedom < 4.0) return 0.0;
  const double threshold = stood_out ? freedom : freedom + 3.0 * std::sqrt(2.0 * freedom);
  const ChiSquared chi2(residuals);
  if (chi2.at(0.0) < threshold) return 0.0;
  const auto excess = [&](double tau_px) { return chi2.at(tau_px) - freedom; };
  double high = 1.0;
  while (excess(high) > 0.0 && high < 100.0) high *= 2.0;
  if (excess(high) > 0.0) return high;
  constexpr int n_bits = 40;
  std::uintmax_t most_steps = 60;
  return boost::math::tools::toms748_solve(excess, 0.0, high,
                                           boost::math::tools::eps_tolerance<double>(n_bits), most_steps)
      .second;
}

}  // namespace lauelith::inverse
