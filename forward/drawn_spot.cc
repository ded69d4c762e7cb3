// SPDX-License-Identifier: BSD-3-Clause
#include "forward/drawn_spot.h"

#include <algorithm>
#include <array>
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
  Shares(double x_px, double sigma_px, const PixelSpan& span) {
    if (static_cast<std::size_t>(span.n) > small_.size()) large_.resize(static_cast<std::size_t>(span.n));
    pixel_shares(x_px, sigma_px, span.first, span.n, data());
  }
  const float* get() const { return large_.empty() ? small_.data() : large_.data(); }

 private:
  float* data() { return large_.empty() ? small_.data() : large_.data(); }
  std::array<float, 64> small_;
  std::vector<float> large_;
};

/// Share of a Gaussian inside a line of pixels.
double share_inside(double x_px, double sigma_px, int n_pixels) {
  const NormalIntegral& normal = normal_integral();
  return normal.below((n_pixels - 0.5 - x_px) / sigma_px) - normal.below((-0.5 - x_px) / sigma_px);
}

}  // namespace

void append_parts(const DrawnSpot& spot, std::vector<RoundPart>& parts) {
  const SpotAxes axes = axes_of(spot.shape);
  const double minor2 = axes.sigma_minor_px * axes.sigma_minor_px;
  const double major2 = axes.sigma_major_px * axes.sigma_major_px;
  const double reach_sigma = reach_of(spot.photons);
  if (major2 - minor2 < nearly_round * minor2) {
    const double sigma = std::sqrt(0.5 * (major2 + minor2));
    parts.push_back({spot.x_px, spot.y_px, spot.photons, sigma, reach_sigma * sigma});
    return;
  }
  const double sigma = axes.sigma_minor_px;
  for (const RoundSpot& round : row_of_round_spots(spot.x_px, spot.y_px, spot.shape)) {
    parts.push_back({round.x_px, round.y_px, spot.photons * round.share, sigma, reach_sigma * sigma});
  }
}

double photons_on_panel(const RoundPart& part, int rows, int cols) {
  return part.photons * share_inside(part.x_px, part.sigma_px, cols) *
         share_inside(part.y_px, part.sigma_px, rows);
}

PixelSpan span_of(double middle_px, double reach_px, int n_pixels) {
  const double reach = reach_px + 0.5;
  const double first = std::clamp(std::floor(middle_px - reach), 0.0, static_cast<double>(n_pixels));
  const double last = std::clamp(std::ceil(middle_px + reach), -1.0, n_pixels - 1.0);
  return {static_cast<int>(first), std::max(0, static_cast<int>(last - first) + 1)};
}

void draw_part(const RoundPart& part, int rows, int cols, std::size_t begin, std::size_t n, float* pixels) {
  const PixelSpan columns = span_of(part.x_px, part.reach_px, cols);
  const PixelSpan lines = span_of(part.y_px, part.reach_px, rows);
  const Shares share_x(part.x_px, part.sigma_px, columns);
  const Shares share_y(part.y_px, part.sigma_px, lines);
  const auto first = static_cast<std::ptrdiff_t>(begin);
  const auto last = static_cast<std::ptrdiff_t>(begin + n);
  for (int j = 0; j < lines.n; ++j) {
    const float line_photons = static_cast<float>(part.photons) * share_y.get()[j];
    const std::ptrdiff_t start = static_cast<std::ptrdiff_t>(lines.first + j) * cols + columns.first;
    const std::ptrdiff_t from = std::max(start, first);
    const std::ptrdiff_t to = std::min(start + columns.n, last);
    if (from >= to) continue;
    const float* shares = share_x.get() + (from - start);
    float* line = pixels + (from - first);
    for (std::ptrdiff_t i = 0; i < to - from; ++i) line[i] += line_photons * shares[i];
  }
}

}  // namespace lauelith::forward
