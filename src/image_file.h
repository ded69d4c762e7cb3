// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "src/raw_file.h"
#include "src/stored_pixels.h"

namespace lauelith {

enum class ImageFormat : std::uint8_t { unknown, mccd, tiff, cbf, edf, hdf5 };
std::string name_of(ImageFormat format);

/// By the first bytes; the name decides only between formats that begin alike (a .mccd whose binary header is
/// empty is a TIFF by its bytes).
ImageFormat recognise_image(const RawFile& file);
/// What the ending of the name promises; unknown for other endings.
ImageFormat promised_format(const std::filesystem::path& path);

/// How many frames a file holds (pages of a TIFF, blocks of an EDF, frames of an HDF5 stack).
std::uint64_t n_frames(const std::filesystem::path& path, const ImageLimits& limits = {});

/// Reads frame `index` of any known format. `frame.format` says which reader was chosen. Damaged, truncated
/// or absurd files end in an InputError before anything large is allocated.
Frame read_frame(const std::filesystem::path& path, std::uint64_t index = 0, const ImageLimits& limits = {});

/// Writes .mccd, .tif, .tiff, .cbf or .edf, as the ending says. A mask is not written: these formats have
/// none.
void write_frame(const std::filesystem::path& path, const Frame& frame);

}  // namespace lauelith
