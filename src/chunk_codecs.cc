// SPDX-License-Identifier: BSD-3-Clause
#include "src/chunk_codecs.h"

#include <libdeflate.h>
#include <lz4.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>
#include <memory>
#include <new>

#include "src/bit_transposition.h"
#include "src/chunk_decoders.h"

namespace lauelith {
namespace {

constexpr std::uint64_t max_block_bytes = LZ4_MAX_INPUT_SIZE;

/// Walks a payload; every step is checked against its end.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : rest_(bytes) {}

  std::optional<std::uint64_t> big_endian(std::size_t width) {
    if (rest_.size() < width) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | std::to_integer<std::uint64_t>(rest_[i]);
    rest_ = rest_.subspan(width);
    return value;
  }
  std::optional<std::span<const std::byte>> take(std::uint64_t n) {
    if (n > rest_.size()) return std::nullopt;
    const auto taken = rest_.first(n);
    rest_ = rest_.subspan(n);
    return taken;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::span<const std::byte> rest_;
};

/// The header both LZ4 filters share; the block size in bytes.
std::optional<std::uint64_t> block_bytes_of(Cursor& cursor, std::uint64_t expected_bytes) {
  const auto total = cursor.big_endian(8);
  const auto block = cursor.big_endian(4);
  if (!total || !block || *total != expected_bytes || *block == 0 || *block > max_block_bytes)
    return std::nullopt;
  return block;
}

bool decompress_block(std::span<const std::byte> packed, std::span<std::byte> block) {
  if (packed.size() > max_block_bytes) return false;
  const int n =
      LZ4_decompress_safe(reinterpret_cast<const char*>(packed.data()), reinterpret_cast<char*>(block.data()),
                          static_cast<int>(packed.size()), static_cast<int>(block.size()));
  return n >= 0 && static_cast<std::size_t>(n) == block.size();
}

/// Sizes in bytes of the whole blocks, of the shorter last one, and of the plain rest.
struct Partition {
  std::uint64_t block = 0;
  std::uint64_t blocked = 0;  ///< bytes in blocks; the rest follows plain
  std::uint64_t block_at(std::uint64_t at) const { return std::min(block, blocked - at); }
};

std::optional<Partition> partition(std::uint64_t total, std::uint64_t element_bytes,
                                   std::uint64_t block_bytes) {
  const std::uint64_t eight = 8 * element_bytes;
  if (element_bytes == 0 || total % element_bytes != 0 || block_bytes == 0 || block_bytes % eight != 0)
    return std::nullopt;
  return Partition{block_bytes, total / eight * eight};
}

bool copy_plain_rest(Cursor& cursor, std::span<std::byte> bytes, std::uint64_t at) {
  const auto rest = cursor.take(bytes.size() - at);
  if (!rest || !cursor.at_end()) return false;
  std::copy(rest->begin(), rest->end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
  return true;
}

}  // namespace

std::optional<Bytes> decode_lz4_chunk(std::span<const std::byte> stored, std::uint64_t expected_bytes) {
  Cursor cursor(stored);
  const auto block_bytes = block_bytes_of(cursor, expected_bytes);
  if (!block_bytes) return std::nullopt;
  Bytes bytes(expected_bytes);
  for (std::uint64_t at = 0; at < expected_bytes; at += *block_bytes) {
    const auto block = std::span(bytes).subspan(at, std::min(*block_bytes, expected_bytes - at));
    const auto length = cursor.big_endian(4);
    const auto packed = length ? cursor.take(*length) : std::nullopt;
    if (!packed) return std::nullopt;
    if (packed->size() == block.size())
      std::copy(packed->begin(), packed->end(), block.begin());
    else if (!decompress_block(*packed, block))
      return std::nullopt;
  }
  return cursor.at_end() ? std::optional(std::move(bytes)) : std::nullopt;
}

bool decode_bitshuffle_lz4_blocks(std::span<const std::byte> stored, std::uint64_t element_bytes,
                                  std::uint64_t expected_bytes,
                                  const std::function<void(std::span<const std::byte>)>& take) {
  Cursor cursor(stored);
  const auto block_bytes = block_bytes_of(cursor, expected_bytes);
  const auto parts = block_bytes ? partition(expected_bytes, element_bytes, *block_bytes) : std::nullopt;
  if (!parts) return false;
  Bytes shuffled(std::min(parts->block, parts->blocked));
  Bytes plain(shuffled.size());
  for (std::uint64_t at = 0; at < parts->blocked; at += parts->block) {
    const auto block = std::span(plain).first(parts->block_at(at));
    const auto bits = std::span(shuffled).first(block.size());
    const auto length = cursor.big_endian(4);
    const auto packed = length ? cursor.take(*length) : std::nullopt;
    if (!packed || !decompress_block(*packed, bits)) return false;
    untranspose_bits(bits, block, element_bytes);
    take(block);
  }
  const auto rest = cursor.take(expected_bytes - parts->blocked);
  if (!rest || !cursor.at_end()) return false;
  take(*rest);
  return true;
}

std::optional<Bytes> decode_bitshuffle_lz4(std::span<const std::byte> stored, std::uint64_t expected_bytes,
                                           std::uint64_t element_bytes) {
  Cursor cursor(stored);
  if (!block_bytes_of(cursor, expected_bytes)) return std::nullopt;  // before anything is allocated
  Bytes bytes;
  bytes.reserve(expected_bytes);
  const auto append = [&bytes](std::span<const std::byte> block) {
    bytes.insert(bytes.end(), block.begin(), block.end());
  };
  if (!decode_bitshuffle_lz4_blocks(stored, element_bytes, expected_bytes, append)) return std::nullopt;
  return bytes;
}

std::optional<Bytes> decode_bitshuffle(std::span<const std::byte> stored, std::uint64_t expected_bytes,
                                       std::uint64_t element_bytes, std::uint64_t block_elements) {
  if (stored.size() != expected_bytes || element_bytes == 0 || block_elements > max_block_bytes)
    return std::nullopt;
  // The default of the format: 8 KiB, at least 128 elements, a multiple of 8 elements.
  const std::uint64_t standard = std::max<std::uint64_t>(8192 / element_bytes / 8 * 8, 128);
  const auto parts = partition(expected_bytes, element_bytes,
                               element_bytes * (block_elements == 0 ? standard : block_elements));
  if (!parts) return std::nullopt;
  Cursor cursor(stored);
  Bytes bytes(expected_bytes);
  for (std::uint64_t at = 0; at < parts->blocked; at += parts->block) {
    const auto block = std::span(bytes).subspan(at, parts->block_at(at));
    untranspose_bits(*cursor.take(block.size()), block, element_bytes);
  }
  return copy_plain_rest(cursor, bytes, parts->blocked) ? std::optional(std::move(bytes)) : std::nullopt;
}

Bytes unshuffle(std::span<const std::byte> stored, std::uint64_t element_bytes) {
  Bytes bytes(stored.begin(), stored.end());  // what fills no element stays as it is
  const std::size_t whole = stored.size() / element_bytes * element_bytes;
  unshuffle_into(stored.first(whole), element_bytes, std::span(bytes).first(whole));
  return bytes;
}

std::optional<Bytes> inflate_exactly(std::span<const std::byte> stored, std::uint64_t expected_bytes) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!decompressor) throw std::bad_alloc();
  Bytes bytes(expected_bytes);
  std::size_t n = 0;
  std::size_t consumed = 0;
  const auto result = libdeflate_zlib_decompress_ex(decompressor.get(), stored.data(), stored.size(),
                                                    bytes.data(), bytes.size(), &consumed, &n);
  if (result != LIBDEFLATE_SUCCESS || n != expected_bytes || consumed != stored.size()) return std::nullopt;
  return bytes;
}

