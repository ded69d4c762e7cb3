// SPDX-License-Identifier: BSD-3-Clause
#include "src/random.h"

#include <cmath>
#include <cstring>
#ifdef __AVX2__
#include <immintrin.h>
#endif

#include "src/constants.h"

namespace lauelith {
namespace {

constexpr std::uint32_t multiplier0 = 0xD2511F53U;
constexpr std::uint32_t multiplier1 = 0xCD9E8D57U;
constexpr std::uint32_t key_step0 = 0x9E3779B9U;
constexpr std::uint32_t key_step1 = 0xBB67AE85U;
constexpr int n_rounds = 10;

constexpr std::uint32_t shared_draw = 0xffffffffU;  ///< number of the blocks that pixels share
constexpr std::size_t n_blocks = pixels_per_batch / 4;

/// The same word of four blocks, each in the lower half of its lane; what is in the upper half does not
/// count.
using FourWords = std::uint64_t __attribute__((vector_size(32)));

/// Products of the lower halves. The compiler does not find the one instruction that does it.
FourWords product(FourWords words, std::uint32_t factor) {
#ifdef __AVX2__
  return reinterpret_cast<FourWords>(
      _mm256_mul_epu32(reinterpret_cast<__m256i>(words), _mm256_set1_epi64x(static_cast<long long>(factor))));
#else
  return (words & 0xffffffffU) * factor;
#endif
}

using FourBlocks = std::array<FourWords, 4>;
using RoundKeys = std::array<std::array<FourWords, 2>, n_rounds>;

RoundKeys round_keys(PhiloxKey key) {
  RoundKeys keys{};
  for (auto& of_round : keys) {
    of_round = {of_round[0] + key[0], of_round[1] + key[1]};
    key = {key[0] + key_step0, key[1] + key_step1};
  }
  return keys;
}

/// philox() of four counters under one key.
FourBlocks philox_of_four(FourBlocks c, const RoundKeys& keys) {
  for (const auto& key : keys) {
    const FourWords product0 = product(c[0], multiplier0);
    const FourWords product1 = product(c[2], multiplier1);
    c = {(product1 >> 32) ^ c[1] ^ key[0], product1, (product0 >> 32) ^ c[3] ^ key[1], product0};
  }
  return c;
}

}  // namespace

PhiloxCounter philox(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < n_rounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{multiplier0} * counter[0];
    const std::uint64_t product1 = std::uint64_t{multiplier1} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key = {key[0] + key_step0, key[1] + key_step1};
  }
  return counter;
}

void words_of_pixels(const RandomKey& key, std::uint32_t batch, PixelWords& words) {
  const RoundKeys keys = round_keys({key.seed, key.stream});
  const FourWords zero{};
  const FourWords draw = zero + shared_draw;
  const FourWords frame_low = zero + static_cast<std::uint32_t>(key.frame);
  const FourWords frame_high = zero + static_cast<std::uint32_t>(key.frame >> 32);
  FourWords even = FourWords{0, 2, 4, 6} + batch * static_cast<std::uint32_t>(n_blocks);
  for (std::size_t i = 0; i < n_blocks; i += 8) {
    const FourBlocks a = philox_of_four({draw, even, frame_low, frame_high}, keys);
    const FourBlocks b = philox_of_four({draw, even + 1, frame_low, frame_high}, keys);
    for (std::size_t k = 0; k < 4; ++k) {
      // Lanes of even and of odd blocks side by side: lower halves first, as on every machine we know.
      const FourWords eight = (a[k] & 0xffffffffU) | (b[k] << 32);
      std::memcpy(words.data() + k * n_blocks + i, &eight, sizeof eight);
    }
    even += 8;
  }
}

std::uint32_t word_of_pixel(const RandomKey& key, std::uint32_t pixel) {
  const auto lane = static_cast<std::uint32_t>(pixel % pixels_per_batch);
  const auto first = static_cast<std::uint32_t>(pixel / pixels_per_batch * n_blocks);
  const PhiloxCounter words =
      philox({shared_draw, first + lane % static_cast<std::uint32_t>(n_blocks),
              static_cast<std::uint32_t>(key.frame), static_cast<std::uint32_t>(key.frame >> 32)},
             {key.seed, key.stream});
  return words[lane / n_blocks];
}

double uniform_of(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 20) | (low >> 12);
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
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

}  // namespace lauelith
