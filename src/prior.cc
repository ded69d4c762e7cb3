// SPDX-License-Identifier: BSD-3-Clause
#include "src/prior.h"

#include <cmath>

#include "src/constants.h"
#include "src/failure.h"

namespace lauelith {

double normal_quantile(double u) {
  // Start: the logistic approximation; Newton converges from there for every u a 53-bit number can hold.
  if (u == 0.5) return 0.0;
  const bool is_low = u < 0.5;
  const double tail = is_low ? u : 1.0 - u;
  double x = -std::sqrt(-2.0 * std::log(tail));
  if (tail > 1e-3) x = std::log(tail / (1.0 - tail)) / 1.702;
  for (int step = 0; step < 60; ++step) {
    const double excess = 0.5 * std::erfc(-x / std::sqrt(2.0)) - tail;
    const double density = std::exp(-0.5 * x * x) / std::sqrt(2.0 * constants::pi);
    const double ratio = excess / density;
    const double change = ratio / (1.0 + 0.5 * x * ratio);  // Halley
    x -= change;
    if (std::abs(change) < 1e-15 * std::abs(x)) break;
  }
  return is_low ? x : -x;
}

double quantile(const UncertainParameter& parameter, double u) {
  const std::string& prior = parameter.prior;
  if (parameter.range.size() == 2) {
    const double first = parameter.range[0];
    const double second = parameter.range[1];
    if (prior == "uniform") return first + u * (second - first);
    if (prior == "log-uniform") return first * std::pow(second / first, u);
    if (prior == "normal") return first + second * normal_quantile(u);
    if (prior == "log-normal") return first * std::exp(second * normal_quantile(u));
  }
  throw UsageError({"[" + parameter.table + "]", parameter.key, "a prior that can be sampled", prior});
}

}  // namespace lauelith
