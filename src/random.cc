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
  if (u < 1.0 - mean) return 0;  // e^{−µ} is larger still
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

namespace {

/// One round for all lanes; plain loops that the compiler turns into vector instructions.
void philox_round(PhiloxWords& c, std::uint32_t key0, std::uint32_t key1) {
  for (std::size_t i = 0; i < philox_lanes; ++i) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * c[0][i];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * c[2][i];
    c[0][i] = static_cast<std::uint32_t>(product1 >> 32) ^ c[1][i] ^ key0;
    c[2][i] = static_cast<std::uint32_t>(product0 >> 32) ^ c[3][i] ^ key1;
    c[1][i] = static_cast<std::uint32_t>(product1);
    c[3][i] = static_cast<std::uint32_t>(product0);
  }
}

double uniform_of(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 20) | (low >> 12);
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

}  // namespace

void philox_of_pixels(const RandomKey& key, std::uint32_t first, PhiloxWords& words) {
  words[0].fill(0);
  for (std::size_t i = 0; i < philox_lanes; ++i) words[1][i] = first + static_cast<std::uint32_t>(i);
  words[2].fill(static_cast<std::uint32_t>(key.frame));
  words[3].fill(static_cast<std::uint32_t>(key.frame >> 32));
  std::uint32_t key0 = key.seed;
  std::uint32_t key1 = key.stream;
  for (int round = 0; round < 10; ++round) {
    philox_round(words, key0, key1);
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
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
  const std::uint32_t high = word();
  return uniform_of(high, word());
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
  const double first = random.uniform();
  return below_table_end(mean, first, random.uniform());
}

std::int64_t PoissonSampler::below_table_end(double mean, double u_bulk, double u_rest) const {
  const auto n_steps = static_cast<int>(mean / table_step);
  const double rest = mean - n_steps * table_step;
  if (n_steps == 0) return rest > 0.0 ? poisson_by_terms(rest, u_bulk) : 0;
  const std::int64_t bulk = look_up(tables_[static_cast<std::size_t>(n_steps) - 1], u_bulk);
  return rest > 0.0 ? bulk + poisson_by_terms(rest, u_rest) : bulk;
}

void PoissonSampler::fill(const float* means, std::size_t n, const RandomKey& key, std::uint32_t first,
                          float* counts) const {
  PhiloxWords words;
  for (std::size_t begin = 0; begin < n; begin += philox_lanes) {
    const auto pixel = static_cast<std::uint32_t>(first + begin);
    philox_of_pixels(key, pixel, words);
    for (std::size_t i = 0; i < std::min(philox_lanes, n - begin); ++i) {
      const double mean = means[begin + i];
      if (mean < table_end) {
        counts[begin + i] = static_cast<float>(below_table_end(mean, uniform_of(words[0][i], words[1][i]),
                                                               uniform_of(words[2][i], words[3][i])));
        continue;
      }
      RandomSequence random(key.seed, key.stream, key.frame, pixel + static_cast<std::uint32_t>(i));
      counts[begin + i] = static_cast<float>(poisson_by_rejection(mean, random));
    }
  }
}

}  // namespace lauelith
