// SPDX-License-Identifier: BSD-3-Clause
#include "forward/windowed_image.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace lauelith::forward {

WindowedImage::WindowedImage(int rows, int cols, const std::vector<float>& background, double level,
                             const std::vector<DrawnSpot>& spots)
    : rows_(rows),
      cols_(cols),
      background_(background),
      level_(static_cast<float>(level)),
      number_(std::numeric_limits<std::size_t>::max()) {
  assert(background.size() == static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  parts_.reserve(spots.size());
  for (const DrawnSpot& spot : spots) append_parts(spot, parts_);
  sort_parts();
}

/// Two passes over the parts: how many each window has, then which; their order is kept.
void WindowedImage::sort_parts() {
  const std::size_t n_windows = (background_.size() + window_size - 1) / window_size;
  const auto for_each_window = [this](const RoundPart& part, const auto& visit) {
    const PixelSpan lines = span_of(part.y_px, part.reach_px, rows_);
    if (lines.n == 0) return;
    const auto cols = static_cast<std::size_t>(cols_);
    const std::size_t first = static_cast<std::size_t>(lines.first) * cols;
    const std::size_t last = first + static_cast<std::size_t>(lines.n) * cols - 1;
    for (std::size_t w = first / window_size; w <= last / window_size; ++w) visit(w);
  };
  part_begin_.assign(n_windows + 1, 0);
  for (const RoundPart& part : parts_) for_each_window(part, [this](std::size_t w) { ++part_begin_[w + 1]; });
  for (std::size_t w = 0; w < n_windows; ++w) part_begin_[w + 1] += part_begin_[w];
  std::vector<std::size_t> next(part_begin_.begin(), part_begin_.end() - 1);
  part_of_window_.resize(part_begin_.back());
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    for_each_window(parts_[i],
                    [&](std::size_t w) { part_of_window_[next[w]++] = static_cast<std::uint32_t>(i); });
  }
}

void WindowedImage::draw_window(std::size_t number) {
  const std::size_t begin = number * window_size;
  const std::size_t n = std::min(window_size, background_.size() - begin);
  window_.resize(n);
  const float* background = background_.data() + begin;
  const float level = level_;  // a member might be one of the pixels, for all the compiler knows
  for (float& pixel : window_) pixel = *background++ + level;
  for (std::size_t k = part_begin_[number]; k < part_begin_[number + 1]; ++k) {
    draw_part(parts_[part_of_window_[k]], rows_, cols_, begin, n, window_.data());
  }
  number_ = number;
}

ExpectedPhotons WindowedImage::expected() {
  return {background_.size(), [this](std::size_t begin) {
            if (begin / window_size != number_) draw_window(begin / window_size);
            return window_.data() + begin % window_size;
          }};
}

}  // namespace lauelith::forward
