// SPDX-License-Identifier: BSD-3-Clause
#include "src/edf_file.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "src/header_text.h"

namespace lauelith {
namespace {

constexpr std::uint64_t max_header_bytes = std::uint64_t{512} * 512;
constexpr std::uint64_t max_frames = 1000000;

struct DataType {
  const char* name;
  StoredType type;
};
/// The first of each type is the one that is written.
constexpr std::array<DataType, 26> data_types{{{"unsignedbyte", StoredType::u8},
                                               {"unsigned8", StoredType::u8},
                                               {"signedbyte", StoredType::i8},
                                               {"signed8", StoredType::i8},
                                               {"unsignedshort", StoredType::u16},
                                               {"unsigned16", StoredType::u16},
                                               {"unsignedshortinteger", StoredType::u16},
                                               {"signedshort", StoredType::i16},
                                               {"signed16", StoredType::i16},
                                               {"unsignedinteger", StoredType::u32},
                                               {"unsigned32", StoredType::u32},
                                               {"unsignedlong", StoredType::u32},
                                               {"signedinteger", StoredType::i32},
                                               {"signed32", StoredType::i32},
                                               {"signedlong", StoredType::i32},
                                               {"floatvalue", StoredType::f32},
                                               {"float", StoredType::f32},
                                               {"floatieee32", StoredType::f32},
                                               {"float32", StoredType::f32},
                                               {"real", StoredType::f32},
                                               {"double", StoredType::f64},
                                               {"doublevalue", StoredType::f64},
                                               {"floatieee64", StoredType::f64},
                                               {"doubleieee64", StoredType::f64},
                                               {"float64", StoredType::f64},
                                               {"ieee64", StoredType::f64}}};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Keys that say how the pixels are stored; the rest is metadata.
bool is_structural(const std::string& lower_key) {
  constexpr std::array<std::string_view, 11> keys{
      "edf_datablockid", "edf_binarysize", "edf_headersize", "byteorder", "datatype",  "dim_1",
      "dim_2",           "size",           "headerid",       "image",     "saturation"};
  return std::find(keys.begin(), keys.end(), lower_key) != keys.end();
}

/// One header: keys in lower case with their values, and the metadata as spelled.
struct Header {
  std::map<std::string, std::string> values;
  std::map<std::string, std::string> metadata;
  std::uint64_t data_offset = 0;
};

std::uint64_t end_of_header(const std::string& text, const RawFile& file, std::uint64_t offset) {
  for (std::size_t brace = text.find('}'); brace != std::string::npos; brace = text.find('}', brace + 1)) {
    if (text.compare(brace, 2, "}\n") == 0) return brace + 2;
    if (text.compare(brace, 3, "}\r\n") == 0) return brace + 3;
  }
  file.refuse("EDF header at byte " + std::to_string(offset), "a closing brace within 256 KiB", "none");
}

Header read_header(const RawFile& file, std::uint64_t offset) {
  const std::string text = file.text(offset, max_header_bytes);
  if (!has_edf_magic(text))
    file.refuse("EDF header at byte " + std::to_string(offset), "an opening brace", "other bytes");
  const std::uint64_t end = end_of_header(text, file, offset);
  const std::size_t open = text.find('{');
  std::string_view rest = std::string_view(text).substr(open + 1, text.rfind('}', end) - open - 1);
  Header header;
  header.data_offset = offset + end;
  while (!rest.empty()) {
    const std::size_t stop = std::min(rest.find(';'), rest.size());
    const std::string_view item = rest.substr(0, stop);
    rest.remove_prefix(std::min(stop + 1, rest.size()));
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string key = clean_text(item.substr(0, equals));
    const std::string value = clean_text(item.substr(equals + 1));
    if (!header.values.emplace(lower(key), value).second) file.refuse("EDF key " + key, "one value", "two");
    if (!is_structural(lower(key))) header.metadata.emplace(key, value);
  }
  return header;
}

class Keys {
 public:
  Keys(const RawFile& file, const Header& header) : file_(file), values_(header.values) {}

  std::string text(const std::string& key) const {
    const auto value = values_.find(lower(key));
    return value == values_.end() ? "" : value->second;
  }
  std::optional<std::uint64_t> count(const std::string& key) const {
    const std::string value = text(key);
    if (value.empty()) return std::nullopt;
    const auto number = integer_of(value);
    if (!number || *number < 0) refuse(key, "a number");
    return static_cast<std::uint64_t>(*number);
  }
  std::uint64_t required(const std::string& key) const {
    const auto value = count(key);
    if (!value) refuse(key, "a number");
    return *value;
  }
  [[noreturn]] void refuse(const std::string& key, const std::string& expected) const {
    const std::string value = text(key);
    file_.refuse("EDF key " + key, expected, value.empty() ? "nothing" : value.substr(0, 80));
  }

