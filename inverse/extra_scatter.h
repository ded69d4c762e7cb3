// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

namespace lauelith::inverse {

/// A residual of two pixel coordinates with the covariance it is known by beforehand.
struct ScatteredResidual {
  Eigen::Vector2d residual_px;
  Eigen::Matrix2d covariance_px2;
};

/// χ² of residuals with τ² added to both variances.
double chi_squared(const std::vector<ScatteredResidual>& residuals, double tau_px);

/// τ, a scatter per axis common to all residuals: what makes χ² equal the degrees of freedom (R. C. Paule &
/// J. Mandel, J. Res. NBS 87 (1982) 377); zero unless χ² exceeds them by three standard deviations, or with
/// fewer than four degrees of freedom. `stood_out`: it did in an earlier step of the same fit, and the
/// threshold is not asked again. Pinned by: StrainRefinement.* and ScanDifference.*.
double extra_scatter_px(const std::vector<ScatteredResidual>& residuals, double degrees_of_freedom,
                        bool stood_out = false);

}  // namespace lauelith::inverse
