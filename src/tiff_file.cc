// SPDX-License-Identifier: BSD-3-Clause
#include "src/tiff_file.h"

#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <memory>

#include "src/header_text.h"
#include "src/tiff_directory.h"
#include "src/tiff_writer.h"

namespace lauelith {
namespace {

/// What libtiff reads from: our checked file, and the words of its complaint.
struct Source {
  const RawFile& file;
  std::uint64_t at = 0;
  std::string complaint;
};

tmsize_t read_some(thandle_t handle, void* into, tmsize_t n_bytes) {
  auto& source = *static_cast<Source*>(handle);
  try {
    const std::string bytes = source.file.text(source.at, static_cast<std::uint64_t>(n_bytes));
    std::copy(bytes.begin(), bytes.end(), static_cast<char*>(into));
    source.at += bytes.size();
    return static_cast<tmsize_t>(bytes.size());
  } catch (const std::exception& error) {  // must not pass through C
    source.complaint = error.what();
    return -1;
  }
}

toff_t seek(thandle_t handle, toff_t offset, int whence) {
  auto& source = *static_cast<Source*>(handle);
  if (whence == SEEK_SET) source.at = offset;
  if (whence == SEEK_CUR) source.at += offset;
  if (whence == SEEK_END) source.at = source.file.size() + offset;
  return source.at;
}

tmsize_t refuse_write(thandle_t, void*, tmsize_t) { return -1; }
int keep_open(thandle_t) { return 0; }
toff_t size_of_source(thandle_t handle) { return static_cast<Source*>(handle)->file.size(); }

int keep_complaint(TIFF*, void* source, const char* module, const char* format, va_list arguments) {
  auto& complaint = static_cast<Source*>(source)->complaint;
  if (!complaint.empty()) return 1;
  std::array<char, 256> text{};
  std::vsnprintf(text.data(), text.size(), format, arguments);
  complaint = std::string(module == nullptr ? "libtiff" : module) + ": " + text.data();
  return 1;  // do not print
}
int ignore_warning(TIFF*, void*, const char*, const char*, va_list) { return 1; }

using Handle = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

Handle open_with_libtiff(Source& source, const ImageLimits& limits) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(TIFFOpenOptionsAlloc(),
                                                                                 &TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_complaint, &source);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), ignore_warning, nullptr);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(2 * limits.max_bytes));
  // r: read, h: no directory yet, m: no mapping, c: leave the strips as they are
  return {TIFFClientOpenExt(source.file.name().c_str(), "rhmc", &source, read_some, refuse_write, seek,
                            keep_open, size_of_source, nullptr, nullptr, options.get()),
          &TIFFClose};
}

/// libtiff must have understood the same directory as we did, or it would write past what we reserve.
bool agrees(TIFF* tiff, const TiffDirectory& directory) {
  std::uint32_t cols = 0;
  std::uint32_t rows = 0;
  std::uint16_t bits = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &cols);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &rows);
  TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
  const std::uint64_t block_bytes =
      directory.block_rows * directory.block_cols * bytes_of(directory.size.type);
  const tmsize_t theirs = directory.tiled
                              ? TIFFTileSize(tiff)
                              : TIFFVStripSize(tiff, static_cast<std::uint32_t>(directory.block_rows));
  const std::uint32_t n_blocks = directory.tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  return cols == directory.size.cols && rows == directory.size.rows &&
         bits == 8 * bytes_of(directory.size.type) && (TIFFIsTiled(tiff) != 0) == directory.tiled &&
         theirs == static_cast<tmsize_t>(block_bytes) && n_blocks == directory.block_offsets.size();
}

class Decoder {
 public:
  Decoder(const RawFile& file, const TiffDirectory& directory, const ImageLimits& limits)
      : directory_(directory), source_{file, 0, {}}, tiff_(open_with_libtiff(source_, limits)) {
    if (!tiff_ || TIFFSetSubDirectory(tiff_.get(), directory.offset) == 0 || !agrees(tiff_.get(), directory))
      refuse("TIFF directory");
  }

  std::vector<std::byte> image() {
    std::vector<std::byte> image(directory_.size.n_bytes());
    if (!directory_.tiled) {
      read_strips(image);
      return image;
    }
    for (std::uint64_t down = 0; down < directory_.blocks_down(); ++down)
      for (std::uint64_t across = 0; across < directory_.blocks_across(); ++across)
        copy_tile(image, down, across);
    return image;
  }

 private:
  [[noreturn]] void refuse(const std::string& where) const {
    source_.file.refuse(where, "data that libtiff decodes",
                        source_.complaint.empty() ? "a contradiction" : source_.complaint);
  }

