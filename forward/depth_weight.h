// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lauelith::forward {

/// The weight exp(−κu) on [0, length]: its integral, and mean and variance of u under it. Closed forms of the
/// truncated exponential distribution, series below κ·length = 1e-2 (relative error 1e-9); any sign of κ.
/// Pinned by: DepthWeight.*
struct DepthWeight {
  double integral_m = 0.0;
  double mean_m = 0.0;
  double variance_m2 = 0.0;
};
DepthWeight depth_weight(double kappa_1_m, double length_m);

}  // namespace lauelith::forward
