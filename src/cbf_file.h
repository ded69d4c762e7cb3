// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>

#include "src/raw_file.h"
#include "src/stored_pixels.h"

namespace lauelith {

/// miniCBF with byte-offset coding, as Pilatus cameras write it. Accepted only if the announced bytes decode
/// to exactly columns × rows = announced elements, and if the MD5, where one is given, agrees. Pinned by
/// cbf_file_test.cc and image_interchange_test.cc (fabio reads ours, we read fabio's).
Frame read_cbf(const RawFile& file, const ImageLimits& limits = {});

/// The first bytes of the format: "###CBF", or the data block of a CIF.
bool has_cbf_magic(std::string_view head);

/// Integer pixels (floating-point ones are a UsageError), header lines of the PILATUS_1.2 convention, MD5.
void write_cbf(const std::filesystem::path& path, const Frame& frame);

}  // namespace lauelith
