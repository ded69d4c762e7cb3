// SPDX-License-Identifier: BSD-3-Clause
#include "src/mccd_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "src/header_text.h"
#include "src/tiff_directory.h"
#include "src/tiff_writer.h"

namespace lauelith {
namespace {

/// Bytes from the start of the file (the published structure of the format, as fabio lists it).
namespace at {
constexpr std::size_t header_type = 1024, header_name = 1028, major_version = 1044, header_byte_order = 1052;
constexpr std::size_t data_byte_order = 1056, header_size = 1060, compression = 1072, n_headers = 1100;
constexpr std::size_t n_fast = 1104, n_slow = 1108, depth = 1112, record_length = 1116,
                      significant_bits = 1120;
constexpr std::size_t saturated_value = 1128, n_images = 1136;
constexpr std::size_t distance = 1664, beam_x = 1668, beam_y = 1672, exposure_time = 1680;
constexpr std::size_t pixel_size_x = 1796, pixel_size_y = 1800;
constexpr std::size_t file_title = 2048, acquired = 2368, file_comments = 2464, dataset_comments = 3072;
constexpr std::size_t pixels = 4096;
}  // namespace at
constexpr std::uint32_t little_endian_code = 1234;
constexpr std::uint32_t big_endian_code = 4321;

struct TextField {
  const char* key;
  std::size_t at;
  std::size_t length;
};
constexpr std::array<TextField, 4> text_fields{{{"title", at::file_title, 128},
                                                {"acquired", at::acquired, 32},
                                                {"file_comments", at::file_comments, 512},
                                                {"dataset_comments", at::dataset_comments, 512}}};
/// Integers that hold a multiple of a fraction of the unit; zero means not known.
struct ScaledField {
  const char* key;
  std::size_t at;
  double per_unit;
};
constexpr std::array<ScaledField, 6> scaled_fields{{{"distance_mm", at::distance, 1e3},
                                                    {"beam_x_px", at::beam_x, 1e3},
                                                    {"beam_y_px", at::beam_y, 1e3},
                                                    {"exposure_s", at::exposure_time, 1e3},
                                                    {"pixel_x_mm", at::pixel_size_x, 1e6},
                                                    {"pixel_y_mm", at::pixel_size_y, 1e6}}};

std::uint32_t field(std::string_view head, std::size_t offset) {
  return value_at<std::uint32_t>(head, offset);
}

void require_agreement(const RawFile& file, std::string_view head, const TiffDirectory& directory) {
  const auto refuse = [&file](const char* name, std::uint64_t expected, std::uint64_t found) {
    file.refuse(std::string("mccd header, ") + name, std::to_string(expected), std::to_string(found));
  };
  if (directory.compression != 1 || directory.tiled)
    file.refuse("mccd header", "plain pixels", "compressed ones");
  if (field(head, at::compression) != 0) refuse("compression_type", 0, field(head, at::compression));
  if (field(head, at::data_byte_order) == big_endian_code)
    refuse("data_byte_order", little_endian_code, big_endian_code);
  if (directory.block_offsets.front() != at::pixels)
    refuse("offset of the pixels", at::pixels, directory.block_offsets.front());
  const std::uint32_t n_fast = field(head, at::n_fast);
  const std::uint32_t n_slow = field(head, at::n_slow);
  const std::uint32_t depth = field(head, at::depth);
  if (n_fast != 0 || n_slow != 0 || depth != 0) {
    if (n_fast != directory.size.cols) refuse("nfast (columns)", directory.size.cols, n_fast);
    if (n_slow != directory.size.rows) refuse("nslow (rows)", directory.size.rows, n_slow);
    if (depth != bytes_of(directory.size.type)) refuse("depth", bytes_of(directory.size.type), depth);
  }
  if (file.size() < at::pixels + directory.size.n_bytes())
    refuse("length of the file", at::pixels + directory.size.n_bytes(), file.size());
}

std::optional<double> saturation_of(std::string_view head, StoredType type) {
  if (const std::uint32_t value = field(head, at::saturated_value); value != 0) return value;
  if (type == StoredType::u16) return 65535.0;  // of the digitiser
  return std::nullopt;
}

/// BM32 writes the sample stage first, in mm.
void add_stage(Frame& frame) {
  const auto words = words_of(frame.metadata["dataset_comments"]);
  if (words.size() < 2) return;
  const auto x_mm = number_of(words[0]);
  const auto y_mm = number_of(words[1]);
  if (x_mm && y_mm) set_stage_position(frame, {*x_mm * 1e3, *y_mm * 1e3});
}

void add_metadata(std::string_view head, Frame& frame) {
  for (const auto& [key, start, length] : text_fields)
    frame.metadata[key] = clean_text(head.substr(start, length));
  for (const auto& [key, start, per_unit] : scaled_fields)
    if (const auto value = value_at<std::int32_t>(head, start); value != 0)
      frame.metadata[key] = text_of(value / per_unit);
  add_stage(frame);
  std::erase_if(frame.metadata, [](const auto& item) { return item.second.empty(); });
}

void put(std::string& head, std::size_t offset, std::uint32_t value) {
  std::memcpy(&head[offset], &value, 4);
}

void put_texts(std::string& head, const Frame& frame) {
  for (const auto& [key, start, length] : text_fields)
    if (const auto text = frame.metadata.find(key); text != frame.metadata.end())
      std::memcpy(&head[start], text->second.data(), std::min(length - 1, text->second.size()));
  const auto stage = stage_position(frame);
  if (!stage || frame.metadata.contains("dataset_comments")) return;
  const std::string text = text_of(stage->x_um * 1e-3) + " " + text_of(stage->y_um * 1e-3);
  std::copy(text.begin(), text.end(), head.begin() + at::dataset_comments);
}

void put_scaled(std::string& head, const Frame& frame) {
  for (const auto& [key, start, per_unit] : scaled_fields) {
    const auto text = frame.metadata.find(key);
    const auto value = text == frame.metadata.end() ? std::nullopt : number_of(text->second);
    if (value && std::abs(*value * per_unit) < 2e9)
      put(head, start, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(*value * per_unit))));
  }
}

