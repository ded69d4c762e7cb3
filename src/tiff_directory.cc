// SPDX-License-Identifier: BSD-3-Clause
#include "src/tiff_directory.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <unordered_set>

#include "src/header_text.h"

namespace lauelith {
namespace {

constexpr std::uint64_t max_entries = 4096;
constexpr std::uint64_t max_directories = 1000000;
constexpr std::uint64_t max_blocks = 65536;
constexpr std::uint64_t max_text = 65536;
constexpr std::uint64_t max_tag_bytes = std::uint64_t{64} << 20;

std::uint64_t number(std::string_view bytes, std::uint64_t at, std::uint64_t width, std::endian order) {
  std::uint64_t value = 0;
  for (std::uint64_t i = 0; i < width; ++i) {
    const std::uint64_t shift = order == std::endian::little ? 8 * i : 8 * (width - 1 - i);
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << shift;
  }
  return value;
}

std::endian order_of(const RawFile& file) {
  const std::string head = file.text(0, 8);
  if (head.size() == 8 && has_tiff_magic(head))
    return head[0] == 'I' ? std::endian::little : std::endian::big;
  const bool big_tiff =
      head.size() == 8 && (head.starts_with("II\x2b") || head.starts_with(std::string_view("MM\0\x2b", 4)));
  file.refuse("byte 0", "classic TIFF", big_tiff ? "BigTIFF" : "other bytes");
}

struct Entry {
  std::uint64_t type = 0;
  std::uint64_t count = 0;
  std::uint64_t at = 0;  ///< byte in the file where the values lie

  /// Bytes per value of the twelve types of TIFF 6.0 and IFD (13).
  std::uint64_t width() const {
    constexpr std::array<std::uint64_t, 14> widths{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
    return type < widths.size() ? widths[type] : 0;
  }
};

/// The entries of one directory; each lies inside the file.
class Entries {
 public:
  Entries(const RawFile& file, std::uint64_t offset, std::endian order) : file_(file), order_(order) {
    const std::uint64_t n = number(required(offset, 2), 0, 2, order);
    if (n == 0 || n > max_entries) file.refuse("TIFF directory", "1 to 4096 entries", std::to_string(n));
    const std::string table = required(offset + 2, 12 * n);
    std::uint64_t tag_bytes = 0;
    for (std::uint64_t i = 0; i < n; ++i) tag_bytes += add(table, 12 * i, offset + 2 + 12 * i);
    if (tag_bytes > max_tag_bytes)
      file.refuse("TIFF directory", "tags of at most 64 MiB", std::to_string(tag_bytes) + " bytes");
  }

  bool has(int tag) const { return entries_.contains(tag); }

  std::vector<std::uint64_t> values(int tag, std::uint64_t max_count) const {
    const auto found = entries_.find(tag);
    if (found == entries_.end()) file_.refuse(place(tag), "a value", "none");
    const Entry& entry = found->second;
    const bool integer = entry.type == 1 || entry.type == 3 || entry.type == 4;
    if (!integer || entry.count == 0 || entry.count > max_count)
      file_.refuse(place(tag), "1 to " + std::to_string(max_count) + " integers",
                   std::to_string(entry.count) + " values of type " + std::to_string(entry.type));
    const std::string bytes = required(entry.at, entry.count * entry.width());
    std::vector<std::uint64_t> values(entry.count);
    for (std::uint64_t i = 0; i < entry.count; ++i)
      values[i] = number(bytes, i * entry.width(), entry.width(), order_);
    return values;
  }

  std::uint64_t value(int tag) const { return values(tag, 1).front(); }
  std::uint64_t value_or(int tag, std::uint64_t fallback) const { return has(tag) ? value(tag) : fallback; }

  std::string text(int tag) const {
    const auto found = entries_.find(tag);
    if (found == entries_.end() || found->second.type != 2) return {};
    return file_.text(found->second.at, std::min(found->second.count, max_text));
  }

  [[noreturn]] void refuse(int tag, const std::string& expected, std::uint64_t found) const {
    file_.refuse(place(tag), expected, std::to_string(found));
  }

 private:
  static std::string place(int tag) { return "TIFF tag " + std::to_string(tag); }

