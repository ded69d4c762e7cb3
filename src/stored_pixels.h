// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <string>

#include "src/frame.h"
#include "src/parameter.h"
#include "src/raw_file.h"

namespace lauelith {

static_assert(std::endian::native == std::endian::little,
              "headers are read as little-endian values in place");

/// How large an image may claim to be. Checked before anything of that size is allocated.
struct ImageLimits {
  int max_side_px = 16384;
  double max_bytes = 1073741824.0;        ///< of the decoded image
  double max_compression_ratio = 1000.0;  ///< decoded to stored bytes, for images above 64 MiB
};
void describe(ParameterVisitor& visit, ImageLimits& limits);

/// What a pixel is in the file. Types that `Pixels` lacks are widened without loss (i8, i16 to i32), except
/// f64, which becomes f32.
enum class StoredType : std::uint8_t { u8, i8, u16, i16, u32, i32, f32, f64 };
std::uint64_t bytes_of(StoredType type);
std::string name_of(StoredType type);

/// A size that a file claims, not yet believed.
struct ClaimedSize {
  std::uint64_t rows = 0;
  std::uint64_t cols = 0;
  StoredType type = StoredType::u16;
  std::uint64_t n_pixels() const { return rows * cols; }
  std::uint64_t n_bytes() const { return n_pixels() * bytes_of(type); }
};
/// Refuses an empty image and one beyond the limits; afterwards the products above cannot overflow.
void require_size(const ClaimedSize& size, const ImageLimits& limits, const std::string& file,
                  const std::string& where);
/// Refuses a large image that claims to be stored in next to nothing.
void require_ratio(std::uint64_t decoded_bytes, std::uint64_t stored_bytes, const ImageLimits& limits,
                   const std::string& file, const std::string& where);

/// Pixels out of bytes in memory; `bytes.size()` is n · bytes_of(type).
Pixels decode_pixels(std::span<const std::byte> bytes, StoredType type, std::endian order);
/// Pixels that lie in a file uncompressed and in one piece.
Pixels read_pixels(const RawFile& file, std::uint64_t offset, const ClaimedSize& size, std::endian order);

StoredType type_of(const Pixels& pixels);
std::uint64_t n_pixels(const Pixels& pixels);
std::span<const std::byte> bytes_of(const Pixels& pixels);
/// Our own bug if the pixels are not rows·cols.
void require_consistent(const Frame& frame);

}  // namespace lauelith
