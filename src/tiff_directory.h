// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <bit>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/raw_file.h"
#include "src/stored_pixels.h"

namespace lauelith {

/// What one image file directory of a classic TIFF file (TIFF 6.0, §2) says, after every number in it was
/// checked against the file: only what a camera writes is let through (one sample per pixel, no palette).
struct TiffDirectory {
  std::uint64_t offset = 0;
  std::endian order = std::endian::little;
  ClaimedSize size;
  std::uint64_t compression = 1;
  bool tiled = false;
  std::uint64_t block_rows = 0;  ///< rows of a strip or tile
  std::uint64_t block_cols = 0;  ///< columns of a tile; of a strip: all
  std::vector<std::uint64_t> block_offsets;
  std::vector<std::uint64_t> block_bytes;  ///< as stored
  std::map<int, std::string> texts;        ///< tag → cleaned text (270 description, 315 artist …)
  std::string raw_description;             ///< tag 270 with its line ends

  std::uint64_t blocks_across() const { return (size.cols + block_cols - 1) / block_cols; }
  std::uint64_t blocks_down() const { return (size.rows + block_rows - 1) / block_rows; }
};

/// "II" 42 or "MM" 42.
bool has_tiff_magic(std::string_view head);
/// Where the directories lie, in order; refuses loops, BigTIFF and directories that leave the file.
std::vector<std::uint64_t> tiff_directory_offsets(const RawFile& file);
TiffDirectory read_tiff_directory(const RawFile& file, std::uint64_t offset, const ImageLimits& limits);

}  // namespace lauelith
