// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spline_surface.h"

#include <array>
#include <cmath>

namespace lauelith::inverse {
namespace {

constexpr int margin = 2;

/// K·r on the grid.
std::vector<double> smoothed(const std::vector<double>& values, int cols, int rows) {
  const auto value = [&](int x, int y) {
    return x < 0 || y < 0 || x >= cols || y >= rows ? 0.0 : values[static_cast<std::size_t>(y * cols + x)];
  };
  constexpr std::array<double, 3> k{1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0};
  std::vector<double> result;
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < cols; ++x) {
      double sum = 0.0;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx)
          sum += k[static_cast<std::size_t>(dy + 1)] * k[static_cast<std::size_t>(dx + 1)] *
                 value(x + dx, y + dy);
      }
      result.push_back(sum);
    }
  }
  return result;
}

std::vector<double> coefficients_of(const std::vector<double>& values, int cols, int rows,
                                    Smoothing smoothing) {
  if (smoothing == Smoothing::little) return values;
  std::vector<double> once = smoothed(values, cols, rows);
  if (smoothing == Smoothing::more) return once;
  if (smoothing == Smoothing::most) return smoothed(once, cols, rows);
  for (std::size_t i = 0; i < values.size(); ++i) once[i] = 2.0 * values[i] - once[i];
  return once;
}

}  // namespace

double noise_left(Smoothing smoothing) {
  // Σ(2K − K·K)², ΣK², Σ(K·K)², Σ(K·K·K)²
  constexpr std::array<double, 4> left{0.4588, 0.2500, 0.1227, 0.0805};
  return left[static_cast<std::size_t>(smoothing)];
}

BSplineWeights b_spline_weights(double fraction) {
  const double t = fraction;
  const double u = 1.0 - t;
  return {{u * u * u / 6.0, 2.0 / 3.0 - t * t + 0.5 * t * t * t, 2.0 / 3.0 - u * u + 0.5 * u * u * u,
           t * t * t / 6.0},
          {-0.5 * u * u, -2.0 * t + 1.5 * t * t, 2.0 * u - 1.5 * u * u, 0.5 * t * t}};
}

SplineSurface::SplineSurface(const std::vector<double>& values, int cols, int rows, Smoothing smoothing)
    : cols_(cols + 2 * margin), rows_(rows + 2 * margin) {
  coefficients_.assign(static_cast<std::size_t>(cols_ * rows_), 0.0);
  const std::vector<double> inner = coefficients_of(values, cols, rows, smoothing);
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < cols; ++x)
      coefficients_[static_cast<std::size_t>((y + margin) * cols_ + x + margin)] =
          inner[static_cast<std::size_t>(y * cols + x)];
  }
}

SplineSurface::Point SplineSurface::at(const Eigen::Vector2d& place) const {
  const double x_floor = std::floor(place.x());
  const double y_floor = std::floor(place.y());
  const int x = static_cast<int>(x_floor) - 1 + margin;
  const int y = static_cast<int>(y_floor) - 1 + margin;
  Point point;
  if (x < 0 || y < 0 || x + 3 >= cols_ || y + 3 >= rows_) return point;
  const BSplineWeights wx = b_spline_weights(place.x() - x_floor);
  const BSplineWeights wy = b_spline_weights(place.y() - y_floor);
  for (std::size_t j = 0; j < 4; ++j) {
    const double* row = coefficients_.data() + (y + static_cast<int>(j)) * cols_ + x;
    for (std::size_t i = 0; i < 4; ++i) {
      point.value += wx.value[i] * wy.value[j] * row[i];
      point.slope.x() += wx.slope[i] * wy.value[j] * row[i];
      point.slope.y() += wx.value[i] * wy.slope[j] * row[i];
    }
  }
  return point;
}

}  // namespace lauelith::inverse
