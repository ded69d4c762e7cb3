// SPDX-License-Identifier: BSD-3-Clause
#include "src/image_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lauelith {
namespace {

/// A frame has millions of pixels; every 7th column of every 3rd row gives percentiles as good.
std::vector<float> sample_of(const Image& image) {
  const bool is_small = image.value.size() < 100000;
  const int row_step = is_small ? 1 : 3;
  const int col_step = is_small ? 1 : 7;
  std::vector<float> sample;
  for (int row = 0; row < image.rows; row += row_step) {
    for (int col = 0; col < image.cols; col += col_step) {
      const auto i = static_cast<std::size_t>(row) * static_cast<std::size_t>(image.cols) +
                     static_cast<std::size_t>(col);
      if (image.mask[i] == 0) sample.push_back(image.value[i]);
    }
  }
  return sample;
}

double percentile(std::vector<float>& sample, double share) {
  const auto nth =
      sample.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(sample.size() - 1));
  std::nth_element(sample.begin(), nth, sample.end());
  return static_cast<double>(*nth);
}

/// First and one past the last stored pixel that a drawn pixel shows; never empty.
struct Span {
  int first;
  int end;
};

Span stored_span(int drawn, int n_drawn, int n_stored) {
  const double scale = static_cast<double>(n_stored) / n_drawn;
  const int first = std::min(static_cast<int>(drawn * scale), n_stored - 1);
  const int end = std::max(first + 1, static_cast<int>((drawn + 1) * scale));
  return {first, std::min(end, n_stored)};
}

/// The brightest unmasked value of a block; NaN if all are masked.
double brightest(const Image& image, const Span& rows, const Span& cols) {
  float best = -std::numeric_limits<float>::infinity();
  for (int row = rows.first; row < rows.end; ++row) {
    const std::size_t start = static_cast<std::size_t>(row) * static_cast<std::size_t>(image.cols);
    for (int col = cols.first; col < cols.end; ++col) {
      const std::size_t i = start + static_cast<std::size_t>(col);
      if (image.mask[i] == 0) best = std::max(best, image.value[i]);
    }
  }
  return std::isinf(best) ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(best);
}

Colour hatched(int x, int y) { return (x + y) % 6 < 2 ? Colour{172, 184, 206} : Colour{214, 221, 233}; }

}  // namespace

DisplayLimits robust_limits(const Image& image) {
  std::vector<float> sample = sample_of(image);
  if (sample.empty()) return {};
  DisplayLimits limits;
  limits.low = std::max(1.0, percentile(sample, 0.02));
  const double far_above_background = std::min(20.0 * percentile(sample, 0.5), percentile(sample, 1.0));
  limits.high = std::max({percentile(sample, 0.9998), far_above_background, 4.0 * limits.low});
  return limits;
}

void draw_image(Picture& picture, const Box& box, const Image& image, const DisplayLimits& limits,
                const ColourMap& colours) {
  const int left = static_cast<int>(std::lround(box.left));
  const int top = static_cast<int>(std::lround(box.top));
  const int n_x = static_cast<int>(std::lround(box.width));
  const int n_y = static_cast<int>(std::lround(box.height));
  const double log_range = std::log(limits.high / limits.low);
  for (int y = 0; y < n_y; ++y) {
    const Span rows = stored_span(y, n_y, image.rows);
    for (int x = 0; x < n_x; ++x) {
      const double value = brightest(image, rows, stored_span(x, n_x, image.cols));
      const double shade = std::log(std::max(value, limits.low) / limits.low) / log_range;
      picture.set(left + x, top + y, std::isnan(value) ? hatched(x, y) : colours.at(shade));
    }
  }
}

}  // namespace lauelith