  void read_strips(std::vector<std::byte>& image) {
    const std::uint64_t strip_bytes = directory_.block_rows * row_bytes(directory_.size.cols);
    for (std::uint32_t strip = 0; strip < directory_.block_offsets.size(); ++strip) {
      const std::uint64_t at = strip * strip_bytes;
      const auto wanted = static_cast<tmsize_t>(std::min<std::uint64_t>(strip_bytes, image.size() - at));
      if (TIFFReadEncodedStrip(tiff_.get(), strip, image.data() + at, wanted) != wanted)
        refuse("TIFF strip " + std::to_string(strip));
    }
  }

  void copy_tile(std::vector<std::byte>& image, std::uint64_t down, std::uint64_t across) {
    const std::uint64_t tile_row_bytes = row_bytes(directory_.block_cols);
    std::vector<std::byte> tile(directory_.block_rows * tile_row_bytes);
    const auto number = static_cast<std::uint32_t>(down * directory_.blocks_across() + across);
    if (TIFFReadEncodedTile(tiff_.get(), number, tile.data(), static_cast<tmsize_t>(tile.size())) !=
        static_cast<tmsize_t>(tile.size()))
      refuse("TIFF tile " + std::to_string(number));
    const std::uint64_t first_row = down * directory_.block_rows;
    const std::uint64_t first_byte = across * tile_row_bytes;
    const std::uint64_t image_row_bytes = row_bytes(directory_.size.cols);
    const std::uint64_t n_rows = std::min(directory_.block_rows, directory_.size.rows - first_row);
    const std::uint64_t n_bytes = std::min(tile_row_bytes, image_row_bytes - first_byte);
    for (std::uint64_t row = 0; row < n_rows; ++row)
      std::copy_n(tile.data() + row * tile_row_bytes, n_bytes,
                  image.data() + (first_row + row) * image_row_bytes + first_byte);
  }

  std::uint64_t row_bytes(std::uint64_t cols) const { return cols * bytes_of(directory_.size.type); }

  const TiffDirectory& directory_;
  Source source_;
  Handle tiff_;
};

/// sCMOS of BM32: "Xech=… Yech=…" in tag 315, motors in mm.
void add_motors(const std::string& artist, Frame& frame) {
  std::optional<double> x_mm;
  std::optional<double> y_mm;
  for (const std::string& word : words_of(artist)) {
    if (word.starts_with("Xech=")) x_mm = number_of(std::string_view(word).substr(5));
    if (word.starts_with("Yech=")) y_mm = number_of(std::string_view(word).substr(5));
  }
  if (x_mm && y_mm) set_stage_position(frame, {*x_mm * 1e3, *y_mm * 1e3});
}

void add_metadata(const TiffDirectory& directory, Frame& frame) {
  constexpr std::array<std::pair<int, const char*>, 6> names{{{270, "description"},
                                                              {271, "make"},
                                                              {272, "model"},
                                                              {305, "software"},
                                                              {306, "date"},
                                                              {315, "artist"}}};
  for (const auto& [tag, name] : names)
    if (const auto text = directory.texts.find(tag); text != directory.texts.end())
      frame.metadata[name] = text->second;
  auto header = dectris_header(directory.raw_description);
  if (!header.empty()) frame.metadata.erase("description");
  frame.saturation = dectris_saturation(header);
  frame.metadata.merge(header);
  if (const auto artist = directory.texts.find(315); artist != directory.texts.end())
    add_motors(artist->second, frame);
}

/// Plain strips one behind the other need no decoder.
bool lies_in_one_piece(const TiffDirectory& directory) {
  if (directory.compression != 1 || directory.tiled) return false;
  const auto& offsets = directory.block_offsets;
  for (std::size_t i = 1; i < offsets.size(); ++i)
    if (offsets[i] != offsets[i - 1] + directory.block_bytes[i - 1]) return false;
  return true;
}

Pixels pixels_of(const RawFile& file, const TiffDirectory& directory, const ImageLimits& limits) {
  if (lies_in_one_piece(directory))
    return read_pixels(file, directory.block_offsets.front(), directory.size, directory.order);
  return decode_pixels(Decoder(file, directory, limits).image(), directory.size.type, std::endian::native);
}

}  // namespace

Frame read_tiff(const RawFile& file, std::uint64_t directory_offset, const ImageLimits& limits) {
  const TiffDirectory directory = read_tiff_directory(file, directory_offset, limits);
  Frame frame;
  frame.format = "tiff";
  frame.source = file.name();
  frame.rows = static_cast<int>(directory.size.rows);
  frame.cols = static_cast<int>(directory.size.cols);
  frame.pixels = pixels_of(file, directory, limits);
  add_metadata(directory, frame);
  return frame;
}

void write_tiff(const std::filesystem::path& path, const Frame& frame) {
  require_consistent(frame);
  const std::string description = dectris_lines(frame);
  const std::uint64_t head_bytes = (tiff_head_bytes(description) + 15) / 16 * 16;
  std::string head = tiff_head(frame, head_bytes, description);
  head.resize(head_bytes, '\0');
  write_raw_file(path, head, bytes_of(frame.pixels));
}

}  // namespace lauelith
