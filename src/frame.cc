// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

namespace lauelith {
namespace {

/// A stored value that cannot be a reading of the pixel.
template <typename Stored>
bool is_impossible(Stored value) {
  if constexpr (std::is_floating_point_v<Stored>) return !std::isfinite(value);
  if constexpr (std::is_signed_v<Stored>) return value < 0;
  return sizeof(Stored) == 4 && value == std::numeric_limits<Stored>::max();
}

/// Without branches, row by row, so that it runs at the speed of memory.
template <typename Stored>
void convert(const std::vector<Stored>& stored, Image& image) {
  const auto n_cols = static_cast<std::size_t>(image.cols);
  for (std::size_t first = 0; first + n_cols <= stored.size(); first += n_cols) {
    const Stored* in = stored.data() + first;
    float* value = image.value.data() + first;
    std::uint8_t* mask = image.mask.data() + first;
    int n_impossible = 0;
    for (std::size_t i = 0; i < n_cols; ++i) {
      const bool impossible = is_impossible(in[i]);
      value[i] = impossible ? 0.0F : static_cast<float>(in[i]);
      mask[i] = impossible ? 1 : 0;
      n_impossible += impossible ? 1 : 0;
    }
    image.n_impossible += n_impossible;
  }
}

}  // namespace

Image make_image(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation) {
  Image image;
  image.rows = frame.rows;
  image.cols = frame.cols;
  const std::size_t n = static_cast<std::size_t>(frame.rows) * static_cast<std::size_t>(frame.cols);
  image.value.resize(n);
  image.mask.resize(n);
  image.saturation = frame.saturation.value_or(saturation);
  std::visit([&image](const auto& stored) { convert(stored, image); }, frame.pixels);
  for (const auto* mask : {&frame.mask, &detector_mask}) {
    if (mask->size() != n) continue;
    for (std::size_t i = 0; i < n; ++i) image.mask[i] |= (*mask)[i];
  }
  return image;
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
