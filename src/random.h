// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lauelith {

/// Philox 4×32 with ten rounds: a bijection of a 128-bit counter under a 64-bit key, used as random numbers
/// without a state. Source: Salmon, Moraes, Dror & Shaw, SC11 (2011), doi 10.1145/2063384.2063405.
/// Pinned by: Random.PhiloxKnownAnswers (the published vectors).
using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;
PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key);

/// Uniform in the open interval (0, 1), from the first 52 bits of two words: never 0, so its logarithm is
/// finite.
double uniform_of(std::uint32_t high, std::uint32_t low);

/// The random numbers of one pixel of one frame: key (seed, stream), counter (draw, pixel, frame). The same
/// four numbers give the same sequence on any machine, in any order, on any thread.
class RandomSequence {
 public:
  RandomSequence(std::uint32_t seed, std::uint32_t stream, std::uint64_t frame, std::uint32_t pixel)
      : counter_{0, pixel, static_cast<std::uint32_t>(frame), static_cast<std::uint32_t>(frame >> 32)},
        key_{seed, stream} {}

  std::uint32_t word();
  double uniform();  ///< uniform_of two words
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
/// The same word of one pixel, from its definition. Pinned by: Random.WordsOfPixelsAreTheirDefinition.
std::uint32_t word_of_pixel(const RandomKey& key, std::uint32_t pixel);

}  // namespace lauelith
