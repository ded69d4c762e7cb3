// SPDX-License-Identifier: BSD-3-Clause
#include "forward/depth_weight.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lauelith::forward {
namespace {

/// The same by Simpson's rule, from the definition alone.
DepthWeight by_quadrature(double kappa, double length) {
  constexpr int n = 20000;
  double sums[3] = {0.0, 0.0, 0.0};
  for (int i = 0; i <= n; ++i) {
    const double u = length * i / n;
    const double weight = (i == 0 || i == n ? 1.0 : i % 2 == 1 ? 4.0 : 2.0) * std::exp(-kappa * u);
    sums[0] += weight;
    sums[1] += weight * u;
    sums[2] += weight * u * u;
  }
  const double mean = sums[1] / sums[0];
  return {sums[0] * length / n / 3.0, mean, sums[2] / sums[0] - mean * mean};
}

TEST(DepthWeight, AgreesWithQuadrature) {
  for (const double x : {1e-4, 5e-3, 0.0099, 0.0101, 0.3, 2.0, 8.0, -0.5}) {
    const double length = 3e-6;
    const DepthWeight closed = depth_weight(x / length, length);
    const DepthWeight numeric = by_quadrature(x / length, length);
    EXPECT_NEAR(closed.integral_m / numeric.integral_m, 1.0, 1e-8) << x;
    EXPECT_NEAR(closed.mean_m / numeric.mean_m, 1.0, 1e-8) << x;
    EXPECT_NEAR(closed.variance_m2 / numeric.variance_m2, 1.0, 1e-6) << x;
  }
}

TEST(DepthWeight, ThickLayerIsTheExponential) {
  const DepthWeight weight = depth_weight(2e5, 1e-3);
  EXPECT_NEAR(weight.integral_m, 5e-6, 1e-16);
  EXPECT_NEAR(weight.mean_m, 5e-6, 1e-16);
  EXPECT_NEAR(weight.variance_m2, 25e-12, 1e-20);
}

}  // namespace
}  // namespace lauelith::forward
