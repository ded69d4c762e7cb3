// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "src/raw_file.h"
#include "src/stored_pixels.h"

namespace lauelith {

/// ESRF data format: `{ Key = value ; … }` padded to 512 bytes, then raw pixels; several such pairs make a
/// stack. Dim_1 (columns), Dim_2 (rows), DataType, ByteOrder; Size and EDF_BinarySize, where given, must
/// agree with them. Refused: compression, three dimensions, and data said to lie in another file. Pinned by
/// edf_file_test.cc and image_interchange_test.cc (fabio reads ours, we read fabio's).
Frame read_edf(const RawFile& file, std::uint64_t index = 0, const ImageLimits& limits = {});
std::uint64_t n_edf_frames(const RawFile& file);

/// An opening brace, then a key: JSON has a quotation mark there.
bool has_edf_magic(std::string_view head);

void write_edf(const std::filesystem::path& path, const Frame& frame);

}  // namespace lauelith
