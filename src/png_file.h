// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/picture.h"

namespace lauelith {

/// The picture as the bytes of a PNG file (no time stamp: the same picture gives the same bytes).
std::vector<std::uint8_t> png_bytes(const Picture& picture);

/// Writes it; FileSystemError if that fails, and then nothing stays under the name.
void write_png(const Picture& picture, const std::string& path);

}  // namespace lauelith
