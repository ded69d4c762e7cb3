// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/false_alarm.h"

#include <algorithm>
#include <cmath>

#include "src/constants.h"

namespace lauelith::inverse {

double log10_binomial_tail(int n, double p, int k) {
  if (k <= 0) return 0.0;
  if (k > n || p <= 0.0) return -400.0;
  if (p >= 1.0) return 0.0;
  // ln of the first term by lgamma, the following ones by their ratio.
  double ln_first = std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) +
                    (n - k) * std::log1p(-p);
  double sum = 1.0;
  double term = 1.0;
  for (int j = k; j < n; ++j) {
    term *= static_cast<double>(n - j) / (j + 1.0) * p / (1.0 - p);
    sum += term;
    if (term < 1e-16 * sum && j > n * p) break;
  }
  return std::min(0.0, (ln_first + std::log(sum)) / std::log(10.0));
}

double log10_orientations(std::size_t n_proper_rotations, double tolerance_rad) {
  const double volume = 8.0 * constants::pi * constants::pi / static_cast<double>(n_proper_rotations);
  return std::log10(volume) - 3.0 * std::log10(2.0 * tolerance_rad);
}

double log10_false_alarm(const ChanceMeeting& meeting, double log10_n_orientations) {
  const double p = std::min(
      1.0, meeting.n_peaks * constants::pi * meeting.radius_px * meeting.radius_px / meeting.n_pixels);
  const int n_free = meeting.fitted ? 4 : 2;  // two meetings made the candidate
  return log10_n_orientations + log10_binomial_tail(meeting.n_predicted, p, meeting.n_met - n_free);
}

}  // namespace lauelith::inverse
