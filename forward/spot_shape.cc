// SPDX-License-Identifier: BSD-3-Clause
#include "forward/spot_shape.h"

#include <cassert>
#include <cmath>

#include "src/units.h"

namespace lauelith::forward {

SpotShape round_shape(double sigma_px) { return {sigma_px * sigma_px, 0.0, sigma_px * sigma_px}; }

SpotAxes axes_of(const SpotShape& shape) {
  const double mean = 0.5 * (shape.xx + shape.yy);
  const double spread = std::hypot(0.5 * (shape.xx - shape.yy), shape.xy);
  SpotAxes axes;
  axes.sigma_major_px = std::sqrt(mean + spread);
  axes.sigma_minor_px = std::sqrt(std::max(0.0, mean - spread));
  axes.tilt_deg = 0.5 * std::atan2(2.0 * shape.xy, shape.xx - shape.yy) / units::deg;
  if (axes.tilt_deg <= -90.0) axes.tilt_deg += 180.0;
  return axes;
}

SpotShape shape_of(const SpotAxes& axes) {
  const double cosine = std::cos(axes.tilt_deg * units::deg);
  const double sine = std::sin(axes.tilt_deg * units::deg);
  const double major = axes.sigma_major_px * axes.sigma_major_px;
  const double minor = axes.sigma_minor_px * axes.sigma_minor_px;
  return {major * cosine * cosine + minor * sine * sine, (major - minor) * sine * cosine,
          major * sine * sine + minor * cosine * cosine};
}

std::vector<RoundSpot> row_of_round_spots(double x_px, double y_px, const SpotShape& shape) {
  const SpotAxes axes = axes_of(shape);
  assert(axes.sigma_minor_px > 0.0);
  const double line2 = axes.sigma_major_px * axes.sigma_major_px - axes.sigma_minor_px * axes.sigma_minor_px;
  if (line2 < 1e-9 * shape.xx) return {{x_px, y_px, 1.0}};
  const double line = std::sqrt(line2);
  const double cosine = std::cos(axes.tilt_deg * units::deg);
  const double sine = std::sin(axes.tilt_deg * units::deg);
  if (line < 0.15 * axes.sigma_minor_px) {
    return {{x_px - line * cosine, y_px - line * sine, 0.5}, {x_px + line * cosine, y_px + line * sine, 0.5}};
  }
  if (line < 0.25 * axes.sigma_minor_px) {
    const double place = std::sqrt(3.0) * line;
    return {{x_px - place * cosine, y_px - place * sine, 1.0 / 6.0},
            {x_px, y_px, 2.0 / 3.0},
            {x_px + place * cosine, y_px + place * sine, 1.0 / 6.0}};
  }
  const double pitch = axes.sigma_minor_px * line / axes.sigma_major_px;
  const int n_side = static_cast<int>(std::ceil(5.5 * line / pitch));
  std::vector<RoundSpot> row;
  double sum = 0.0;
  for (int k = -n_side; k <= n_side; ++k) {
    const double along = k * pitch;
    const double weight = std::exp(-0.5 * along * along / line2);
    row.push_back({x_px + along * cosine, y_px + along * sine, weight});
    sum += weight;
  }
  for (RoundSpot& spot : row) spot.share /= sum;
  return row;
}

std::vector<double> pixel_shares(double x_px, double sigma_px, int first, int n) {
  std::vector<double> share(static_cast<std::size_t>(n));
  pixel_shares(x_px, sigma_px, first, n, share.data());
  return share;
}

void pixel_shares(double x_px, double sigma_px, int first, int n, double* share) {
  const double scale = 1.0 / (std::sqrt(2.0) * sigma_px);
  double lower = std::erf((first - 0.5 - x_px) * scale);
  for (int i = 0; i < n; ++i) {
    const double upper = std::erf((first + i + 0.5 - x_px) * scale);
    share[i] = 0.5 * (upper - lower);
    lower = upper;
  }
}

}  // namespace lauelith::forward
