// SPDX-License-Identifier: BSD-3-Clause
#include "forward/laue_image.h"

#include <algorithm>
#include <cmath>

namespace lauelith::forward {
LaueImage::LaueImage(int rows, int cols, const SmoothBackground& background)
    : rows_(rows), cols_(cols), expected_(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)) {
  const double scale = 0.5 / (background.hump_sigma_px * background.hump_sigma_px);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < cols; ++x) {
      const double dx = x - background.hump_x_px;
      const double dy = y - background.hump_y_px;
      double level =
          background.level + background.slope_x * (x - 0.5 * cols) + background.slope_y * (y - 0.5 * rows);
      if (background.hump_height != 0.0) {
        level += background.hump_height * std::exp(-scale * (dx * dx + dy * dy));
      }
      expected_[static_cast<std::size_t>(y) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(x)] =
          static_cast<float>(std::max(0.0, level));
    }
  }
}

double LaueImage::add(const DrawnSpot& spot) {
  parts_.clear();
  append_parts(spot, parts_);
  double on_panel = 0.0;
  for (const RoundPart& part : parts_) {
    draw_part(part, rows_, cols_, 0, expected_.size(), expected_.data());
    on_panel += forward::photons_on_panel(part, rows_, cols_);
  }
  photons_on_panel_ += on_panel;
  photons_off_panel_ += spot.photons - on_panel;
  return on_panel;
}

}  // namespace lauelith::forward
