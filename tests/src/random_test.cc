// SPDX-License-Identifier: BSD-3-Clause
#include "src/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "src/poisson.h"

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

TEST(Random, WordsOfPixelsAreTheirDefinition) {
  const RandomKey key{9, 4, (std::uint64_t{3} << 32) + 5};
  for (const std::uint32_t batch : {0U, 1U, 4194303U}) {
    PixelWords words;
    words_of_pixels(key, batch, words);
    for (std::uint32_t i = 0; i < pixels_per_batch; ++i) {
      const auto pixel = static_cast<std::uint32_t>(batch * pixels_per_batch + i);
      ASSERT_EQ(words[i], word_of_pixel(key, pixel)) << pixel;
    }
  }
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

double poisson_probability(double mean, int k) {
  return std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0));
}

/// χ² of counts against the exact probabilities, cells pooled to an expectation of at least 10; in units of
/// its standard deviation above its mean.
double chi_square_excess(double mean, const std::vector<float>& counts) {
  const auto n = static_cast<double>(counts.size());
  const int k_end = static_cast<int>(mean + 12.0 * std::sqrt(mean) + 20.0);
  std::vector<double> observed(static_cast<std::size_t>(k_end), 0.0);
  for (const float count : counts)
    observed[static_cast<std::size_t>(std::min(static_cast<int>(count), k_end - 1))] += 1.0;
  double chi2 = 0.0;
  int n_cells = 0;
  double pooled_expected = 0.0;
  double pooled_observed = 0.0;
  double expected_left = n;
  for (int k = 0; k < k_end; ++k) {
    const double expected = n * poisson_probability(mean, k);
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

std::vector<float> flat_frame(double mean, std::size_t n, const RandomKey& key) {
  static const PoissonFrame poisson;
  const std::vector<float> means(n, static_cast<float>(mean));
  std::vector<float> counts(n);
  poisson.fill(means.data(), n, key, counts.data());
  return counts;
}

/// Correlation of a[i] with b[i + lag], in units of its standard deviation where both are independent.
double correlation(const std::vector<float>& a, const std::vector<float>& b, std::size_t lag, double mean) {
  double sum = 0.0;
  for (std::size_t i = 0; i + lag < a.size(); ++i) sum += (a[i] - mean) * (b[i + lag] - mean);
  return sum / (mean * std::sqrt(static_cast<double>(a.size() - lag)));
}

TEST(Random, PoissonDistribution) {
  for (const double mean : {0.1, 3.0, 29.0, 31.0, 1e4}) {
    std::vector<float> counts;
    for (std::uint32_t i = 0; i < 400000; ++i) {
      RandomSequence random(11, 5, 9, i);
      counts.push_back(static_cast<float>(poisson_deviate(mean, random)));
    }
    EXPECT_LT(std::abs(chi_square_excess(mean, counts)), 4.0) << "mean " << mean;
  }
}

TEST(Random, FrameOfPoissonIsDistributedSo) {
  // On a line of the guide and off it, in its first and last row, and beyond it.
  for (const float mean : {0.004F, 0.1F, 1.0F, 3.0F, 5.3F, 12.01F, 29.99F, 31.0F, 1e4F}) {
    const auto counts = flat_frame(mean, 700001, {11, 5, 9});
    EXPECT_LT(std::abs(chi_square_excess(mean, counts)), 4.0) << "mean " << mean;
  }
}

TEST(Random, FrameOfPoissonMomentsOfUnequalMeans) {
  const PoissonFrame poisson;
  std::vector<float> means(1000003);
  for (std::size_t i = 0; i < means.size(); ++i) means[i] = 2e-5F * static_cast<float>(i % 1999999);
  std::vector<float> counts(means.size());
  poisson.fill(means.data(), means.size(), {3, 1, 2}, counts.data());
  double difference = 0.0, square = 0.0, variance = 0.0, of_square = 0.0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const double d = counts[i] - means[i];
    difference += d;
    square += d * d - means[i];
    variance += means[i];
    of_square += means[i] + 2.0 * means[i] * means[i];  // variance of d²: fourth central moment less μ²
  }
  EXPECT_LT(std::abs(difference), 4.0 * std::sqrt(variance));
  EXPECT_LT(std::abs(square), 4.0 * std::sqrt(of_square));
}

TEST(Random, FrameOfPoissonTails) {
  constexpr std::size_t n = 4000000;
  for (const auto& [mean, least] : {std::pair{0.3, 5}, {5.0, 17}, {25.0, 47}}) {
    const auto counts = flat_frame(mean, n, {5, 1, 77});
    double expected = 0.0;
    for (int k = least; k < least + 100; ++k) expected += n * poisson_probability(mean, k);
    double observed = 0.0;
    double highest = 0.0;
    for (const float count : counts) {
      observed += count >= static_cast<float>(least) ? 1.0 : 0.0;
      highest = std::max<double>(highest, count);
    }
    EXPECT_GT(expected, 20.0);
    EXPECT_NEAR(observed, expected, 4.0 * std::sqrt(expected)) << "mean " << mean;
    EXPECT_LT(n * poisson_probability(mean, static_cast<int>(highest)), 20.0);  // neither cut off …
    EXPECT_GT(n * poisson_probability(mean, static_cast<int>(highest)), 1e-4);  // … nor impossible
  }
}

TEST(Random, FrameOfPoissonIsIndependent) {
  constexpr double mean = 5.0;
  constexpr std::size_t n = 1023183;
  constexpr std::uint64_t next_scan = std::uint64_t{1} << 32;
  const auto frame = flat_frame(mean, n, {5, 1, 77});
  // Neighbours across and down a Pilatus 1M; words of one block; blocks that follow.
  for (const std::size_t lag : {1, 2, 255, 256, 257, 512, 768, 980, 981, 982, 1024}) {
    EXPECT_LT(std::abs(correlation(frame, frame, lag, mean)), 4.0) << "lag " << lag;
  }
  for (const RandomKey& other : {RandomKey{5, 1, 78}, {5, 1, 77 + next_scan}, {5, 2, 77}, {6, 1, 77}}) {
    EXPECT_LT(std::abs(correlation(frame, flat_frame(mean, n, other), 0, mean)), 4.0);
  }
}

TEST(Random, FrameOfPoissonIsItsDefinition) {
  const PoissonFrame poisson;
  std::vector<float> means;
  for (int i = 0; i < 4000; ++i)
    means.push_back(i % 7 == 0 ? 0.0F : 0.013F * static_cast<float>(i * i % 5000));
  std::vector<float> counts(means.size());
  const RandomKey key{9, 4, (std::uint64_t{3} << 32) + 5};
  poisson.fill(means.data(), means.size(), key, counts.data());
  for (std::size_t i = 0; i < means.size(); ++i) {
    const auto pixel = static_cast<std::uint32_t>(i);
    EXPECT_EQ(counts[i], static_cast<float>(PoissonFrame::of_pixel(means[i], key, pixel))) << means[i];
  }
}

}  // namespace
}  // namespace lauelith
