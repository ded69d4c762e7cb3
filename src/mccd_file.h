// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "src/raw_file.h"
#include "src/stored_pixels.h"

namespace lauelith {

/// MAR/Rayonix: a little-endian TIFF directory in the first 1024 bytes, a binary header of 3072 bytes, pixels
/// at byte 4096. Directory, header and file length must agree about the size. Cameras exist that leave the
/// binary header all zero; then the directory alone speaks. Unsigned 8, 16, 32 bits (signed 32 by the
/// directory's word). Nothing checks the pixels themselves. Pinned by image_file_test.cc (a real frame) and
/// image_interchange_test.cc (fabio reads ours).
Frame read_mccd(const RawFile& file, const ImageLimits& limits = {});

/// True for a TIFF whose binary header carries the name of the format.
bool has_mccd_name(std::string_view head);

/// Fills directory and binary header alike. Floating-point pixels are a UsageError.
void write_mccd(const std::filesystem::path& path, const Frame& frame);

}  // namespace lauelith
