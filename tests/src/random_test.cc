// SPDX-License-Identifier: BSD-3-Clause
#include "src/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace lauelith {
namespace {

// Believed because they are the vectors published with the generator (Random123, philox4x32, 10 rounds).
TEST(Random, PhiloxKnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  const std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, SequencesOfNeighboursDiffer) {
  RandomSequence first(1, 2, 3, 4);
  RandomSequence again(1, 2, 3, 4);
  RandomSequence other(1, 2, 3, 5);
  const double value = first.uniform();
  EXPECT_EQ(value, again.uniform());
  EXPECT_NE(value, other.uniform());
  EXPECT_NE(value, first.uniform());
}

TEST(Random, UniformAndNormalMoments) {
  constexpr int n = 200000;
  double sum_u = 0.0;
  double sum_n = 0.0;
  double sum_n2 = 0.0;
  double sum_n4 = 0.0;
  for (int i = 0; i < n; ++i) {
    RandomSequence random(7, 1, 0, static_cast<std::uint32_t>(i));
    sum_u += random.uniform();
    const double z = random.normal();
    sum_n += z;
    sum_n2 += z * z;
    sum_n4 += z * z * z * z;
  }
  // Four standard errors of each mean: 1/√12, 1, √2, √96 over √n.
  const double root = std::sqrt(static_cast<double>(n));
  EXPECT_NEAR(sum_u / n, 0.5, 4.0 * std::sqrt(1.0 / 12.0) / root);
  EXPECT_NEAR(sum_n / n, 0.0, 4.0 / root);
  EXPECT_NEAR(sum_n2 / n, 1.0, 4.0 * std::sqrt(2.0) / root);
  EXPECT_NEAR(sum_n4 / n, 3.0, 4.0 * std::sqrt(96.0) / root);
}

/// χ² of n deviates against the exact probabilities, cells pooled to an expectation of at least 10; in units
/// of its standard deviation above its mean.
double chi_square_excess(double mean, int n) {
  const PoissonSampler sampler;
  const int k_end = static_cast<int>(mean + 12.0 * std::sqrt(mean) + 20.0);
  std::vector<double> observed(static_cast<std::size_t>(k_end), 0.0);
  for (int i = 0; i < n; ++i) {
    RandomSequence random(11, 5, 9, static_cast<std::uint32_t>(i));
    const auto k = std::min<std::int64_t>(sampler(mean, random), k_end - 1);
    observed[static_cast<std::size_t>(k)] += 1.0;
  }
  double chi2 = 0.0;
  int n_cells = 0;
  double pooled_expected = 0.0;
  double pooled_observed = 0.0;
  double expected_left = n;
  for (int k = 0; k < k_end; ++k) {
    const double expected = n * std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0));
    pooled_expected += expected;
    pooled_observed += observed[static_cast<std::size_t>(k)];
    expected_left -= expected;
    if (pooled_expected < 10.0 || (expected_left < 10.0 && k + 1 < k_end)) continue;
    chi2 += std::pow(pooled_observed - pooled_expected, 2) / pooled_expected;
    pooled_expected = 0.0;
    pooled_observed = 0.0;
    ++n_cells;
  }
  const int degrees = n_cells - 1;
  return (chi2 - degrees) / std::sqrt(2.0 * degrees);
}

TEST(Random, ManyPoissonEqualOneByOne) {
  const PoissonSampler sampler;
  std::vector<float> means;
  for (int i = 0; i < 700; ++i)
    means.push_back(i % 7 == 0 ? 0.0F : 0.013F * static_cast<float>(i * i % 5000));
  std::vector<float> counts(means.size());
  const RandomKey key{9, 4, (std::uint64_t{3} << 32) + 5};
  sampler.fill(means.data(), means.size(), key, 1000, counts.data());
  for (std::size_t i = 0; i < means.size(); ++i) {
    RandomSequence random(key.seed, key.stream, key.frame, static_cast<std::uint32_t>(1000 + i));
    EXPECT_EQ(counts[i], static_cast<float>(sampler(means[i], random))) << means[i];
  }
}

TEST(Random, PoissonDistribution) {
  for (const double mean : {0.1, 3.0, 29.0, 31.0, 1e4}) {
    const double excess = chi_square_excess(mean, 400000);
    EXPECT_LT(excess, 4.0) << "mean " << mean;
    EXPECT_GT(excess, -4.0) << "mean " << mean;
  }
}

}  // namespace
}  // namespace lauelith
