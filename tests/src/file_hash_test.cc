// SPDX-License-Identifier: BSD-3-Clause
#include "src/file_hash.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>

#include "src/failure.h"
#include "src/sha256.h"
#include "src/sha256_block.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

std::string hash_of(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.finish();
}

// Example messages of FIPS 180-4 as published by NIST.
TEST(Sha256, ExampleMessages) {
  EXPECT_EQ(hash_of(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hash_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hash_of(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesDoNotMatter) {
  const std::string text(1000, 'x');
  for (const std::size_t piece : {1u, 55u, 56u, 63u, 64u, 65u, 200u}) {
    Sha256 hash;
    for (std::size_t i = 0; i < text.size(); i += piece) hash.add(std::string_view(text).substr(i, piece));
    EXPECT_EQ(hash.finish(), hash_of(text)) << piece;
  }
}

// Both on one machine, if it has them; on another the examples above have gone by the definition.
TEST(Sha256, InstructionsDoAsTheDefinition) {
  Sha256State state{1, 2, 3, 4, 5, 6, 7, 8};
  Sha256State other = state;
  for (std::uint32_t i = 0; i < 200 && has_sha256_instructions(); ++i) {
    std::array<std::uint8_t, 64> block{};
    for (std::uint32_t k = 0; k < 64; ++k) block[k] = static_cast<std::uint8_t>(state[k % 8] >> (k % 25));
    sha256_by_definition(block.data(), state);
    sha256_by_instructions(block.data(), other);
    ASSERT_EQ(state, other) << i;
  }
  // The first block of "abc", by the definition whatever the machine has.
  Sha256State first{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> padded{'a', 'b', 'c', 0x80};
  padded[63] = 24;
  sha256_by_definition(padded.data(), first);
  EXPECT_EQ(first[0], 0xba7816bfu);
  EXPECT_EQ(first[7], 0xf20015adu);
}

TEST(FileHash, SmallFilesWholeLargeOnesSampled) {
  const TemporaryFolder folder;
  std::string bytes(400000, 'a');
  std::ofstream(folder.path("f"), std::ios::binary) << bytes;
  const FileHash whole = hash_of_file(folder.path("f"));
  EXPECT_TRUE(whole.of_everything);
  EXPECT_EQ(whole.n_bytes, 400000u);
  EXPECT_EQ(whole.sha256, hash_of(bytes));
  const FileHash sampled = hash_of_file(folder.path("f"), 1000);
  EXPECT_FALSE(sampled.of_everything);
  EXPECT_EQ(sampled.sha256, hash_of(std::string(3 * 65536, 'a')));
  for (const std::size_t changed : {0u, 200000u, 399999u}) {
    std::string other = bytes;
    other[changed] = 'b';
    std::ofstream(folder.path("g"), std::ios::binary) << other;
    EXPECT_NE(hash_of_file(folder.path("g"), 1000).sha256, sampled.sha256) << changed;
  }
  EXPECT_THROW(hash_of_file(folder.path("none")), FileSystemError);
}

}  // namespace
}  // namespace lauelith
