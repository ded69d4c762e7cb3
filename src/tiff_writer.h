// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>

#include "src/frame.h"

namespace lauelith {

/// Header and directory of a little-endian TIFF with one uncompressed strip at `pixel_offset`; shared by .tif
/// and .mccd, whose first 1024 bytes are such a header. `description` (tag 270) may be empty.
std::string tiff_head(const Frame& frame, std::uint64_t pixel_offset, const std::string& description);
std::uint64_t tiff_head_bytes(const std::string& description);

}  // namespace lauelith
