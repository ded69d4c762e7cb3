// SPDX-License-Identifier: BSD-3-Clause
#include "forward/blurred_lines.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "forward/spot_shape.h"
#include "src/lanes.h"

namespace lauelith::forward {
namespace {

constexpr std::size_t step = 4 * n_lanes;

std::vector<float> blur_kernel(double sigma_px) {
  if (sigma_px <= 0.0) return {1.0F};
  const int reach = static_cast<int>(std::ceil(4.0 * sigma_px));
  const std::vector<double> shares = pixel_shares(0.0, sigma_px, -reach, 2 * reach + 1);
  double sum = 0.0;
  for (const double share : shares) sum += share;
  std::vector<float> kernel;
  for (const double share : shares) kernel.push_back(static_cast<float>(share / sum));
  return kernel;
}

/// Σ weight·line, of a whole number of steps.
void add_up(const std::vector<const float*>& lines, const std::vector<float>& weights, std::size_t n,
            float* sum) {
  for (std::size_t x = 0; x < n; x += step) {
    Lanes a{}, b{}, c{}, d{};  // in registers
    for (std::size_t k = 0; k < lines.size(); ++k) {
      const float* line = lines[k] + x;
      a += weights[k] * load_lanes(line);
      b += weights[k] * load_lanes(line + n_lanes);
      c += weights[k] * load_lanes(line + 2 * n_lanes);
      d += weights[k] * load_lanes(line + 3 * n_lanes);
    }
    store_lanes(sum + x, a);
    store_lanes(sum + x + n_lanes, b);
    store_lanes(sum + x + 2 * n_lanes, c);
    store_lanes(sum + x + 3 * n_lanes, d);
  }
}

}  // namespace

BlurredLines::BlurredLines(PixelRun image, int rows, int cols, double sigma_px)
    : image_(std::move(image)),
      rows_(rows),
      cols_(static_cast<std::size_t>(cols)),
      width_((cols_ + step - 1) / step * step),
      kernel_(blur_kernel(sigma_px)),
      reach_(static_cast<int>(kernel_.size() / 2)),
      line_in_(width_ + kernel_.size() - 1),
      along_x_(width_ * kernel_.size()),
      nothing_(width_),
      line_(width_),
      terms_(kernel_.size()) {}

float* BlurredLines::kept(int y) {
  return along_x_.data() + static_cast<std::size_t>(y) % kernel_.size() * width_;
}

void BlurredLines::blur_next_along_x() {
  image_.next(cols_, line_in_.data() + reach_);
  for (std::size_t k = 0; k < terms_.size(); ++k) terms_[k] = line_in_.data() + (terms_.size() - 1 - k);
  add_up(terms_, kernel_, width_, kept(n_done_));
  ++n_done_;
}

const float* BlurredLines::line(int y) {
  while (n_done_ < std::min(rows_, y + reach_ + 1)) blur_next_along_x();
  for (int k = -reach_; k <= reach_; ++k) {
    const int from = y - k;
    terms_[static_cast<std::size_t>(k + reach_)] = from >= 0 && from < rows_ ? kept(from) : nothing_.data();
  }
  add_up(terms_, kernel_, width_, line_.data());
  return line_.data();
}

}  // namespace lauelith::forward
