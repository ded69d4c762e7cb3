// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lauelith {

/// Decoders of chunk_codecs.h that write where the pixels shall be, without a buffer between.

/// Filter 32008 with LZ4. `bytes` has the size expected and must be zero; false: damaged.
bool decode_bitshuffle_lz4_into(std::span<const std::byte> stored, std::uint64_t element_bytes,
                                std::span<std::byte> bytes);

/// Filter 2; both of the same size, a multiple of the element.
void unshuffle_into(std::span<const std::byte> stored, std::uint64_t element_bytes,
                    std::span<std::byte> elements);

}  // namespace lauelith
