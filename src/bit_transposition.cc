// SPDX-License-Identifier: BSD-3-Clause
#include "src/bit_transposition.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "src/chunk_codecs.h"

namespace lauelith {
namespace {

static_assert(std::endian::native == std::endian::little);

/// Four 64-bit words that the compiler keeps in one vector register.
using FourWords = std::uint64_t __attribute__((vector_size(32)));

/// Transposes an 8 × 8 bit matrix held in a word, row r in byte r, column c in bit c.
template <typename Word>
Word bits_transposed(Word x) {
  Word t = (x ^ (x >> 7)) & 0x00aa00aa00aa00aaULL;
  x ^= t ^ (t << 7);
  t = (x ^ (x >> 14)) & 0x0000cccc0000ccccULL;
  x ^= t ^ (t << 14);
  t = (x ^ (x >> 28)) & 0x00000000f0f0f0f0ULL;
  return x ^ t ^ (t << 28);
}

template <typename Word>
void exchange(Word& low, Word& high, int shift, std::uint64_t mask) {
  const Word t = ((low >> shift) ^ high) & mask;
  high ^= t;
  low ^= t << shift;
}

/// Byte c of word r becomes byte r of word c.
template <typename Word>
void transpose_bytes(std::array<Word, 8>& w) {
  for (const std::size_t r : {0, 2, 4, 6}) exchange(w[r], w[r + 1], 8, 0x00ff00ff00ff00ffULL);
  for (const std::size_t r : {0, 1, 4, 5}) exchange(w[r], w[r + 2], 16, 0x0000ffff0000ffffULL);
  for (const std::size_t r : {0, 1, 2, 3}) exchange(w[r], w[r + 4], 32, 0x00000000ffffffffULL);
}

/// One byte of 64 elements (of 256 with four words at once), from its eight rows of bits.
template <typename Word>
void gather_eights(const std::uint8_t* rows_of_bits, std::size_t n_groups, std::uint8_t* elements) {
  std::array<Word, 8> w;
  for (std::size_t bit = 0; bit < 8; ++bit) std::memcpy(&w[bit], rows_of_bits + bit * n_groups, sizeof(Word));
  transpose_bytes(w);
  for (Word& word : w) word = bits_transposed(word);
  for (std::size_t eight = 0; eight < sizeof(Word) / 8; ++eight) {
    for (std::size_t k = 0; k < 8; ++k)
      std::memcpy(elements + 8 * (8 * eight + k), reinterpret_cast<const std::uint8_t*>(&w[k]) + 8 * eight,
                  8);
  }
}

/// The other way round.
template <typename Word>
void scatter_eights(const std::uint8_t* elements, std::size_t n_groups, std::size_t group,
                    std::uint8_t* rows_of_bits) {
  std::array<Word, 8> w;
  for (std::size_t eight = 0; eight < sizeof(Word) / 8; ++eight) {
    for (std::size_t k = 0; k < 8; ++k)
      std::memcpy(reinterpret_cast<std::uint8_t*>(&w[k]) + 8 * eight, elements + 8 * (group + 8 * eight + k),
                  8);
  }
  for (Word& word : w) word = bits_transposed(word);
  transpose_bytes(w);
  for (std::size_t bit = 0; bit < 8; ++bit)
    std::memcpy(rows_of_bits + bit * n_groups + group, &w[bit], sizeof(Word));
}

/// One byte of eight elements, in their order, from its eight rows of bits.
std::uint64_t eight_bytes(const std::uint8_t* rows_of_bits, std::size_t n_groups, std::size_t group) {
  std::uint64_t rows = 0;
  for (std::size_t bit = 0; bit < 8; ++bit)
    rows |= std::uint64_t{rows_of_bits[bit * n_groups + group]} << (8 * bit);
  return bits_transposed(rows);
}

void scatter_byte(const std::uint8_t* elements, std::size_t n_groups, std::uint8_t* rows_of_bits) {
  std::size_t group = 0;
  for (; group + 32 <= n_groups; group += 32)
    scatter_eights<FourWords>(elements, n_groups, group, rows_of_bits);
  for (; group + 8 <= n_groups; group += 8)
    scatter_eights<std::uint64_t>(elements, n_groups, group, rows_of_bits);
  for (; group < n_groups; ++group) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, elements + 8 * group, 8);
    const std::uint64_t rows = bits_transposed(eight);
    for (std::size_t bit = 0; bit < 8; ++bit)
      rows_of_bits[bit * n_groups + group] = static_cast<std::uint8_t>(rows >> (8 * bit));
  }
}

/// Whether 256 elements have no bit in any of eight rows.
bool has_no_bit(const std::uint8_t* rows_of_bits, std::size_t n_groups) {
  FourWords any{};
  for (std::size_t bit = 0; bit < 8; ++bit) {
    FourWords words;
    std::memcpy(&words, rows_of_bits + bit * n_groups, sizeof words);
    any |= words;
  }
  return (any[0] | any[1] | any[2] | any[3]) == 0;
}