std::uint32_t fletcher32(std::span<const std::byte> data) {
  std::uint64_t sum1 = 0;
  std::uint64_t sum2 = 0;
  for (std::size_t i = 0; i < data.size(); i += 2) {
    const auto high = std::to_integer<std::uint64_t>(data[i]) << 8;
    sum1 += high | (i + 1 < data.size() ? std::to_integer<std::uint64_t>(data[i + 1]) : 0);
    sum2 += sum1;
    if ((i & 0xfff) == 0xffe) {  // long before 64 bits overflow
      sum1 = sum1 == 0 ? 0 : (sum1 - 1) % 65535 + 1;
      sum2 = sum2 == 0 ? 0 : (sum2 - 1) % 65535 + 1;
    }
  }
  // The library never gives 0 for a sum that is not of zeros alone: it folds instead of taking the remainder.
  const auto folded = [](std::uint64_t sum) { return sum == 0 ? 0 : (sum - 1) % 65535 + 1; };
  return static_cast<std::uint32_t>(folded(sum2) << 16 | folded(sum1));
}

bool fletcher32_agrees(std::span<const std::byte> data, std::uint32_t checksum) {
  const std::uint32_t own = fletcher32(data);
  const auto agrees = [own](std::uint32_t other) {
    return (own & 0xffffU) % 65535 == (other & 0xffffU) % 65535 &&
           (own >> 16) % 65535 == (other >> 16) % 65535;
  };
  const std::uint32_t swapped = (checksum & 0x00ff00ffU) << 8 | (checksum >> 8 & 0x00ff00ffU);
  return agrees(checksum) || agrees(swapped);
}

}  // namespace lauelith
