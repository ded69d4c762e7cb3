// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace lauelith {

/// Decoders of chunk_codecs.h that write where the pixels shall be, without a buffer between.

/// Filter 32008 with LZ4. `take` gets the elements in order, block by block while they are in the cache; all
/// `expected_bytes` of them, or false: damaged. Every block holds whole elements.
bool decode_bitshuffle_lz4_blocks(std::span<const std::byte> stored, std::uint64_t element_bytes,
                                  std::uint64_t expected_bytes,
                                  const std::function<void(std::span<const std::byte>)>& take);

/// Filter 2; both of the same size, a multiple of the element.
void unshuffle_into(std::span<const std::byte> stored, std::uint64_t element_bytes,
                    std::span<std::byte> elements);

}  // namespace lauelith