/// Byte `byte` of every element, beside the bytes that are there or, the first, alone; a loop that the
/// compiler turns into vector instructions.
template <typename Element, bool is_first>
void put_byte(const std::uint8_t* from, std::size_t n, std::size_t byte, std::uint8_t* elements) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) {
    Element element = 0;
    if constexpr (!is_first) std::memcpy(&element, elements + i * sizeof(Element), sizeof(Element));
    element = static_cast<Element>(element | static_cast<Element>(Element{from[i]} << (8 * byte)));
    std::memcpy(elements + i * sizeof(Element), &element, sizeof(Element));
  }
}

/// 256 elements from all their rows of bits. Counts are small: most groups have bits in their lowest byte
/// alone, and the others are passed over.
template <typename Element>
void gather_elements(const std::uint8_t* rows_of_bits, std::size_t n_groups, std::size_t group,
                     std::uint8_t* block) {
  constexpr std::size_t n = 8 * sizeof(FourWords);
  std::array<std::uint8_t, n> bytes;
  std::uint8_t* elements = block + 8 * group * sizeof(Element);
  bool is_first = true;
  for (std::size_t byte = 0; byte < sizeof(Element); ++byte) {
    const std::uint8_t* rows = rows_of_bits + 8 * n_groups * byte + group;
    if (has_no_bit(rows, n_groups)) continue;
    gather_eights<FourWords>(rows, n_groups, bytes.data());
    if (is_first) {
      put_byte<Element, true>(bytes.data(), n, byte, elements);
    } else {
      put_byte<Element, false>(bytes.data(), n, byte, elements);
    }
    is_first = false;
  }
  if (is_first) std::memset(elements, 0, n * sizeof(Element));
}

/// Whole groups of 256 elements; returns how many groups of eight that were.
template <typename Element>
std::size_t gather_most(const std::uint8_t* rows_of_bits, std::size_t n_groups, std::uint8_t* block) {
  std::size_t group = 0;
  for (; group + sizeof(FourWords) <= n_groups; group += sizeof(FourWords))
    gather_elements<Element>(rows_of_bits, n_groups, group, block);
  return group;
}

template <typename Element>
void take_byte(const std::uint8_t* block, std::size_t n, std::size_t byte, std::uint8_t* to) {
  for (std::size_t i = 0; i < n; ++i) {
    Element element = 0;
    std::memcpy(&element, block + i * sizeof(Element), sizeof(Element));
    to[i] = static_cast<std::uint8_t>(element >> (8 * byte));
  }
}

const std::uint8_t* bytes_of(std::span<const std::byte> span) {
  return reinterpret_cast<const std::uint8_t*>(span.data());
}

}  // namespace

void transpose_bits(std::span<const std::byte> block, std::span<std::byte> shuffled_bits,
                    std::uint64_t element_bytes) {
  const std::size_t n = block.size() / element_bytes;
  auto* rows_of_bits = reinterpret_cast<std::uint8_t*>(shuffled_bits.data());
  std::vector<std::uint8_t> elements(n);
  for (std::size_t byte = 0; byte < element_bytes; ++byte) {
    if (element_bytes == 2) {
      take_byte<std::uint16_t>(bytes_of(block), n, byte, elements.data());
    } else if (element_bytes == 4) {
      take_byte<std::uint32_t>(bytes_of(block), n, byte, elements.data());
    } else {
      for (std::size_t i = 0; i < n; ++i) elements[i] = bytes_of(block)[i * element_bytes + byte];
    }
    scatter_byte(elements.data(), n / 8, rows_of_bits + byte * n);
  }
}

void untranspose_bits(std::span<const std::byte> shuffled_bits, std::span<std::byte> block,
                      std::size_t element_bytes) {
  const std::size_t n_groups = block.size() / element_bytes / 8;
  const std::uint8_t* rows_of_bits = bytes_of(shuffled_bits);
  auto* to = reinterpret_cast<std::uint8_t*>(block.data());
  std::size_t group = 0;
  if (element_bytes == 1) group = gather_most<std::uint8_t>(rows_of_bits, n_groups, to);
  if (element_bytes == 2) group = gather_most<std::uint16_t>(rows_of_bits, n_groups, to);
  if (element_bytes == 4) group = gather_most<std::uint32_t>(rows_of_bits, n_groups, to);
  if (element_bytes == 8) group = gather_most<std::uint64_t>(rows_of_bits, n_groups, to);
  for (; group < n_groups; ++group) {
    for (std::size_t byte = 0; byte < element_bytes; ++byte) {
      const std::uint64_t eight = eight_bytes(rows_of_bits + 8 * n_groups * byte, n_groups, group);
      for (std::size_t i = 0; i < 8; ++i)
        to[(8 * group + i) * element_bytes + byte] = static_cast<std::uint8_t>(eight >> (8 * i));
    }
  }
}

}  // namespace lauelith
