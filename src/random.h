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

/// One random word for each of 1024 successive pixels, from 256 blocks: pixel p of a frame has word
/// (p div 256) mod 4 of the block (number of all ones, 256·(p div 1024) + p mod 256, frame), which no
/// RandomSequence reaches. `batch`: p div 1024.
inline constexpr std::size_t pixels_per_batch = 1024;
using PixelWords = std::array<std::uint32_t, pixels_per_batch>;
void words_of_pixels(const RandomKey& key, std::uint32_t batch, PixelWords& words);

/// An exact Poisson deviate for any mean ≥ 0. Below 30: inversion, term by term. From 30 on: transformed
/// rejection PTRS, Hörmann, Insurance: Math. Econ. 12 (1993) 39. Pinned by: Random.PoissonDistribution.
std::int64_t poisson_deviate(double mean, RandomSequence& random);

/// Exact Poisson deviates of all pixels of a frame, each from one word u of its own where that decides.
///
/// Below a mean of 30 the deviate is the inverse of the distribution at u. A guide table (Chen & Asau 1974)
/// for every 1/64 of the mean tells it for u known to ten bits, unless it differs within the ten bits or
/// within the 1/64: there (some 3 % of the pixels at a mean of 5) terms are summed for the mean itself; a
/// second word follows where 32 bits do not decide, so that probabilities down to 2⁻⁵² come out right. From
/// 30 on as poisson_deviate, by the pixel's own RandomSequence. Pinned by: Random.FrameOfPoisson*
/// (χ², tails, independence of neighbours, streams and frames; equal to the plain definition).
class PoissonFrame {
 public:
  PoissonFrame();
  void fill(const float* means, std::size_t n, const RandomKey& key, float* counts) const;

  /// The same number for one pixel, from its definition, without tables.
  static std::int64_t of_pixel(double mean, const RandomKey& key, std::uint32_t pixel);

 private:
  std::vector<std::uint8_t> guide_;  ///< [mean in 1/64][u in 1/1024]
};

}  // namespace lauelith
