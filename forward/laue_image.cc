// SPDX-License-Identifier: BSD-3-Clause
#include "forward/laue_image.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lauelith::forward {
namespace {

constexpr double kernel_sigmas = 5.2;

struct Span {
  int first = 0;
  int n = 0;
};

Span span_of(double x_px, double sigma_px, int n_pixels) {
  const double reach = kernel_sigmas * sigma_px + 0.5;
  const double first = std::clamp(std::floor(x_px - reach), 0.0, static_cast<double>(n_pixels));
  const double last = std::clamp(std::ceil(x_px + reach), -1.0, n_pixels - 1.0);
  return {static_cast<int>(first), std::max(0, static_cast<int>(last - first) + 1)};
}

/// Share of a Gaussian inside a line of pixels.
double share_inside(double x_px, double sigma_px, int n_pixels) {
  const double scale = 1.0 / (std::sqrt(2.0) * sigma_px);
  return 0.5 * (std::erf((n_pixels - 0.5 - x_px) * scale) - std::erf((-0.5 - x_px) * scale));
}

}  // namespace

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

LaueImage LaueImage::over(int rows, int cols, std::vector<float> background) {
  assert(background.size() == static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  LaueImage image;
  image.rows_ = rows;
  image.cols_ = cols;
  image.expected_ = std::move(background);
  return image;
}

void LaueImage::add_level(double photons_per_pixel) {
  if (photons_per_pixel == 0.0) return;
  for (float& pixel : expected_) pixel += static_cast<float>(photons_per_pixel);
}

double LaueImage::add(const DrawnSpot& spot) {
  const double sigma_px = axes_of(spot.shape).sigma_minor_px;
  double on_panel = 0.0;
  for (const RoundSpot& round : row_of_round_spots(spot.x_px, spot.y_px, spot.shape)) {
    on_panel += add_round(round, spot.photons * round.share, sigma_px);
  }
  photons_on_panel_ += on_panel;
  photons_off_panel_ += spot.photons - on_panel;
  return on_panel;
}

double LaueImage::add_round(const RoundSpot& spot, double photons, double sigma_px) {
  const Span columns = span_of(spot.x_px, sigma_px, cols_);
  const Span lines = span_of(spot.y_px, sigma_px, rows_);
  const std::vector<double> share_x = pixel_shares(spot.x_px, sigma_px, columns.first, columns.n);
  const std::vector<double> share_y = pixel_shares(spot.y_px, sigma_px, lines.first, lines.n);
  for (int j = 0; j < lines.n; ++j) {
    const double line_photons = photons * share_y[static_cast<std::size_t>(j)];
    float* line = expected_.data() +
                  static_cast<std::size_t>(lines.first + j) * static_cast<std::size_t>(cols_) + columns.first;
    for (int i = 0; i < columns.n; ++i) {
      line[i] += static_cast<float>(line_photons * share_x[static_cast<std::size_t>(i)]);
    }
  }
  return photons * share_inside(spot.x_px, sigma_px, cols_) * share_inside(spot.y_px, sigma_px, rows_);
}

}  // namespace lauelith::forward
