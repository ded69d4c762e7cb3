// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame.h"

#include <algorithm>

#include "src/impossible_pixel.h"

namespace lauelith {
namespace {

/// One row: numbers, mask, and how many are impossible; one loop without branches, for vector instructions.
template <typename Stored>
unsigned convert_row(const Stored* stored, std::size_t n, float* value, std::uint8_t* mask) {
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

Image make_image(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation) {
  Image image;
  image.rows = frame.rows;
  image.cols = frame.cols;
  const std::size_t n = static_cast<std::size_t>(frame.rows) * static_cast<std::size_t>(frame.cols);
  image.saturation = frame.saturation.value_or(saturation);
  image.mask = detector_mask.size() == n ? detector_mask : std::vector<std::uint8_t>(n);
  if (frame.mask.size() == n) {
    for (std::size_t i = 0; i < n; ++i) image.mask[i] |= frame.mask[i];
  }
  image.value.reserve(n);
  std::visit(
      [&image](const auto& stored) {
        const auto n_cols = static_cast<std::size_t>(image.cols);
        std::vector<float> row(n_cols);
        for (std::size_t i = 0; i + n_cols <= stored.size(); i += n_cols) {
          image.n_impossible += convert_row(stored.data() + i, n_cols, row.data(), image.mask.data() + i);
          image.value.insert(image.value.end(), row.begin(), row.end());
        }
      },
      frame.pixels);
  image.value.resize(n);
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
