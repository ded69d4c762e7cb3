// SPDX-License-Identifier: BSD-3-Clause
#include "src/run_deflate.h"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <zlib.h>

#include <cmath>
#include <utility>

#include "src/poisson.h"

namespace lauelith {
namespace {

using Bytes = std::vector<std::byte>;

/// Both decoders must give the bytes back.
void expect_round_trip(const Bytes& plain) {
  const Bytes packed = run_deflated(plain);
  Bytes back(plain.size() + 1);
  uLongf n = back.size();
  ASSERT_EQ(uncompress(reinterpret_cast<Bytef*>(back.data()), &n,
                       reinterpret_cast<const Bytef*>(packed.data()), packed.size()),
            Z_OK);
  ASSERT_EQ(n, plain.size());
  back.resize(plain.size());
  EXPECT_EQ(back, plain);
  std::fill(back.begin(), back.end(), std::byte{1});
  libdeflate_decompressor* decoder = libdeflate_alloc_decompressor();
  const auto result =
      libdeflate_zlib_decompress(decoder, packed.data(), packed.size(), back.data(), back.size(), nullptr);
  libdeflate_free_decompressor(decoder);
  EXPECT_EQ(result, LIBDEFLATE_SUCCESS);
  EXPECT_EQ(back, plain);
}

TEST(RunDeflate, RunsOfEveryLength) {
  for (std::size_t n = 0; n < 1100; ++n) expect_round_trip(Bytes(n, std::byte{7}));
  Bytes all;
  for (std::size_t n = 1; n < 700; ++n) all.insert(all.end(), n, static_cast<std::byte>(n * 37));
  expect_round_trip(all);
}

TEST(RunDeflate, BlocksEndInsideRuns) {
  for (const std::size_t n : {262143, 262144, 262145, 262147, 524290, 800000}) {
    expect_round_trip(Bytes(n, std::byte{0}));
  }
}

TEST(RunDeflate, NoiseOfManyWidths) {
  for (std::uint32_t width = 1; width <= 256; width *= 2) {
    Bytes plain;
    RandomSequence random(1, 2, 3, width);
    for (int i = 0; i < 300000; ++i) plain.push_back(static_cast<std::byte>(random.word() % width));
    expect_round_trip(plain);
  }
}

TEST(RunDeflate, CodesThatWouldBeTooLong) {
  Bytes plain;  // counts like Fibonacci's numbers make the deepest tree
  std::size_t a = 1;
  std::size_t b = 1;
  for (int symbol = 0; symbol < 24; ++symbol) {
    for (std::size_t i = 0; i < a; ++i) plain.push_back(static_cast<std::byte>(symbol));
    b = std::exchange(a, a + b);
  }
  RandomSequence random(1, 2, 3, 4);
  for (std::size_t i = plain.size(); i-- > 1;) std::swap(plain[i], plain[random.word() % (i + 1)]);
  expect_round_trip(plain);
}

TEST(RunDeflate, NoiseComesNearItsEntropy) {
  Bytes plain;
  RandomSequence random(5, 2, 3, 4);
  for (int i = 0; i < 400000; ++i) plain.push_back(static_cast<std::byte>(poisson_deviate(5.0, random)));
  double entropy_bits = 0.0;
  for (int k = 0; k < 40; ++k) {
    const double p = std::exp(k * std::log(5.0) - 5.0 - std::lgamma(k + 1.0));
    entropy_bits -= p * std::log2(p);
  }
  // Whole bits cost something, headers hardly anything, and runs are rare.
  EXPECT_LT(8.0 * static_cast<double>(run_deflated(plain).size()) / 400000.0, entropy_bits + 0.07);
}

}  // namespace
}  // namespace lauelith
