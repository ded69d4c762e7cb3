// SPDX-License-Identifier: BSD-3-Clause
#include "models/vtk_array.h"

#include <bit>
#include <cctype>
#include <cmath>
#include <cstring>
#include <optional>

#include "src/base64.h"
#include "src/chunk_codecs.h"
#include "src/failure.h"
#include "src/text_file.h"

namespace lauelith::models {
namespace {

static_assert(std::endian::native == std::endian::little);

InputError bad_array(const std::string& file, const std::string& expected, const std::string& found) {
  return InputError({.file = file, .where = "DataArray", .expected = expected, .found = found});
}

template <typename Number>
std::vector<std::int64_t> converted(const Bytes& bytes, std::size_t count) {
  std::vector<std::int64_t> values;
  for (std::size_t i = 0; i < count; ++i) {
    Number value;
    std::memcpy(&value, bytes.data() + i * sizeof(Number), sizeof(Number));
    values.push_back(static_cast<std::int64_t>(value));
  }
  return values;
}

std::size_t size_of(const std::string& type) {
  if (type == "Int8" || type == "UInt8") return 1;
  if (type == "Int16" || type == "UInt16") return 2;
  if (type == "Int32" || type == "UInt32" || type == "Float32") return 4;
  if (type == "Int64" || type == "UInt64" || type == "Float64") return 8;
  return 0;
}

std::vector<std::int64_t> numbers_in(const Bytes& bytes, const std::string& type, std::size_t count) {
  if (type == "Int8") return converted<std::int8_t>(bytes, count);
  if (type == "UInt8") return converted<std::uint8_t>(bytes, count);
  if (type == "Int16") return converted<std::int16_t>(bytes, count);
  if (type == "UInt16") return converted<std::uint16_t>(bytes, count);
  if (type == "Int32") return converted<std::int32_t>(bytes, count);
  if (type == "UInt32") return converted<std::uint32_t>(bytes, count);
  if (type == "Float32") return converted<float>(bytes, count);
  if (type == "Float64") return converted<double>(bytes, count);
  return converted<std::int64_t>(bytes, count);
}

/// One number of a header.
std::uint64_t header_at(const Bytes& bytes, std::size_t index, std::size_t width) {
  std::uint64_t value = 0;
  if ((index + 1) * width <= bytes.size()) std::memcpy(&value, bytes.data() + index * width, width);
  return value;
}

Bytes decoded(std::string_view text, const std::string& file) {
  const auto bytes = from_base64(text);
  if (!bytes) throw bad_array(file, "base64", std::string(text.substr(0, 20)));
  return *bytes;
}

std::size_t base64_length(std::size_t n_bytes) { return (n_bytes + 2) / 3 * 4; }

/// Blocks of at most the block size; the last may be smaller (0: it is whole).
Bytes decompressed(std::string_view text, std::size_t width, std::size_t expected, const std::string& file) {
  const Bytes start = decoded(text.substr(0, base64_length(3 * width)), file);
  const std::uint64_t n_blocks = header_at(start, 0, width);
  if (n_blocks > expected + 1)
    throw bad_array(file, "a plausible number of blocks", std::to_string(n_blocks));
  const std::size_t header_length = base64_length((3 + n_blocks) * width);
  if (header_length > text.size()) throw bad_array(file, "a whole header", "a shorter text");
  const Bytes header = decoded(text.substr(0, header_length), file);
  const Bytes blocks = decoded(text.substr(header_length), file);
  Bytes data;
  std::size_t at = 0;
  for (std::uint64_t b = 0; b < n_blocks; ++b) {
    const std::uint64_t last = header_at(header, 2, width);
    const std::uint64_t size = b + 1 == n_blocks && last != 0 ? last : header_at(header, 1, width);
    const std::uint64_t stored = header_at(header, 3 + b, width);
    if (stored > blocks.size() - at || size > expected - data.size()) {
      throw bad_array(file, "blocks of the announced sizes", "block " + std::to_string(b));
    }
    const auto content = inflate_exactly(std::span(blocks).subspan(at, stored), size);
    if (!content) throw bad_array(file, "zlib data", "block " + std::to_string(b));
    data.insert(data.end(), content->begin(), content->end());
    at += stored;
  }
  return data;
}

std::vector<std::int64_t> from_text(const std::string& content, std::size_t count, const std::string& file) {
  const TextFile text =
      text_file_of(file, content, {content.size() + 1, content.size() + 1});  // lines of any length
  std::vector<std::int64_t> values;
  for (int line = 1; line <= static_cast<int>(text.lines.size()); ++line) {
    for (const Word& word : words_of_line(text, line)) {
      values.push_back(std::llround(number_at(text, word, "a number")));
    }
  }
  if (values.size() != count)
    throw bad_array(file, std::to_string(count) + " values", std::to_string(values.size()));
  return values;
}

}  // namespace

std::vector<std::int64_t> whole_numbers_of(const pugi::xml_node& array, const VtkEncoding& encoding,
                                           std::size_t count, const std::string& file) {
  const std::string format = array.attribute("format").value();
  if (format == "ascii") return from_text(array.child_value(), count, file);
  const std::string type = array.attribute("type").value();
  if (format != "binary" || size_of(type) == 0) {
    throw bad_array(file, "format ascii or binary and a numeric type", format + ", " + type);
  }
  if (encoding.byte_order == "BigEndian") throw bad_array(file, "little-endian data", encoding.byte_order);
  const bool is_zlib = encoding.compressor == "vtkZLibDataCompressor";
  if (!encoding.compressor.empty() && !is_zlib)
    throw bad_array(file, "zlib or no compression", encoding.compressor);
  const std::size_t width = encoding.header_type == "UInt64" ? 8 : 4;
  const std::size_t expected = count * size_of(type);
  std::string text = array.child_value();
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
  Bytes data;
  if (is_zlib) {
    data = decompressed(text, width, expected, file);
  } else {
    data = decoded(text, file);
    data.erase(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(std::min(width, data.size())));
  }
  if (data.size() != expected) {
    throw bad_array(file, std::to_string(expected) + " bytes", std::to_string(data.size()));
  }
  return numbers_in(data, type, count);
}

}  // namespace lauelith::models
