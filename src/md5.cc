// SPDX-License-Identifier: BSD-3-Clause
#include "src/md5.h"

#include <bit>
#include <cstring>
#include <string_view>

namespace lauelith {
namespace {

using State = std::array<std::uint32_t, 4>;

/// ⌊2³² |sin(i + 1)|⌋ of RFC 1321 §3.4.
constexpr std::array<std::uint32_t, 64> sines{
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};
constexpr std::array<std::array<int, 4>, 4> turns{
    {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};

template <int Round>
std::uint32_t mix(std::uint32_t x, std::uint32_t y, std::uint32_t z) {
  if constexpr (Round == 0) return z ^ (x & (y ^ z));
  if constexpr (Round == 1) return y ^ (z & (x ^ y));
  if constexpr (Round == 2) return x ^ y ^ z;
  return y ^ (x | ~z);
}

template <int Round>
int word_of(int step) {
  if constexpr (Round == 0) return step;
  if constexpr (Round == 1) return (5 * step + 1) % 16;
  if constexpr (Round == 2) return (3 * step + 5) % 16;
  return 7 * step % 16;
}

template <int Round>
void sixteen_steps(State& s, const std::array<std::uint32_t, 16>& words) {
#pragma GCC unroll 16
  for (int step = 0; step < 16; ++step) {
    const std::uint32_t sum =
        s[0] + mix<Round>(s[1], s[2], s[3]) + words[word_of<Round>(step)] + sines[16 * Round + step];
    const std::uint32_t turned = s[1] + std::rotl(sum, turns[Round][step % 4]);
    s = {s[3], turned, s[1], s[2]};
  }
}

void add_block(State& state, const std::byte* block) {
  std::array<std::uint32_t, 16> words;
  std::memcpy(words.data(), block, sizeof(words));
  State s = state;
  sixteen_steps<0>(s, words);
  sixteen_steps<1>(s, words);
  sixteen_steps<2>(s, words);
  sixteen_steps<3>(s, words);
  for (std::size_t i = 0; i < 4; ++i) state[i] += s[i];
}

}  // namespace

std::array<std::uint8_t, 16> md5(std::span<const std::byte> bytes) {
  State state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  const std::size_t n_whole = bytes.size() / 64;
  for (std::size_t i = 0; i < n_whole; ++i) add_block(state, bytes.data() + 64 * i);

  const auto rest = bytes.subspan(64 * n_whole);
  std::array<std::byte, 128> tail{};
  if (!rest.empty()) std::memcpy(tail.data(), rest.data(), rest.size());
  tail[rest.size()] = std::byte{0x80};
  const std::size_t n_tail = rest.size() < 56 ? 64 : 128;
  const std::uint64_t n_bits = std::uint64_t{bytes.size()} * 8;
  std::memcpy(tail.data() + n_tail - 8, &n_bits, 8);
  for (std::size_t at = 0; at < n_tail; at += 64) add_block(state, tail.data() + at);
  return std::bit_cast<std::array<std::uint8_t, 16>>(state);
}

}  // namespace lauelith
