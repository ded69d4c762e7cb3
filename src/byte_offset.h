// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "src/stored_pixels.h"

namespace lauelith {

/// The x-CBF_BYTE_OFFSET coding (International Tables G, 5.6): a running sum of signed little-endian deltas,
/// one byte each; 80 announces two bytes, 80 00 80 four, 80 00 80 00 00 00 80 eight. The smallest value of a
/// width is therefore the sign to go on to the next one. Pinned by cbf_file_test.cc at the boundaries.

/// Exactly `n_pixels` values out of exactly these bytes; nothing if the bytes end early or late, or if a sum
/// leaves the type. Types: u8, i8, u16, i16, u32, i32.
std::optional<Pixels> decode_byte_offset(std::span<const std::byte> bytes, std::uint64_t n_pixels,
                                         StoredType type);

/// Integer pixels only.
std::string encode_byte_offset(const Pixels& pixels);

}  // namespace lauelith
