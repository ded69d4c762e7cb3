// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lauelith {

/// Decoding, within bounds, of what detectors put into HDF5 chunks. Nothing is allocated beyond the size the
/// caller expects; a payload that claims or gives another size yields nothing.
using Bytes = std::vector<std::byte>;

/// Filter 32004: u64 big-endian size, u32 block size, then per block u32 length and LZ4 data (a block as long
/// as its content is stored plain).
std::optional<Bytes> decode_lz4_chunk(std::span<const std::byte> stored, std::uint64_t expected_bytes);

/// Filter 32008 with LZ4: the same header and blocks; in every block the bits of the elements are transposed.
/// Up to seven elements that fill no block of eight follow plain.
std::optional<Bytes> decode_bitshuffle_lz4(std::span<const std::byte> stored, std::uint64_t expected_bytes,
                                           std::uint64_t element_bytes);

/// Filter 32008 without compression; `block_elements` 0 means the default of the format.
std::optional<Bytes> decode_bitshuffle(std::span<const std::byte> stored, std::uint64_t expected_bytes,
                                       std::uint64_t element_bytes, std::uint64_t block_elements);

/// Filter 2, byte shuffle: byte b of all elements lie together.
Bytes unshuffle(std::span<const std::byte> stored, std::uint64_t element_bytes);

/// Filter 1.
std::optional<Bytes> inflate_exactly(std::span<const std::byte> stored, std::uint64_t expected_bytes);

/// The bits of the elements of one block transposed, as filter 32008 does; the inverse is part of the
/// decoder.
void transpose_bits(std::span<const std::byte> block, std::span<std::byte> shuffled_bits,
                    std::uint64_t element_bytes);

/// Filter 3: the checksum of HDF5 over big-endian 16-bit words.
std::uint32_t fletcher32(std::span<const std::byte> data);

/// Filter 3: the checksum of HDF5 over big-endian 16-bit words; true also for the byte-swapped form that old
/// libraries wrote.
bool fletcher32_agrees(std::span<const std::byte> data, std::uint32_t checksum);

}  // namespace lauelith
