// SPDX-License-Identifier: BSD-3-Clause
#include "src/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "src/constants.h"

namespace lauelith {
namespace {

constexpr double table_step = 0.25;
constexpr double table_end = 30.0;
constexpr int n_guide = 64;

/// ln k!, by Stirling's series from 10 on (error below 1e-10); std::lgamma writes a global sign.
double log_factorial(double k) {
  constexpr std::array<double, 10> small{0.0,
                                         0.0,
                                         0.69314718055994531,
                                         1.79175946922805500,
                                         3.17805383034794562,
                                         4.78749174278204599,
                                         6.57925121201010100,
                                         8.52516136106541430,
                                         10.60460290274525023,
                                         12.80182748008146961};
  if (k < 10.0) return small[static_cast<std::size_t>(k)];
  const double n = k + 1.0;
  const double inverse2 = 1.0 / (n * n);
  const double series = (1.0 / 12.0 - inverse2 * (1.0 / 360.0 - inverse2 * (1.0 / 1260.0))) / n;
  return (n - 0.5) * std::log(n) - n + 0.5 * std::log(2.0 * constants::pi) + series;
}

std::int64_t poisson_by_terms(double mean, double u) {
  double probability = std::exp(-mean);
  double cumulative = probability;
  std::int64_t k = 0;
  while (u >= cumulative && probability > 1e-300) {
    ++k;
    probability *= mean / static_cast<double>(k);
    cumulative += probability;
  }
  return k;
}

/// Names of the constants as in Hörmann's algorithm PTRS.
std::int64_t poisson_by_rejection(double mean, RandomSequence& random) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double v_r = 0.9277 - 3.6224 / (b - 2.0);
  for (;;) {
    const double u = random.uniform() - 0.5;
    const double v = random.uniform();
    const double us = 0.5 - std::abs(u);
    const double k = std::floor((2.0 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) return static_cast<std::int64_t>(k);
    if (k < 0.0 || (us < 0.013 && v > us)) continue;
    const double log_v = std::log(v * inverse_alpha / (a / (us * us) + b));
    if (log_v <= k * std::log(mean) - mean - log_factorial(k)) return static_cast<std::int64_t>(k);
  }
}

}  // namespace

PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key = {key[0] + 0x9E3779B9U, key[1] + 0xBB67AE85U};
  }
  return counter;
}

std::uint32_t RandomSequence::word() {
  if (n_left_ == 0) {
    block_ = philox(counter_, key_);
    ++counter_[0];
    n_left_ = 4;
  }
  --n_left_;
  return block_[static_cast<std::size_t>(3 - n_left_)];
}

double RandomSequence::uniform() {
  const std::uint64_t high = word();
  const std::uint64_t bits = (high << 20) | (word() >> 12);
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

double RandomSequence::normal() {
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * constants::pi * uniform());
}

PoissonSampler::PoissonSampler() {
  for (double mean = table_step; mean < table_end + 0.5 * table_step; mean += table_step) {
    tables_.push_back(table_of_mean(mean));
  }
}

PoissonSampler::Table PoissonSampler::table_of_mean(double mean) {
  Table table;
  double probability = std::exp(-mean);
  double cumulative = 0.0;
  for (int k = 0; probability > 1e-19 || k < mean; ++k) {
    cumulative += probability;
    table.cumulative.push_back(cumulative);
    probability *= mean / (k + 1);
  }
  std::uint8_t k = 0;
  for (int i = 0; i < n_guide; ++i) {
    while (table.cumulative[k] <= static_cast<double>(i) / n_guide) ++k;
    table.guide.push_back(k);
  }
  return table;
}

std::int64_t PoissonSampler::look_up(const Table& table, double u) {
  std::size_t k = table.guide[static_cast<std::size_t>(u * n_guide)];
  while (k + 1 < table.cumulative.size() && u >= table.cumulative[k]) ++k;
  return static_cast<std::int64_t>(k);
}

std::int64_t PoissonSampler::operator()(double mean, RandomSequence& random) const {
  assert(mean >= 0.0 && std::isfinite(mean));
  if (mean >= table_end) return poisson_by_rejection(mean, random);
  const double n_steps = std::floor(mean / table_step);
  const std::int64_t bulk =
      n_steps > 0.0 ? look_up(tables_[static_cast<std::size_t>(n_steps) - 1], random.uniform()) : 0;
  const double rest = mean - n_steps * table_step;
  return rest > 0.0 ? bulk + poisson_by_terms(rest, random.uniform()) : bulk;
}

}  // namespace lauelith
