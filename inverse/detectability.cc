// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/detectability.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lauelith::inverse {
namespace {

/// The largest component over its standard error.
double signal_to_noise(const Vector6d& change, const Matrix6d& covariance) {
  double largest = 0.0;
  for (int k = 0; k < 6; ++k) largest = std::max(largest, std::abs(change[k]) / std::sqrt(covariance(k, k)));
  return largest;
}

}  // namespace

Detectability detectability(const std::vector<Vector6d>& change, const std::vector<Matrix6d>& covariance,
                            double snr_limit) {
  assert(change.size() == covariance.size());
  Detectability result;
  double sum = 0.0;
  std::size_t n_seen = 0;
  for (std::size_t i = 0; i < change.size(); ++i) {
    if (!(covariance[i].diagonal().minCoeff() > 0.0)) continue;
    ++result.n_points;
    sum += change[i].squaredNorm();
    result.strain_max = std::max(result.strain_max, change[i].cwiseAbs().maxCoeff());
    const double snr = signal_to_noise(change[i], covariance[i]);
    result.snr_max = std::max(result.snr_max, snr);
    if (snr > snr_limit) ++n_seen;
  }
  if (result.n_points == 0) return result;
  const auto n = static_cast<double>(result.n_points);
  result.strain_rms = std::sqrt(sum / (6.0 * n));
  result.detectable_share = static_cast<double>(n_seen) / n;
  return result;
}

ScanCost scan_cost(const ScanCostInput& input) {
  constexpr double seconds_per_hour = 3600.0;
  constexpr double bytes_per_gigabyte = 1e9;
  const double n = input.n_frames * input.n_scans;
  return {n * (input.exposure_s + input.overhead_s) / seconds_per_hour,
          n * input.bytes_per_frame / bytes_per_gigabyte,
          input.flux_photons_s * input.exposure_s / (input.step_x_um * input.step_y_um)};
}

}  // namespace lauelith::inverse
