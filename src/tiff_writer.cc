// SPDX-License-Identifier: BSD-3-Clause
#include "src/tiff_writer.h"

#include <vector>

#include "src/stored_pixels.h"

namespace lauelith {
namespace {

constexpr std::uint32_t ascii = 2;
constexpr std::uint32_t two_bytes = 3;
constexpr std::uint32_t four_bytes = 4;

struct Entry {
  std::uint32_t tag;
  std::uint32_t type;
  std::uint32_t count;
  std::uint32_t value;
};

void append(std::string& bytes, std::uint32_t value, int width) {
  for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xffU);
}

std::uint64_t directory_bytes(bool with_description) {
  const std::uint64_t n_entries = with_description ? 11 : 10;
  return 8 + 2 + 12 * n_entries + 4;
}

std::uint32_t sample_format(StoredType type) {
  if (type == StoredType::f32) return 3;
  return type == StoredType::i32 ? 2 : 1;
}

std::vector<Entry> entries_of(const Frame& frame, std::uint64_t pixel_offset,
                              const std::string& description) {
  const StoredType type = type_of(frame.pixels);
  const auto rows = static_cast<std::uint32_t>(frame.rows);
  const auto n_pixel_bytes = static_cast<std::uint32_t>(bytes_of(frame.pixels).size());
  std::vector<Entry> entries{{256, four_bytes, 1, static_cast<std::uint32_t>(frame.cols)},
                             {257, four_bytes, 1, rows},
                             {258, two_bytes, 1, static_cast<std::uint32_t>(8 * bytes_of(type))},
                             {259, two_bytes, 1, 1},   // no compression
                             {262, two_bytes, 1, 1}};  // zero is black
  if (!description.empty())
    entries.push_back({270, ascii, static_cast<std::uint32_t>(description.size() + 1),
                       static_cast<std::uint32_t>(directory_bytes(true))});
  entries.insert(entries.end(), {{273, four_bytes, 1, static_cast<std::uint32_t>(pixel_offset)},
                                 {277, two_bytes, 1, 1},
                                 {278, four_bytes, 1, rows},
                                 {279, four_bytes, 1, n_pixel_bytes},
                                 {339, two_bytes, 1, sample_format(type)}});
  return entries;
}

}  // namespace

std::uint64_t tiff_head_bytes(const std::string& description) {
  return directory_bytes(!description.empty()) + (description.empty() ? 0 : description.size() + 1);
}

std::string tiff_head(const Frame& frame, std::uint64_t pixel_offset, const std::string& description) {
  const auto entries = entries_of(frame, pixel_offset, description);
  std::string head("II*\0\x08\0\0\0", 8);
  append(head, static_cast<std::uint32_t>(entries.size()), 2);
  for (const Entry& entry : entries) {
    append(head, entry.tag, 2);
    append(head, entry.type, 2);
    append(head, entry.count, 4);
    append(head, entry.value, 4);
  }
  append(head, 0, 4);  // no further directory
  if (!description.empty()) head += description + '\0';
  return head;
}

}  // namespace lauelith
