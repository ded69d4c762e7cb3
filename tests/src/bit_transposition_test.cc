// SPDX-License-Identifier: BSD-3-Clause
#include "src/bit_transposition.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "src/chunk_codecs.h"
#include "src/random.h"

namespace lauelith {
namespace {

Bytes random_bytes(std::size_t n, unsigned largest) {
  RandomSequence random(7, 3, n, largest);
  Bytes bytes(n);
  for (std::byte& one : bytes) one = static_cast<std::byte>(random.word() % (largest + 1));
  return bytes;
}

unsigned bit_of(const Bytes& bytes, std::size_t byte, std::size_t bit) {
  return std::to_integer<unsigned>(bytes[byte]) >> bit & 1U;
}

// Sizes about those that take the three ways through the loops.
constexpr std::size_t numbers_of_elements[] = {8, 24, 64, 72, 256, 264, 328, 2048, 2056};

TEST(BitTransposition, RowsHoldOneBitOfAllElements) {
  for (const std::size_t size : {1, 2, 4, 8}) {
    for (const std::size_t n : numbers_of_elements) {
      const Bytes block = random_bytes(n * size, 255);
      Bytes rows(block.size());
      transpose_bits(block, rows, size);
      std::size_t n_wrong = 0;
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t bit = 0; bit < 8 * size; ++bit) {
          const unsigned expected = bit_of(block, i * size + bit / 8, bit % 8);
          n_wrong += bit_of(rows, bit * (n / 8) + i / 8, i % 8) == expected ? 0 : 1;
        }
      }
      EXPECT_EQ(n_wrong, 0U) << n << " elements of " << size << " bytes";
    }
  }
}

TEST(BitTransposition, ThereAndBack) {
  for (const std::size_t size : {1, 2, 4, 8}) {
    for (const std::size_t n : numbers_of_elements) {
      for (const unsigned largest : {0U, 1U, 255U}) {
        const Bytes block = random_bytes(n * size, largest);
        Bytes rows(block.size());
        transpose_bits(block, rows, size);
        Bytes back(block.size(), std::byte{0});
        untranspose_bits(rows, back, size);
        EXPECT_EQ(back, block) << n << " elements of " << size << " bytes";
      }
    }
  }
}

}  // namespace
}  // namespace lauelith
