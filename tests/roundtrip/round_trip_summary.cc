// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/roundtrip/round_trip.h"

namespace lauelith::roundtrip {
namespace {

constexpr int fewest_spots = 20;    // for a quoted sigma
constexpr int fewest_visible = 12;  // for a grain to be expected

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<std::size_t>(share * double(values.size())))];
}

}  // namespace

std::vector<PatternOutcome> joined(std::vector<PatternOutcome> a, const std::vector<PatternOutcome>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

double Summary::total_ratio() const { return std::sqrt(ratio.cwiseAbs2().mean()); }

Summary summary_of(const std::vector<PatternOutcome>& outcomes) {
  constexpr double one_sigma = 0.99446;  // holds 68 % of a normal distribution
  constexpr double two_sigma = 1.95996;
  Summary sum;
  std::vector<double> angles;
  for (const PatternOutcome& pattern : outcomes) {
    sum.n_invented += pattern.n_invented;
    for (const GrainOutcome& grain : pattern.grains) {
      sum.n_true += grain.n_visible >= fewest_visible ? 1 : 0;
      sum.n_found += grain.found && grain.n_visible >= fewest_visible ? 1 : 0;
      if (!grain.has_strain || grain.n_spots < fewest_spots) continue;
      ++sum.n_strains;
      sum.mean_spots += grain.n_spots;
      angles.push_back(grain.angle_deg);
      const Vector6d normal = grain.error.cwiseQuotient(grain.sigma);
      sum.ratio += grain.error.cwiseQuotient(grain.bound).cwiseAbs2();
      sum.bias += normal;
      sum.rms += grain.error.cwiseAbs2();
      sum.mean += grain.error;
      sum.largest = sum.largest.cwiseMax(grain.error.cwiseAbs());
      sum.covered_68 += static_cast<double>((normal.array().abs() < one_sigma).count()) / 6.0;
      sum.covered_95 += static_cast<double>((normal.array().abs() < two_sigma).count()) / 6.0;
    }
  }
  const double n = std::max(1, sum.n_strains);
  sum.mean_spots /= n;
  sum.ratio = (sum.ratio / n).cwiseSqrt();
  sum.bias /= n;
  sum.rms = (sum.rms / n).cwiseSqrt();
  sum.mean /= n;
  sum.covered_68 /= n;
  sum.covered_95 /= n;
  sum.median_angle_deg = quantile(angles, 0.5);
  sum.angle_95_deg = quantile(angles, 0.95);
  return sum;
}

}  // namespace lauelith::roundtrip
