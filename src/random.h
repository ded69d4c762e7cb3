// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lauelith {

/// Philox 4×32 with ten rounds: a bijection of a 128-bit counter under a 64-bit key, used as random numbers
/// without a state. Source: Salmon, Moraes, Dror & Shaw, SC11 (2011), doi 10.1145/2063384.2063405.
/// Pinned by: Random.PhiloxKnownAnswers (the published vectors).
using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;
PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key);

/// The random numbers of one pixel of one frame: key (seed, stream), counter (draw, pixel, frame). The same
/// four numbers give the same sequence on any machine, in any order, on any thread.
class RandomSequence {
 public:
  RandomSequence(std::uint32_t seed, std::uint32_t stream, std::uint64_t frame, std::uint32_t pixel)
      : counter_{0, pixel, static_cast<std::uint32_t>(frame), static_cast<std::uint32_t>(frame >> 32)},
        key_{seed, stream} {}

  std::uint32_t word();
  /// Uniform in the open interval (0, 1), 52 bits: never 0, so its logarithm is finite.
  double uniform();
  /// Mean 0, variance 1 (Box & Muller 1958; the second value of the pair is not kept).
  double normal();

 private:
  PhiloxCounter counter_;
  PhiloxKey key_;
  PhiloxCounter block_{};
  int n_left_ = 0;
};

/// What all pixels of a frame share.
struct RandomKey {
  std::uint32_t seed = 1;
  std::uint32_t stream = 0;
  std::uint64_t frame = 0;
};

/// The first Philox block of `n` ≤ 256 successive pixels; word w of pixel `first` + i at words[w][i].
inline constexpr std::size_t philox_lanes = 256;
using PhiloxWords = std::array<std::array<std::uint32_t, philox_lanes>, 4>;
void philox_of_pixels(const RandomKey& key, std::uint32_t first, PhiloxWords& words);

/// Exact Poisson deviates for any mean ≥ 0.
///
/// Below 30: a Poisson variable of mean μ is the sum of one of mean j·step ≤ μ, inverted through a guide
/// table (Chen & Asau 1974), and one of the small remaining mean, inverted term by term. From 30 on:
/// transformed rejection PTRS, Hörmann, Insurance: Math. Econ. 12 (1993) 39. Pinned by:
/// Random.PoissonDistribution (χ² against the exact probabilities at 0.1, 3, 29, 31, 1e4).
class PoissonSampler {
 public:
  PoissonSampler();
  std::int64_t operator()(double mean, RandomSequence& random) const;

  /// One deviate per pixel, pixel `first` + i having the sequence (seed, stream, frame, pixel): the very
  /// numbers that operator() gives, Philox for many pixels at once. Pinned by:
  /// Random.ManyPoissonEqualOneByOne.
  void fill(const float* means, std::size_t n, const RandomKey& key, std::uint32_t first,
            float* counts) const;

 private:
  std::int64_t below_table_end(double mean, double u_bulk, double u_rest) const;
  struct Table {
    std::vector<double> cumulative;   ///< P(X ≤ k)
    std::vector<std::uint8_t> guide;  ///< smallest k with P(X ≤ k) > i/n_guide
  };
  static Table table_of_mean(double mean);
  static std::int64_t look_up(const Table& table, double u);

  std::vector<Table> tables_;  ///< of mean (i + 1)·step
};

}  // namespace lauelith
