// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame.h"

#include <algorithm>
#include <utility>

#include "src/image_maker.h"
#include "src/impossible_pixel.h"

namespace lauelith {
namespace {

constexpr std::size_t piece_at_once = 1024;  ///< in the first-level cache

/// Two masks into one, where they never overlap in memory.
void add_mask(const std::uint8_t* other, std::size_t n, std::uint8_t* mask) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < n; ++i) mask[i] |= other[i];
}

/// Some pixels: numbers, mask, and how many are impossible; one loop without branches, for vector
/// instructions.
template <typename Stored>
unsigned convert(const Stored* stored, std::size_t n, float* value, std::uint8_t* mask) {
  unsigned n_impossible = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const unsigned is_impossible = impossible(stored[i]);
    value[i] = is_impossible != 0 ? 0.0F : static_cast<float>(stored[i]);
    mask[i] |= static_cast<std::uint8_t>(is_impossible);
    n_impossible += is_impossible;
  }
  return n_impossible;
}

}  // namespace

ImageMaker::ImageMaker(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation)
    : frame_(frame), row_(piece_at_once) {
  const std::size_t n = static_cast<std::size_t>(frame.rows) * static_cast<std::size_t>(frame.cols);
  image_.rows = frame.rows;
  image_.cols = frame.cols;
  image_.saturation = frame.saturation.value_or(saturation);
  const bool has_own = frame.mask.size() == n;
  const std::vector<std::uint8_t>& first = detector_mask.size() == n || !has_own ? detector_mask : frame.mask;
  if (first.size() == n) {
    image_.mask = first;
  } else {
    image_.mask.assign(n, 0);
  }
  has_second_mask_ = has_own && &first != &frame.mask;
  image_.value.reserve(n);
}

template <typename Stored>
void ImageMaker::add_pixels(std::span<const Stored> stored) {
  const std::size_t begin = image_.value.size();
  stored = stored.first(std::min(stored.size(), image_.mask.size() - begin));
  for (std::size_t i = 0; i < stored.size(); i += row_.size()) {
    const std::size_t n = std::min(row_.size(), stored.size() - i);
    std::uint8_t* mask = image_.mask.data() + begin + i;
    if (has_second_mask_) add_mask(frame_.mask.data() + begin + i, n, mask);
    image_.n_impossible += convert(stored.data() + i, n, row_.data(), mask);
    image_.value.insert(image_.value.end(), row_.begin(), row_.begin() + static_cast<std::ptrdiff_t>(n));
  }
}

void ImageMaker::add(const PixelPiece& piece) {
  std::visit([this](const auto& stored) { add_pixels(stored); }, piece);
}

Image ImageMaker::finished() && {
  image_.value.resize(image_.mask.size());
  return std::move(image_);
}

Image make_image(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation) {
  ImageMaker maker(frame, detector_mask, saturation);
  std::visit([&maker](const auto& pixels) { maker.add(std::span(pixels)); }, frame.pixels);
  return std::move(maker).finished();
}

Image flipped(Image image, const std::string& flip) {
  const bool mirror_columns = flip == "lr" || flip == "rot180";
  const bool mirror_rows = flip == "ud" || flip == "rot180";
  const auto mirror = [&](auto& pixels) {
    const auto row = [&](int i) { return pixels.begin() + static_cast<long>(i) * image.cols; };
    for (int i = 0; mirror_columns && i < image.rows; ++i) std::reverse(row(i), row(i) + image.cols);
    for (int i = 0; mirror_rows && i < image.rows / 2; ++i) {
      std::swap_ranges(row(i), row(i) + image.cols, row(image.rows - 1 - i));
    }
  };
  mirror(image.value);
  mirror(image.mask);
  return image;
}

}  // namespace lauelith
