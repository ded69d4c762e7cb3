// SPDX-License-Identifier: BSD-3-Clause
#include "src/chunk_encoders.h"

#include <lz4.h>

#include <algorithm>
#include <cassert>
#include <cstring>

#include "src/run_deflate.h"

namespace lauelith {
namespace {

constexpr std::uint64_t block_bytes = 8192;

/// Bytes of each significance together.
Bytes shuffled(std::span<const std::byte> plain, std::uint64_t element_bytes) {
  Bytes bytes(plain.size());
  const std::size_t n = plain.size() / element_bytes;
  if (element_bytes == 4) {  // one pass, which the compiler turns into vector instructions
    std::byte* to = bytes.data();
    for (std::size_t i = 0; i < n; ++i) {
      std::uint32_t element = 0;
      std::memcpy(&element, plain.data() + 4 * i, 4);
      to[i] = static_cast<std::byte>(element);
      to[n + i] = static_cast<std::byte>(element >> 8);
      to[2 * n + i] = static_cast<std::byte>(element >> 16);
      to[3 * n + i] = static_cast<std::byte>(element >> 24);
    }
    return bytes;
  }
  for (std::size_t byte = 0; byte < element_bytes; ++byte)
    for (std::size_t i = 0; i < n; ++i) bytes[byte * n + i] = plain[i * element_bytes + byte];
  return bytes;
}

void append_little_endian(Bytes& bytes, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::byte>(value >> shift));
}

void append_big_endian(Bytes& bytes, std::uint64_t value, int width) {
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::byte>(value >> shift));
}

Bytes bitshuffle_lz4(std::span<const std::byte> plain, std::uint64_t element_bytes) {
  Bytes bytes;
  bytes.reserve(plain.size() / 2);
  append_big_endian(bytes, plain.size(), 8);
  append_big_endian(bytes, block_bytes, 4);
  const std::uint64_t blocked = plain.size() / (8 * element_bytes) * (8 * element_bytes);
  Bytes bits(block_bytes);
  Bytes packed(static_cast<std::size_t>(LZ4_compressBound(static_cast<int>(block_bytes))));
  for (std::uint64_t at = 0; at < blocked; at += block_bytes) {
    const auto block = plain.subspan(at, std::min(block_bytes, blocked - at));
    transpose_bits(block, std::span(bits).first(block.size()), element_bytes);
    const int n = LZ4_compress_default(reinterpret_cast<const char*>(bits.data()),
                                       reinterpret_cast<char*>(packed.data()), static_cast<int>(block.size()),
                                       static_cast<int>(packed.size()));
    assert(n > 0);
    append_big_endian(bytes, static_cast<std::uint64_t>(n), 4);
    bytes.insert(bytes.end(), packed.begin(), packed.begin() + n);
  }
  bytes.insert(bytes.end(), plain.begin() + static_cast<std::ptrdiff_t>(blocked), plain.end());
  return bytes;
}

}  // namespace

Bytes encoded_chunk(std::span<const std::byte> plain, std::uint64_t element_bytes, ChunkPacking packing) {
  if (packing == ChunkPacking::none) return {plain.begin(), plain.end()};
  if (packing == ChunkPacking::bitshuffle) return bitshuffle_lz4(plain, element_bytes);
  Bytes bytes = run_deflated(shuffled(plain, element_bytes));
  append_little_endian(bytes, fletcher32(bytes));
  return bytes;
}

}  // namespace lauelith
