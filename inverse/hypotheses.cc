// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/hypotheses.h"

#include <algorithm>
#include <cmath>

namespace lauelith::inverse {

namespace {

std::vector<double> normalised(std::vector<double> logarithms) {
  const double sum = log_sum(logarithms);
  for (double& value : logarithms) value -= sum;
  return logarithms;
}

}  // namespace

double log_sum(const std::vector<double>& logarithms) {
  if (logarithms.empty()) return -INFINITY;
  const double largest = *std::max_element(logarithms.begin(), logarithms.end());
  if (!std::isfinite(largest)) return largest;
  double sum = 0.0;
  for (const double value : logarithms) sum += std::exp(value - largest);
  return largest + std::log(sum);
}

std::vector<double> log_discrepancy_prior(const HypothesisPriors& priors) {
  const auto& s = priors.discrepancy_grid;
  std::vector<double> logarithms;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const double low = i == 0 ? 0.0 : 0.5 * (s[i - 1] + s[i]);
    const double high = i + 1 == s.size() ? s[i] + (s[i] - low) : 0.5 * (s[i] + s[i + 1]);
    const double z = s[i] / priors.discrepancy_sd;
    logarithms.push_back(-0.5 * z * z + std::log(high - low));
  }
  return normalised(logarithms);
}

std::vector<double> log_length_prior(const HypothesisPriors& priors) {
  std::vector<double> logarithms;
  for (const double length : priors.length_grid_um) {
    const double z = std::log(length / priors.length_um) / std::log(2.0);
    logarithms.push_back(-0.5 * z * z);
  }
  return normalised(logarithms);
}

std::vector<double> scale_grid(const HypothesisPriors& priors) {
  std::vector<double> scales;
  const double ratio = std::log(priors.largest_scale / priors.least_scale);
  for (int i = 0; i < priors.n_scales; ++i)
    scales.push_back(priors.least_scale * std::exp(ratio * i / std::max(1, priors.n_scales - 1)));
  return scales;
}

}  // namespace lauelith::inverse