 private:
  const RawFile& file_;
  const std::map<std::string, std::string>& values_;
};

StoredType stored_type(const Keys& keys) {
  const std::string name = lower(keys.text("DataType"));
  for (const auto& known : data_types)
    if (name == known.name) return known.type;
  keys.refuse("DataType", "an integer up to 32 bits, or a float");
}

std::endian byte_order(const Keys& keys, StoredType type) {
  const std::string name = lower(keys.text("ByteOrder"));
  if (name == "lowbytefirst" || (name.empty() && bytes_of(type) == 1)) return std::endian::little;
  if (name == "highbytefirst") return std::endian::big;
  keys.refuse("ByteOrder", "LowByteFirst or HighByteFirst");
}

struct Block {
  Header header;
  ClaimedSize size;
  std::endian order = std::endian::little;
  std::uint64_t end = 0;  ///< first byte after the data
};

Block read_block(const RawFile& file, std::uint64_t offset, const ImageLimits& limits) {
  Block block;
  block.header = read_header(file, offset);
  const Keys keys(file, block.header);
  if (!keys.text("EDF_BinaryFileName").empty()) keys.refuse("EDF_BinaryFileName", "pixels in the same file");
  const std::string compression = lower(keys.text("Compression"));
  if (!compression.empty() && !compression.starts_with("no")) keys.refuse("Compression", "none");
  if (const auto depth = keys.count("Dim_3"); depth && *depth != 1) keys.refuse("Dim_3", "1 or nothing");
  block.size = {keys.required("Dim_2"), keys.required("Dim_1"), stored_type(keys)};
  block.order = byte_order(keys, block.size.type);
  require_size(block.size, limits, file.name(), "EDF keys Dim_1, Dim_2");
  const std::uint64_t n_bytes = block.size.n_bytes();
  if (const auto size = keys.count("Size"); size && *size != n_bytes)
    keys.refuse("Size", std::to_string(n_bytes));
  const std::uint64_t stored = keys.count("EDF_BinarySize").value_or(n_bytes);
  if (stored < n_bytes) keys.refuse("EDF_BinarySize", std::to_string(n_bytes));
  if (block.header.data_offset > file.size() || stored > file.size() - block.header.data_offset)
    file.refuse("EDF data", std::to_string(stored) + " bytes", "a file of " + std::to_string(file.size()));
  block.end = block.header.data_offset + stored;
  return block;
}

/// Another header follows, unless only padding does.
bool more_follows(const RawFile& file, std::uint64_t offset) { return has_edf_magic(file.text(offset, 512)); }

}  // namespace

bool has_edf_magic(std::string_view head) {
  const std::size_t brace = head.find_first_not_of(" \t\r\n");
  if (brace == std::string_view::npos || head[brace] != '{') return false;
  const std::size_t key = head.find_first_not_of(" \t\r\n", brace + 1);
  return key != std::string_view::npos && std::isalpha(static_cast<unsigned char>(head[key])) != 0;
}

std::uint64_t n_edf_frames(const RawFile& file) {
  std::uint64_t n = 0;
  for (std::uint64_t offset = 0; n == 0 || (n < max_frames && more_follows(file, offset)); ++n)
    offset = read_block(file, offset, {}).end;
  return n;
}

Frame read_edf(const RawFile& file, std::uint64_t index, const ImageLimits& limits) {
  Block block = read_block(file, 0, limits);
  for (std::uint64_t i = 0; i < index; ++i) {
    if (!more_follows(file, block.end)) file.refuse("frame " + std::to_string(index), "a frame", "the end");
    block = read_block(file, block.end, limits);
  }
  Frame frame;
  frame.rows = static_cast<int>(block.size.rows);
  frame.cols = static_cast<int>(block.size.cols);
  frame.pixels = read_pixels(file, block.header.data_offset, block.size, block.order);
  frame.metadata = std::move(block.header.metadata);
  frame.source = file.name();
  frame.format = "edf";
  if (const auto found = block.header.values.find("saturation"); found != block.header.values.end())
    frame.saturation = number_of(found->second);
  return frame;
}

void write_edf(const std::filesystem::path& path, const Frame& frame) {
  require_consistent(frame);
  constexpr std::array<const char*, 5> names{"UnsignedByte", "UnsignedShort", "UnsignedInteger",
                                             "SignedInteger", "FloatValue"};
  const auto pixels = bytes_of(frame.pixels);
  std::string head = "{\nHeaderID = EH:000001:000000:000000 ;\nImage = 1 ;\nByteOrder = LowByteFirst ;\n";
  head += std::string("DataType = ") + names[frame.pixels.index()] + " ;\n";
  head += "Dim_1 = " + std::to_string(frame.cols) + " ;\nDim_2 = " + std::to_string(frame.rows) + " ;\n";
  head += "Size = " + std::to_string(pixels.size()) + " ;\n";
  if (frame.saturation) head += "saturation = " + text_of(*frame.saturation) + " ;\n";
  for (const auto& [key, value] : frame.metadata)
    if (!is_structural(lower(key)) && (key + value).find_first_of("{};=\r\n") == std::string::npos)
      head += key + " = " + value + " ;\n";
  const std::size_t padded = (head.size() + 2 + 511) / 512 * 512;
  head.resize(padded - 2, ' ');
  write_raw_file(path, head + "}\n", pixels);
}

}  // namespace lauelith
