// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame.h"

#include <algorithm>
#include <utility>

#include "src/image_maker.h"
#include "src/impossible_pixel.h"

namespace lauelith {
namespace {

constexpr std::size_t piece_at_once = 1024;  ///< in the first-level cache

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

ImageMaker::ImageMaker(const Frame& frame, const PixelMasks& masks, double saturation, Image memory)
    : image_(std::move(memory)) {
  const std::size_t n = static_cast<std::size_t>(frame.rows) * static_cast<std::size_t>(frame.cols);
  image_.rows = frame.rows;
  image_.cols = frame.cols;
  image_.saturation = frame.saturation.value_or(saturation);
  image_.n_impossible = 0;
  image_.value.resize(n);
  image_.mask.resize(n);
  if (masks.detector.size() == n) first_mask_ = masks.detector;
  if (masks.frame.size() == n) (first_mask_.empty() ? first_mask_ : second_mask_) = masks.frame;
}

void ImageMaker::begin_mask(std::size_t first, std::size_t n) {
  std::uint8_t* mask = image_.mask.data() + first;
  if (!second_mask_.empty()) {
    const std::uint8_t* one = first_mask_.data() + first;
    const std::uint8_t* other = second_mask_.data() + first;
#pragma GCC ivdep  // no two masks overlap in memory
    for (std::size_t i = 0; i < n; ++i) mask[i] = one[i] | other[i];
  } else if (!first_mask_.empty()) {
    std::copy_n(first_mask_.data() + first, n, mask);
  } else {
    std::fill_n(mask, n, std::uint8_t{0});
  }
}

template <typename Stored>
void ImageMaker::add_pixels(std::span<const Stored> stored) {
  stored = stored.first(std::min(stored.size(), image_.mask.size() - n_taken_));
  for (std::size_t i = 0; i < stored.size(); i += piece_at_once) {
    const std::size_t n = std::min(piece_at_once, stored.size() - i);
    begin_mask(n_taken_, n);
    image_.n_impossible +=
        convert(stored.data() + i, n, image_.value.data() + n_taken_, image_.mask.data() + n_taken_);
    n_taken_ += n;
  }
}

void ImageMaker::add(const PixelPiece& piece) {
  std::visit([this](const auto& stored) { add_pixels(stored); }, piece);
}

Image ImageMaker::finished() && {
  std::fill(image_.value.begin() + static_cast<std::ptrdiff_t>(n_taken_), image_.value.end(), 0.0F);
  begin_mask(n_taken_, image_.mask.size() - n_taken_);
  return std::move(image_);
}

Image make_image(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation) {
  ImageMaker maker(frame, {frame.mask, detector_mask}, saturation);
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
