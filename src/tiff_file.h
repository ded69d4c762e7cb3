// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "src/raw_file.h"
#include "src/stored_pixels.h"

namespace lauelith {

/// Classic TIFF as cameras write it (formats: TIFF 6.0; Pilatus and sCMOS variants): grey, one sample per
/// pixel, 8, 16, 32 bits, strips or tiles, none, LZW or deflate. libtiff decodes the strips; it is asked only
/// for sizes that `TiffDirectory` has checked against the file. Nothing checks the pixels themselves: TIFF
/// has no checksum. Pinned by tiff_file_test.cc and, against libtiff's tools,
/// Pillow and fabio, by image_interchange_test.cc.
Frame read_tiff(const RawFile& file, std::uint64_t directory_offset, const ImageLimits& limits = {});

/// Every stored type but f64, uncompressed, one strip. Metadata and saturation become `# Key value` lines.
void write_tiff(const std::filesystem::path& path, const Frame& frame);

}  // namespace lauelith
