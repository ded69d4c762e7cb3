// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <pugixml.hpp>
#include <string>
#include <vector>

namespace lauelith::models {

/// How a VTK XML file stores its arrays.
struct VtkEncoding {
  std::string byte_order;
  std::string header_type;  ///< empty: UInt32
  std::string compressor;   ///< empty: none
};

/// The values of a DataArray of whole (or whole-valued floating) numbers, `count` of them. Formats: ascii and
/// binary (base64); InputErrors name the file and what was found.
/// Layout: VTK File Formats, "XML file formats": [header][data] in one base64 stream, or for compressed data
/// [n blocks, block size, last size, compressed sizes …] in one and the blocks in a second.
std::vector<std::int64_t> whole_numbers_of(const pugi::xml_node& array, const VtkEncoding& encoding,
                                           std::size_t count, const std::string& file);

}  // namespace lauelith::models
