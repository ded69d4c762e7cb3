// SPDX-License-Identifier: BSD-3-Clause
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "inverse/scan_difference.h"
#include "src/failure.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Matrix2d;
using Eigen::Vector2d;

void describe(ParameterVisitor& visit, DifferenceOptions& options) {
  visit.number(
      {"same_grain_deg",
       "differences between scans: largest angle between two orientations that are one grain", 0.01, 10.0},
      options.same_grain_deg);
  visit.numbers(
      {"source_sigma_um",
       "differences between scans: how far the source of a point may have moved, standard deviations "
       "along lab x, along the beam, along lab z; 0 holds it",
       0.0, 1e4},
      options.source_sigma_um);
  visit.number(
      {"panel_sigma_um",
       "differences between scans: how far the detector may have moved in its plane, standard deviation; "
       "0 holds it",
       0.0, 100.0},
      options.panel_sigma_um);
}

void check_difference(const DifferenceOptions& options) {
  if (options.source_sigma_um.size() == 3) return;
  throw UsageError({.file = "[index]",
                    .where = "source_sigma_um",
                    .expected = "three standard deviations: lab x, along the beam, lab z",
                    .found = std::to_string(options.source_sigma_um.size())});
}

PanelShift common_panel_shift(const std::vector<LatticeChange>& changes, const DifferenceOptions& options,
                              const Detector& detector) {
  constexpr int n_rounds = 30;
  PanelShift common;
  if (options.panel_sigma_um == 0.0) return common;
  const double sigma_m = options.panel_sigma_um * units::um;
  const Matrix2d prior =
      Vector2d(std::pow(detector.pitch_x_m / sigma_m, 2), std::pow(detector.pitch_y_m / sigma_m, 2))
          .asDiagonal();
  for (int round = 0; round < n_rounds; ++round) {
    Matrix2d information = prior;
    Vector2d gradient = Vector2d::Zero();
    double chi2 = 0.0;
    double freedom = -2.0;
    common.n_grains = 0;
    for (const LatticeChange& change : changes) {
      if (!change.determined) continue;
      const Matrix2d& S = change.panel_information_1_px2;
      // Its own estimate is S⁻¹·g; what is left of the gradient at the common value measures the distance.
      const Vector2d left = change.panel_gradient_1_px - S * common.shift_px;
      const double distance2 = left.dot(S.inverse() * left);
      const double weight = round == 0 ? 1.0 : 1.0 / (1.0 + distance2 / 18.0);
      information += weight * S;
      gradient += weight * change.panel_gradient_1_px;
      chi2 += weight * distance2;
      freedom += 2.0 * weight;
      ++common.n_grains;
    }
    common.shift_px = information.inverse() * gradient;
    common.reduced_chi_squared = freedom > 0.0 ? chi2 / freedom : 1.0;
    common.covariance_px2 = std::max(1.0, common.reduced_chi_squared) * information.inverse();
  }
  return common;
}

}  // namespace lauelith::inverse