void put_header(std::string& head, const Frame& frame) {
  put(head, at::header_type, 2);
  std::memcpy(&head[at::header_name], "MMX", 4);
  put(head, at::major_version, 1);
  put(head, at::header_byte_order, little_endian_code);
  put(head, at::data_byte_order, little_endian_code);
  put(head, at::header_size, 3072);
  put(head, at::n_headers, 1);
  put(head, at::n_fast, static_cast<std::uint32_t>(frame.cols));
  put(head, at::n_slow, static_cast<std::uint32_t>(frame.rows));
  const auto depth = static_cast<std::uint32_t>(bytes_of(type_of(frame.pixels)));
  put(head, at::depth, depth);
  put(head, at::record_length, depth * static_cast<std::uint32_t>(frame.cols));
  put(head, at::significant_bits, 8 * depth);
  put(head, at::n_images, 1);
  if (frame.saturation && *frame.saturation >= 0 && *frame.saturation < 4294967296.0)
    put(head, at::saturated_value, static_cast<std::uint32_t>(*frame.saturation));
}

}  // namespace

bool has_mccd_name(std::string_view head) {
  return has_tiff_magic(head) && head[0] == 'I' && head.size() >= at::header_name + 3 &&
         head.substr(at::header_name, 3) == "MMX";
}

Frame read_mccd(const RawFile& file, const ImageLimits& limits) {
  const std::string head = file.text(0, at::pixels);
  if (head.size() < at::pixels) file.refuse("byte 0", "a header of 4096 bytes", std::to_string(file.size()));
  const auto directories = tiff_directory_offsets(file);
  if (directories.size() != 1 || directories.front() >= at::header_type)
    file.refuse("TIFF directory", "one, in the first 1024 bytes", std::to_string(directories.size()));
  const TiffDirectory directory = read_tiff_directory(file, directories.front(), limits);
  require_agreement(file, head, directory);
  Frame frame;
  frame.format = "mccd";
  frame.source = file.name();
  frame.rows = static_cast<int>(directory.size.rows);
  frame.cols = static_cast<int>(directory.size.cols);
  frame.pixels = read_pixels(file, at::pixels, directory.size, directory.order);
  frame.saturation = saturation_of(head, directory.size.type);
  add_metadata(head, frame);
  return frame;
}

void write_mccd(const std::filesystem::path& path, const Frame& frame) {
  require_consistent(frame);
  if (type_of(frame.pixels) == StoredType::f32)
    throw UsageError(
        {path.string(), "", "integer pixels for an mccd file", "f32", "write a .tif or .edf file"});
  std::string head = tiff_head(frame, at::pixels, "");
  head.resize(at::pixels, '\0');
  put_header(head, frame);
  put_texts(head, frame);
  put_scaled(head, frame);
  write_raw_file(path, head, bytes_of(frame.pixels));
}

}  // namespace lauelith