  std::string required(std::uint64_t offset, std::uint64_t n_bytes) const {
    std::string bytes = file_.text(offset, n_bytes);
    if (bytes.size() != n_bytes)
      file_.refuse("byte " + std::to_string(offset), "a TIFF directory inside the file",
                   "the end of the file");
    return bytes;
  }

  std::uint64_t add(std::string_view table, std::uint64_t row, std::uint64_t row_in_file) {
    const int tag = static_cast<int>(number(table, row, 2, order_));
    Entry entry{number(table, row + 2, 2, order_), number(table, row + 4, 4, order_), row_in_file + 8};
    if (entry.width() == 0) return 0;  // of no type we know: as if it were not there
    const std::uint64_t n_bytes = entry.count * entry.width();
    if (n_bytes > 4) entry.at = number(table, row + 8, 4, order_);
    if (n_bytes > file_.size() || entry.at > file_.size() - n_bytes)
      file_.refuse(place(tag), "values inside the file",
                   std::to_string(n_bytes) + " bytes at byte " + std::to_string(entry.at));
    if (!entries_.emplace(tag, entry).second) file_.refuse(place(tag), "one entry", "two");
    return n_bytes;
  }

  const RawFile& file_;
  std::endian order_;
  std::map<int, Entry> entries_;
};

StoredType stored_type(const Entries& entries) {
  const std::uint64_t bits = entries.value_or(258, 1);
  const std::uint64_t format = entries.value_or(339, 1);
  if (format == 0 || format > 3) entries.refuse(339, "sample format 1, 2 or 3", format);
  if (format == 3) {
    if (bits == 32) return StoredType::f32;
    if (bits == 64) return StoredType::f64;
    entries.refuse(258, "32 or 64 bits of a floating-point pixel", bits);
  }
  if (bits == 8) return format == 1 ? StoredType::u8 : StoredType::i8;
  if (bits == 16) return format == 1 ? StoredType::u16 : StoredType::i16;
  if (bits == 32) return format == 1 ? StoredType::u32 : StoredType::i32;
  entries.refuse(258, "8, 16 or 32 bits per pixel", bits);
}

void require_camera_image(const Entries& entries) {
  const std::uint64_t samples = entries.value_or(277, 1);
  if (samples != 1) entries.refuse(277, "one sample per pixel", samples);
  const std::uint64_t photometric = entries.value_or(262, 1);
  if (photometric > 1) entries.refuse(262, "a grey image (0 or 1)", photometric);
  const std::uint64_t fill_order = entries.value_or(266, 1);
  if (fill_order != 1) entries.refuse(266, "fill order 1", fill_order);
  const std::uint64_t compression = entries.value_or(259, 1);
  if (compression != 1 && compression != 5 && compression != 8 && compression != 32946)
    entries.refuse(259, "no compression (1), LZW (5) or deflate (8, 32946)", compression);
  const std::uint64_t predictor = entries.value_or(317, 1);
  if (predictor == 0 || predictor > 3) entries.refuse(317, "predictor 1, 2 or 3", predictor);
}

std::vector<std::uint64_t> plain_lengths(const TiffDirectory& directory) {
  const std::uint64_t row_bytes = directory.block_cols * bytes_of(directory.size.type);
  std::vector<std::uint64_t> lengths;
  for (std::uint64_t row = 0; row < directory.size.rows; row += directory.block_rows)
    lengths.push_back(row_bytes * std::min(directory.block_rows, directory.size.rows - row));
  return lengths;
}

void read_layout(const Entries& entries, const ImageLimits& limits, const RawFile& file,
                 TiffDirectory& directory) {
  directory.tiled = entries.has(322);
  directory.block_cols = directory.tiled ? entries.value(322) : directory.size.cols;
  directory.block_rows = directory.tiled ? entries.value(323) : entries.value_or(278, directory.size.rows);
  if (!directory.tiled) directory.block_rows = std::min(directory.block_rows, directory.size.rows);
  require_size({directory.block_rows, directory.block_cols, directory.size.type}, limits, file.name(),
               directory.tiled ? "TIFF tags 322, 323" : "TIFF tag 278");
  directory.block_offsets = entries.values(directory.tiled ? 324 : 273, max_blocks);
  const int length_tag = directory.tiled ? 325 : 279;
  // Old writers of plain strips leave the lengths out; they follow from the rows.
  directory.block_bytes = directory.tiled || directory.compression != 1 || entries.has(length_tag)
                              ? entries.values(length_tag, max_blocks)
                              : plain_lengths(directory);
}

/// Every block lies in the file, no byte is used twice on purpose, and the image is stored in earnest.
void require_blocks(const TiffDirectory& directory, const ImageLimits& limits, const RawFile& file) {
  const std::uint64_t n_blocks = directory.blocks_across() * directory.blocks_down();
  const auto& offsets = directory.block_offsets;
  const auto& bytes = directory.block_bytes;
  const std::string where = directory.tiled ? "TIFF tiles" : "TIFF strips";
  if (offsets.size() != n_blocks || bytes.size() != n_blocks)
    file.refuse(where, std::to_string(n_blocks) + " offsets and lengths",
                std::to_string(offsets.size()) + " and " + std::to_string(bytes.size()));
  for (std::size_t i = 0; i < n_blocks; ++i)
    if (bytes[i] == 0 || bytes[i] > file.size() || offsets[i] > file.size() - bytes[i])
      file.refuse(where, "data inside a file of " + std::to_string(file.size()) + " bytes",
                  std::to_string(bytes[i]) + " bytes at byte " + std::to_string(offsets[i]));
  const std::uint64_t stored = std::accumulate(bytes.begin(), bytes.end(), std::uint64_t{0});
  if (stored > file.size())
    file.refuse(where, "data not longer than the file", std::to_string(stored) + " bytes");
  require_ratio(directory.size.n_bytes(), stored, limits, file.name(), where);
  if (directory.compression == 1 && !directory.tiled && stored != directory.size.n_bytes())
    file.refuse(where, std::to_string(directory.size.n_bytes()) + " bytes of pixels", std::to_string(stored));
}

}  // namespace

bool has_tiff_magic(std::string_view head) {
  return head.starts_with(std::string_view("II*\0", 4)) || head.starts_with(std::string_view("MM\0*", 4));
}

std::vector<std::uint64_t> tiff_directory_offsets(const RawFile& file) {
  const std::endian order = order_of(file);
  std::vector<std::uint64_t> offsets;
  std::unordered_set<std::uint64_t> seen;
  std::uint64_t pointer_at = 4;
  while (true) {
    const std::string pointer = file.text(pointer_at, 4);
    if (pointer.size() < 4)
      file.refuse("byte " + std::to_string(pointer_at), "the offset of a directory", "the end of the file");
    const std::uint64_t offset = number(pointer, 0, 4, order);
    if (offset == 0 && !offsets.empty()) return offsets;
    const std::string count = file.text(offset, 2);
    if (offset < 8 || count.size() < 2)
      file.refuse("byte " + std::to_string(pointer_at), "the offset of a directory in the file",
                  std::to_string(offset));
    if (!seen.insert(offset).second || offsets.size() >= max_directories)
      file.refuse("byte " + std::to_string(offset), "a chain of directories that ends",
                  "a loop or a million");
    offsets.push_back(offset);
    pointer_at = offset + 2 + 12 * number(count, 0, 2, order);
  }
}

TiffDirectory read_tiff_directory(const RawFile& file, std::uint64_t offset, const ImageLimits& limits) {
  TiffDirectory directory;
  directory.offset = offset;
  directory.order = order_of(file);
  const Entries entries(file, offset, directory.order);
  require_camera_image(entries);
  directory.size = {entries.value(257), entries.value(256), stored_type(entries)};
  require_size(directory.size, limits, file.name(), "TIFF tags 256, 257");
  directory.compression = entries.value_or(259, 1);
  read_layout(entries, limits, file, directory);
  require_blocks(directory, limits, file);
  directory.raw_description = entries.text(270);
  for (const int tag : {270, 271, 272, 305, 306, 315})
    if (auto text = clean_text(entries.text(tag)); !text.empty()) directory.texts[tag] = std::move(text);
  return directory;
}

}  // namespace lauelith
