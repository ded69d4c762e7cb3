// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

namespace lauelith::inverse {

/// log10 of P(Binomial(n, p) >= k); 0 for k <= 0. Exact sum in logarithms.
double log10_binomial_tail(int n, double p, int k);

/// log10 of the number of distinguishable orientations: M = (8π²/|S|)/(2·tolerance)³, |S| proper rotations.
double log10_orientations(std::size_t n_proper_rotations, double tolerance_rad);

/// Expected number (log10) of grains per frame that chance alone would show: a pattern in which k of n
/// predicted spots meet a peak, when n_peaks peaks lie anywhere on n_pixels pixels and a meeting is a
/// distance below radius_px (A. Desolneux, L. Moisan, J.-M. Morel, Int. J. Comput. Vision 40 (2000) 7). Four
/// meetings are the price of the eight fitted parameters.
struct ChanceMeeting {
  int n_predicted = 0;
  int n_met = 0;
  int n_peaks = 0;
  double n_pixels = 0.0;
  double radius_px = 0.0;
  bool fitted = false;  ///< orientation and strain were refined on these meetings
};
double log10_false_alarm(const ChanceMeeting& meeting, double log10_n_orientations);

}  // namespace lauelith::inverse
