// SPDX-License-Identifier: BSD-3-Clause
#include "forward/laue_image.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "forward/normal_integral.h"

namespace lauelith::forward {
namespace {

constexpr double largest_reach_sigma = 5.2;
constexpr double smallest_reach_sigma = 3.0;
constexpr double negligible_photons = 1e-4;  // of a spot, left out around it
constexpr double nearly_round = 4e-4;  // (major² − minor²)/minor²: no pixel is off by 1e-4 of the peak

/// Photons·exp(−reach²/2) lie outside.
double reach_of(double photons) {
  const double excess = std::log(std::max(1.0, photons / negligible_photons));
  return std::clamp(std::sqrt(2.0 * excess), smallest_reach_sigma, largest_reach_sigma);
}

/// The pixel shares of one line; on the stack for all but very wide spots.
class Shares {
 public:
  Shares(double x_px, double sigma_px, int first, int n) {
    if (static_cast<std::size_t>(n) > small_.size()) large_.resize(static_cast<std::size_t>(n));
    pixel_shares(x_px, sigma_px, first, n, data());
  }
  const float* get() const { return large_.empty() ? small_.data() : large_.data(); }

 private:
  float* data() { return large_.empty() ? small_.data() : large_.data(); }
  std::array<float, 64> small_;
  std::vector<float> large_;
};

struct Span {
  int first = 0;
  int n = 0;
};

Span span_of(double x_px, double reach_px, int n_pixels) {
  const double reach = reach_px + 0.5;
  const double first = std::clamp(std::floor(x_px - reach), 0.0, static_cast<double>(n_pixels));
  const double last = std::clamp(std::ceil(x_px + reach), -1.0, n_pixels - 1.0);
  return {static_cast<int>(first), std::max(0, static_cast<int>(last - first) + 1)};
}

/// Share of a Gaussian inside a line of pixels.
double share_inside(double x_px, double sigma_px, int n_pixels) {
  const NormalIntegral& normal = normal_integral();
  return normal.below((n_pixels - 0.5 - x_px) / sigma_px) - normal.below((-0.5 - x_px) / sigma_px);
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

LaueImage LaueImage::over(int rows, int cols, const std::vector<float>& background, double level) {
  assert(background.size() == static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
  LaueImage image;
  image.rows_ = rows;
  image.cols_ = cols;
  image.expected_.reserve(background.size());
  for (auto from = background.begin(); from != background.end(); from += cols) {  // each once in the cache
    image.expected_.insert(image.expected_.end(), from, from + cols);
    for (auto pixel = image.expected_.end() - cols; pixel != image.expected_.end(); ++pixel) {
      *pixel += static_cast<float>(level);
    }
  }
  return image;
}

double LaueImage::add(const DrawnSpot& spot) {
  const SpotAxes axes = axes_of(spot.shape);
  const double minor2 = axes.sigma_minor_px * axes.sigma_minor_px;
  const double major2 = axes.sigma_major_px * axes.sigma_major_px;
  const double reach_sigma = reach_of(spot.photons);
  double on_panel = 0.0;
  if (major2 - minor2 < nearly_round * minor2) {
    const double sigma_px = std::sqrt(0.5 * (major2 + minor2));
    on_panel = add_round({spot.x_px, spot.y_px, 1.0}, spot.photons, sigma_px, reach_sigma);
  } else {
    for (const RoundSpot& round : row_of_round_spots(spot.x_px, spot.y_px, spot.shape)) {
      on_panel += add_round(round, spot.photons * round.share, axes.sigma_minor_px, reach_sigma);
    }
  }
  photons_on_panel_ += on_panel;
  photons_off_panel_ += spot.photons - on_panel;
  return on_panel;
}

double LaueImage::add_round(const RoundSpot& spot, double photons, double sigma_px, double reach_sigma) {
  const Span columns = span_of(spot.x_px, reach_sigma * sigma_px, cols_);
  const Span lines = span_of(spot.y_px, reach_sigma * sigma_px, rows_);
  const Shares share_x(spot.x_px, sigma_px, columns.first, columns.n);
  const Shares share_y(spot.y_px, sigma_px, lines.first, lines.n);
  const float* shares = share_x.get();
  for (int j = 0; j < lines.n; ++j) {
    const float line_photons = static_cast<float>(photons) * share_y.get()[j];
    float* line = expected_.data() +
                  static_cast<std::size_t>(lines.first + j) * static_cast<std::size_t>(cols_) + columns.first;
    for (int i = 0; i < columns.n; ++i) line[i] += line_photons * shares[i];
  }
  return photons * share_inside(spot.x_px, sigma_px, cols_) * share_inside(spot.y_px, sigma_px, rows_);
}

}  // namespace lauelith::forward
