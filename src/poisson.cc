// SPDX-License-Identifier: BSD-3-Clause
#include "src/poisson.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "src/constants.h"
#include "src/lanes.h"

namespace lauelith {
namespace {

constexpr double rejection_begin = 30.0;  ///< of the mean
constexpr std::uint32_t steps_of_mean = 64;
constexpr std::uint32_t n_means = static_cast<std::uint32_t>(rejection_begin) * steps_of_mean;
constexpr std::uint32_t guide_bits = 10;
constexpr std::uint32_t n_guide = 1U << guide_bits;
constexpr std::uint8_t undecided = 128;     ///< flag of a cell of the guide; counts there stay below it
constexpr std::uint32_t n_cumulative = 64;  ///< counts tabulated: P(X > 63) < 1e-7 at any mean of the table

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

/// Row of the tables for a mean; n_means: beyond them. Negative and not-a-number end there as well.
std::uint32_t row_of(float mean) {
  const float steps = mean * static_cast<float>(steps_of_mean);
  const bool is_inside = steps >= 0.0F && steps < static_cast<float>(n_means);
  return is_inside ? static_cast<std::uint32_t>(steps) : n_means;
}

/// Cells of the guide for eight pixels.
WordLanes cells_of(const Lanes& means, const WordLanes& words) {
  const Lanes steps = means * static_cast<float>(steps_of_mean);
  const LaneMask is_inside = (steps >= 0.0F) & (steps < static_cast<float>(n_means));
  const Lanes rows = is_inside ? steps : Lanes{} + static_cast<float>(n_means);
  const auto whole = __builtin_convertvector(rows, LaneMask);
  return reinterpret_cast<WordLanes>(whole) * n_guide + (words >> (32 - guide_bits));
}

/// The definition.
std::int64_t count_of(double mean, const RandomKey& key, std::uint32_t pixel, std::uint32_t word) {
  assert(mean >= 0.0 && std::isfinite(mean));
  RandomSequence own(key.seed, key.stream, key.frame, pixel);
  if (mean >= rejection_begin) return poisson_by_rejection(mean, own);
  const Inverse inverse = poisson_inverse(mean, word * 0x1p-32);
  if ((word + 1.0) * 0x1p-32 <= inverse.cumulative) return inverse.count;
  return poisson_inverse(mean, uniform_of(word, own.word())).count;
}

/// Smallest counts at the lower ends of the cells of the guide, and at the end of the last.
using GuideRow = std::array<std::uint8_t, n_guide + 1>;
GuideRow guide_row(double mean) {
  GuideRow counts{};
  std::int64_t k = 0;
  double probability = std::exp(-mean);
  double cumulative = probability;
  for (std::uint32_t i = 0; i <= n_guide; ++i) {
    while (k < undecided - 1 && cumulative <= static_cast<double>(i) / n_guide) {
      ++k;
      probability *= mean / static_cast<double>(k);
      cumulative += probability;
    }
    counts[i] = static_cast<std::uint8_t>(k);
  }
  return counts;
}

/// Where a byte has bits, lowest first, then anything.
struct SetBits {
  std::array<std::uint16_t, 8> place{};
  std::size_t n = 0;
};
constexpr std::array<SetBits, 256> all_set_bits() {
  std::array<SetBits, 256> all{};
  for (std::size_t byte = 0; byte < all.size(); ++byte) {
    for (std::uint16_t bit = 0; bit < 8; ++bit) {
      if ((byte >> bit & 1U) != 0) all[byte].place[all[byte].n++] = bit;
    }
  }
  return all;
}
constexpr std::array<SetBits, 256> set_bits = all_set_bits();

}  // namespace

std::int64_t poisson_deviate(double mean, RandomSequence& random) {
  assert(mean >= 0.0 && std::isfinite(mean));
  if (mean >= rejection_begin) return poisson_by_rejection(mean, random);
  return poisson_inverse(mean, random.uniform()).count;
}

PoissonFrame::PoissonFrame() {
  tabulate_guide();
  tabulate_cumulative();
}

void PoissonFrame::tabulate_guide() {
  guide_.assign((n_means + 1) * n_guide + 3, undecided);
  GuideRow least = guide_row(0.0);  // of the lower end of the mean
  for (std::uint32_t row = 0; row < n_means; ++row) {
    const GuideRow most = guide_row(static_cast<double>(row + 1) / steps_of_mean);
    for (std::uint32_t i = 0; i < n_guide; ++i) {
      guide_[row * n_guide + i] =
          static_cast<std::uint8_t>(least[i] == most[i + 1] ? least[i] : least[i] | undecided);
    }
    least = most;
  }
}

void PoissonFrame::tabulate_cumulative() {
  constexpr double step = 1.0 / steps_of_mean;
  constexpr double rounding = 2e-7;  // of the tables and of what is done with them, in single precision
  cumulative_.resize((n_means + 1) * n_cumulative);
  std::vector<double> bend(n_means + 1);  // largest |p_k − p_{k−1}|, which changes by less than h over a row
  for (std::uint32_t row = 0; row <= n_means; ++row) {
    const double mean = row * step;
    double probability = std::exp(-mean);
    double sum = probability;
    bend[row] = probability;
    for (std::uint32_t k = 0; k < n_cumulative; ++k) {
      cumulative_[row * n_cumulative + k] = static_cast<float>(sum);
      const double next = probability * mean / (k + 1.0);
      bend[row] = std::max(bend[row], std::abs(next - probability));
      probability = next;
      sum += probability;
    }
  }
  doubt_.resize(n_means);
  for (std::uint32_t row = 0; row < n_means; ++row) {
    const double largest = std::max(bend[row], bend[row + 1]) + step;
    doubt_[row] = static_cast<float>(step * step / 8.0 * largest + rounding);
  }
}

std::int64_t PoissonFrame::count_between(float mean, std::uint32_t word) const {
  const std::uint32_t row = row_of(mean);
  if (row == n_means) return -1;
  const float part = mean * static_cast<float>(steps_of_mean) - static_cast<float>(row);
  const float* lower = cumulative_.data() + row * n_cumulative;
  const float* upper = lower + n_cumulative;
  const float u = static_cast<float>(word) * 0x1p-32F;
  const float doubt = doubt_[row];
  std::uint32_t k = guide_[row * n_guide + (word >> (32 - guide_bits))] & (undecided - 1U);
  for (; k < n_cumulative; ++k) {
    const float above = lower[k] + part * (upper[k] - lower[k]) - u;
    if (above > doubt) return k;
    if (above >= -doubt) return -1;
  }
  return -1;
}

void PoissonFrame::fill(const float* means, std::size_t n, const RandomKey& key, float* counts) const {
  for (std::size_t begin = 0; begin < n; begin += pixels_per_batch) {
    const std::size_t n_here = std::min(pixels_per_batch, n - begin);
    fill_batch(means + begin, n_here, key, static_cast<std::uint32_t>(begin / pixels_per_batch),
               counts + begin);
  }
}

void PoissonFrame::fill_batch(const float* means, std::size_t n, const RandomKey& key, std::uint32_t batch,
                              float* counts) const {
  if (n < pixels_per_batch) {  // a whole number of lanes is easier
    std::array<float, pixels_per_batch> all{};
    std::array<float, pixels_per_batch> all_counts;
    std::copy_n(means, n, all.data());
    fill_batch(all.data(), pixels_per_batch, key, batch, all_counts.data());
    std::copy_n(all_counts.data(), n, counts);
    return;
  }
  PixelWords words;
  std::array<std::uint16_t, pixels_per_batch + n_lanes> open;
  words_of_pixels(key, batch, words);
  std::size_t n_open = 0;
  for (std::size_t i = 0; i < pixels_per_batch; i += n_lanes) {
    const WordLanes cells = cells_of(load_lanes(means + i), load_lanes(words.data() + i));
    const WordLanes guided = gathered_bytes(guide_.data(), cells);
    store_lanes(counts + i, __builtin_convertvector(guided, Lanes));
    const auto& places = set_bits[bits_of(guided >= undecided)];
    for (std::size_t k = 0; k < n_lanes; ++k) {
      open[n_open + k] = static_cast<std::uint16_t>(i + places.place[k]);
    }
    n_open += places.n;
  }
  for (std::size_t k = 0; k < n_open; ++k) {
    const std::size_t i = open[k];
    const auto pixel = static_cast<std::uint32_t>(batch * pixels_per_batch + i);
    const std::int64_t count = count_between(means[i], words[i]);
    counts[i] = static_cast<float>(count >= 0 ? count : count_of(means[i], key, pixel, words[i]));
  }
}

std::int64_t PoissonFrame::of_pixel(double mean, const RandomKey& key, std::uint32_t pixel) {
  return count_of(mean, key, pixel, word_of_pixel(key, pixel));
}

}  // namespace lauelith
