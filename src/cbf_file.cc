// SPDX-License-Identifier: BSD-3-Clause
#include "src/cbf_file.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "src/base64.h"
#include "src/byte_offset.h"
#include "src/header_text.h"
#include "src/md5.h"

namespace lauelith {
namespace {

constexpr std::uint64_t max_header_bytes = 65536;
constexpr std::string_view section = "--CIF-BINARY-FORMAT-SECTION--";
constexpr std::string_view marker = "\x0c\x1a\x04\xd5";

struct ElementType {
  const char* name;
  StoredType type;
};
constexpr std::array<ElementType, 6> element_types{{{"signed 32-bit integer", StoredType::i32},
                                                    {"unsigned 32-bit integer", StoredType::u32},
                                                    {"unsigned 16-bit integer", StoredType::u16},
                                                    {"signed 16-bit integer", StoredType::i16},
                                                    {"unsigned 8-bit integer", StoredType::u8},
                                                    {"signed 8-bit integer", StoredType::i8}}};

/// The text part up to the pixels, and its fields in lower case.
struct Header {
  std::string cif;
  std::map<std::string, std::string> fields;
  std::uint64_t data_offset = 0;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// "Key: value" and the folded `conversions="…"`.
void add_field(std::string_view line, std::map<std::string, std::string>& fields) {
  const std::size_t separator = line.find_first_of(":=");
  if (separator == std::string_view::npos) return;
  std::string value = clean_text(line.substr(separator + 1));
  std::erase(value, '"');
  fields.emplace(lower(clean_text(line.substr(0, separator))), value);
}

Header read_header(const RawFile& file) {
  const std::string text = file.text(0, max_header_bytes);
  const std::size_t start = text.find(section);
  const std::size_t mark = start == std::string::npos ? start : text.find(marker, start);
  if (mark == std::string::npos) file.refuse("CBF header", "a binary section within 64 KiB", "none");
  Header header{text.substr(0, start), {}, mark + marker.size()};
  std::string_view rest =
      std::string_view(text).substr(start + section.size(), mark - start - section.size());
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    add_field(rest.substr(0, end), header.fields);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return header;
}

class Fields {
 public:
  Fields(const RawFile& file, const Header& header) : file_(file), fields_(header.fields) {}

  std::string text(const std::string& key) const {
    const auto field = fields_.find(lower(key));
    return field == fields_.end() ? "" : field->second;
  }
  void require(const std::string& key, const std::string& expected) const {
    if (lower(text(key)) != lower(expected)) file_.refuse("CBF field " + key, expected, shown(key));
  }
  std::uint64_t count(const std::string& key) const {
    const auto value = integer_of(text(key));
    if (!value || *value < 1) file_.refuse("CBF field " + key, "a positive number", shown(key));
    return static_cast<std::uint64_t>(*value);
  }
  StoredType element_type() const {
    const std::string name = text("X-Binary-Element-Type");
    for (const auto& known : element_types)
      if (name == known.name) return known.type;
    file_.refuse("CBF field X-Binary-Element-Type", "an integer of 8, 16 or 32 bits",
                 shown("X-Binary-Element-Type"));
  }

 private:
  std::string shown(const std::string& key) const {
    const std::string value = text(key);
    return value.empty() ? "nothing" : value.substr(0, 80);
  }

