// SPDX-License-Identifier: BSD-3-Clause
#include "forward/depth_weight.h"

#include <cmath>

namespace lauelith::forward {

DepthWeight depth_weight(double kappa_1_m, double length_m) {
  const double x = kappa_1_m * length_m;
  if (std::abs(x) < 1e-2) {
    return {length_m * (1.0 - x / 2.0 + x * x / 6.0 - x * x * x / 24.0),
            length_m * (0.5 - x / 12.0 + x * x * x / 720.0),
            length_m * length_m * (1.0 / 12.0 - x * x / 240.0)};
  }
  const double left = std::exp(-x);
  const double lost = 1.0 - left;  // x is not so small that digits were missed
  const double tail = left / lost;
  return {lost / kappa_1_m, 1.0 / kappa_1_m - length_m * tail,
          1.0 / (kappa_1_m * kappa_1_m) - length_m * length_m * tail / lost};
}

}  // namespace lauelith::forward
