// SPDX-License-Identifier: BSD-3-Clause
#include "src/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "src/constants.h"

namespace lauelith {
namespace {

constexpr double rejection_begin = 30.0;  ///< of the mean
constexpr std::uint32_t steps_of_mean = 64;
constexpr std::uint32_t n_means = static_cast<std::uint32_t>(rejection_begin) * steps_of_mean;
constexpr std::uint32_t guide_bits = 10;
constexpr std::uint32_t n_guide = 1U << guide_bits;
constexpr std::uint8_t undecided = 255;
constexpr std::uint32_t shared_draw = 0xffffffffU;  ///< number of the blocks that pixels share

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

/// A count and P(X ≤ count).
struct Inverse {
  std::int64_t count = 0;
  double cumulative = 1.0;
};

/// The smallest count whose cumulative probability exceeds u; where rounding leaves none, the first one so
/// rare (1e-20) that u cannot tell.
Inverse poisson_inverse(double mean, double u) {
  double probability = std::exp(-mean);
  double cumulative = probability;
  std::int64_t k = 0;
  while (u >= cumulative && (probability > 1e-20 || static_cast<double>(k) < mean)) {
    ++k;
    probability *= mean / static_cast<double>(k);
    cumulative += probability;
  }
  return {k, cumulative};
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

constexpr std::size_t n_blocks = pixels_per_batch / 4;

/// One round for all blocks of a batch; a plain loop that the compiler turns into vector instructions.
void philox_round(PixelWords& words, std::uint32_t key0, std::uint32_t key1) {
  for (std::size_t i = 0; i < n_blocks; ++i) {
    std::uint32_t* c = words.data() + i;
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * c[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * c[2 * n_blocks];
    c[0] = static_cast<std::uint32_t>(product1 >> 32) ^ c[n_blocks] ^ key0;
    c[2 * n_blocks] = static_cast<std::uint32_t>(product0 >> 32) ^ c[3 * n_blocks] ^ key1;
    c[n_blocks] = static_cast<std::uint32_t>(product1);
    c[3 * n_blocks] = static_cast<std::uint32_t>(product0);
  }
}

double uniform_of(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 20) | (low >> 12);
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

}  // namespace

void words_of_pixels(const RandomKey& key, std::uint32_t batch, PixelWords& words) {
  const std::uint32_t first = batch * static_cast<std::uint32_t>(n_blocks);
  for (std::size_t i = 0; i < n_blocks; ++i) {
    words[i] = shared_draw;
    words[n_blocks + i] = first + static_cast<std::uint32_t>(i);
    words[2 * n_blocks + i] = static_cast<std::uint32_t>(key.frame);
    words[3 * n_blocks + i] = static_cast<std::uint32_t>(key.frame >> 32);
  }
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

std::int64_t poisson_deviate(double mean, RandomSequence& random) {
  assert(mean >= 0.0 && std::isfinite(mean));
  if (mean >= rejection_begin) return poisson_by_rejection(mean, random);
  return poisson_inverse(mean, random.uniform()).count;
}

namespace {

/// Row of the guide for a mean; n_means: beyond the table. Negative and not-a-number end there as well.
std::uint32_t row_of(float mean) {
  const float steps = mean * static_cast<float>(steps_of_mean);
  const bool is_inside = steps >= 0.0F && steps < static_cast<float>(n_means);
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(is_inside ? steps : float{n_means}));
}

/// What the guide does not decide.
std::int64_t count_of(double mean, const RandomKey& key, std::uint32_t pixel, std::uint32_t word) {
  assert(mean >= 0.0 && std::isfinite(mean));
  RandomSequence own(key.seed, key.stream, key.frame, pixel);
  if (mean >= rejection_begin) return poisson_by_rejection(mean, own);
  const Inverse inverse = poisson_inverse(mean, word * 0x1p-32);
  if ((word + 1.0) * 0x1p-32 <= inverse.cumulative) return inverse.count;
  return poisson_inverse(mean, uniform_of(word, own.word())).count;
}

}  // namespace

PoissonFrame::PoissonFrame() : guide_((n_means + 1) * n_guide, undecided) {
  std::vector<std::uint8_t> least(n_guide + 1);  // count at the lower end of the cell, lower end of the mean
  std::vector<std::uint8_t> most(n_guide + 1);   // count at the lower end of the cell, upper end of the mean
  const auto invert = [](double mean, std::vector<std::uint8_t>& counts) {
    std::int64_t k = 0;
    double probability = std::exp(-mean);
    double cumulative = probability;
    for (std::uint32_t i = 0; i <= n_guide; ++i) {
      while (k < undecided && cumulative <= static_cast<double>(i) / n_guide) {
        ++k;
        probability *= mean / static_cast<double>(k);
        cumulative += probability;
      }
      counts[i] = static_cast<std::uint8_t>(k);
    }
  };
  invert(0.0, least);
  for (std::uint32_t row = 0; row < n_means; ++row) {
    invert(static_cast<double>(row + 1) / steps_of_mean, most);
    for (std::uint32_t i = 0; i < n_guide; ++i) {
      if (least[i] == most[i + 1]) guide_[row * n_guide + i] = least[i];
    }
    std::swap(least, most);
  }
}

void PoissonFrame::fill(const float* means, std::size_t n, const RandomKey& key, float* counts) const {
  PixelWords words;
  std::array<std::uint32_t, pixels_per_batch> cell;
  std::array<std::uint16_t, pixels_per_batch> open;
  for (std::size_t begin = 0; begin < n; begin += pixels_per_batch) {
    words_of_pixels(key, static_cast<std::uint32_t>(begin / pixels_per_batch), words);
    const std::size_t n_here = std::min(pixels_per_batch, n - begin);
    for (std::size_t i = 0; i < n_here; ++i) {
      cell[i] = row_of(means[begin + i]) * n_guide + (words[i] >> (32 - guide_bits));
    }
    std::size_t n_open = 0;
    for (std::size_t i = 0; i < n_here; ++i) {
      const std::uint8_t count = guide_[cell[i]];
      counts[begin + i] = static_cast<float>(count);
      open[n_open] = static_cast<std::uint16_t>(i);
      n_open += count == undecided ? 1 : 0;
    }
    for (std::size_t k = 0; k < n_open; ++k) {
      const std::size_t i = open[k];
      const auto pixel = static_cast<std::uint32_t>(begin + i);
      counts[begin + i] = static_cast<float>(count_of(means[begin + i], key, pixel, words[i]));
    }
  }
}

std::int64_t PoissonFrame::of_pixel(double mean, const RandomKey& key, std::uint32_t pixel) {
  const std::uint32_t lane = pixel % pixels_per_batch;
  const std::uint32_t block = pixel / pixels_per_batch * n_blocks + lane % n_blocks;
  const PhiloxCounter words = philox({shared_draw, block, static_cast<std::uint32_t>(key.frame),
                                      static_cast<std::uint32_t>(key.frame >> 32)},
                                     {key.seed, key.stream});
  return count_of(mean, key, pixel, words[lane / n_blocks]);
}

}  // namespace lauelith