  const RawFile& file_;
  const std::map<std::string, std::string>& fields_;
};

ClaimedSize size_of(const RawFile& file, const Fields& fields, const ImageLimits& limits) {
  const ClaimedSize size{fields.count("X-Binary-Size-Second-Dimension"),
                         fields.count("X-Binary-Size-Fastest-Dimension"), fields.element_type()};
  require_size(size, limits, file.name(), "CBF dimensions");
  if (const auto n = fields.count("X-Binary-Number-of-Elements"); n != size.n_pixels())
    file.refuse("CBF field X-Binary-Number-of-Elements", std::to_string(size.n_pixels()), std::to_string(n));
  return size;
}

void add_metadata(const Header& header, Frame& frame) {
  const std::size_t contents = header.cif.find("_array_data.header_contents");
  if (contents == std::string::npos) return;
  frame.metadata = dectris_header(std::string_view(header.cif).substr(contents));
  frame.saturation = dectris_saturation(frame.metadata);
}

}  // namespace

bool has_cbf_magic(std::string_view head) {
  return head.starts_with("###CBF") ||
         (head.starts_with("data_") && head.find(section) != std::string_view::npos);
}

Frame read_cbf(const RawFile& file, const ImageLimits& limits) {
  const Header header = read_header(file);
  const Fields fields(file, header);
  fields.require("conversions", "x-CBF_BYTE_OFFSET");
  fields.require("Content-Transfer-Encoding", "BINARY");
  fields.require("X-Binary-Element-Byte-Order", "LITTLE_ENDIAN");
  const ClaimedSize size = size_of(file, fields, limits);
  const std::uint64_t n_bytes = fields.count("X-Binary-Size");
  if (size.n_pixels() > n_bytes)
    file.refuse("CBF field X-Binary-Size", "a byte or more per pixel", std::to_string(n_bytes));
  const auto bytes = file.values<std::byte>(header.data_offset, n_bytes);
  const std::string checksum = fields.text("Content-MD5");
  if (const std::string ours = base64(md5(bytes)); !checksum.empty() && checksum != ours)
    file.refuse("CBF data", "MD5 " + checksum.substr(0, 32), ours,
                "the data are damaged: copy the file again");
  auto pixels = decode_byte_offset(bytes, size.n_pixels(), size.type);
  if (!pixels)
    file.refuse(
        "CBF data",
        std::to_string(n_bytes) + " bytes that decode to " + std::to_string(size.n_pixels()) + " pixels",
        "fewer or more");
  Frame frame;
  frame.rows = static_cast<int>(size.rows);
  frame.cols = static_cast<int>(size.cols);
  frame.pixels = *std::move(pixels);
  frame.source = file.name();
  frame.format = "cbf";
  add_metadata(header, frame);
  return frame;
}

void write_cbf(const std::filesystem::path& path, const Frame& frame) {
  require_consistent(frame);
  const StoredType type = type_of(frame.pixels);
  if (type == StoredType::f32)
    throw UsageError(
        {path.string(), "", "integer pixels for a cbf file", "f32", "write a .tif or .edf file"});
  const std::string data = encode_byte_offset(frame.pixels);
  const auto named = std::find_if(element_types.begin(), element_types.end(),
                                  [type](const ElementType& known) { return known.type == type; });
  std::string head = "###CBF: VERSION 1.5\r\n\r\ndata_" + path.stem().string() + "\r\n\r\n";
  head += "_array_data.header_convention \"PILATUS_1.2\"\r\n_array_data.header_contents\r\n;\r\n" +
          dectris_lines(frame) + ";\r\n\r\n_array_data.data\r\n;\r\n";
  head += std::string(section) + "\r\nContent-Type: application/octet-stream;\r\n" +
          "     conversions=\"x-CBF_BYTE_OFFSET\"\r\nContent-Transfer-Encoding: BINARY\r\n";
  head += "X-Binary-Size: " + std::to_string(data.size()) + "\r\nX-Binary-ID: 1\r\n";
  head += std::string("X-Binary-Element-Type: \"") + named->name + "\"\r\n";
  head += "X-Binary-Element-Byte-Order: LITTLE_ENDIAN\r\n";
  head += "Content-MD5: " + base64(md5(std::as_bytes(std::span(data)))) + "\r\n";
  head += "X-Binary-Number-of-Elements: " + std::to_string(n_pixels(frame.pixels)) + "\r\n";
  head += "X-Binary-Size-Fastest-Dimension: " + std::to_string(frame.cols) + "\r\n";
  head += "X-Binary-Size-Second-Dimension: " + std::to_string(frame.rows) + "\r\n";
  head += "X-Binary-Size-Padding: 1\r\n\r\n" + std::string(marker);
  const std::string all = data + "\r\n" + std::string(section) + "--\r\n;\r\n";
  write_raw_file(path, head, std::as_bytes(std::span(all)));
}

}  // namespace lauelith
