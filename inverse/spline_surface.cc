// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spline_surface.h"

#include <algorithm>
#include <cmath>

namespace lauelith::inverse {
namespace {

/// to += w·from, n numbers that do not overlap.
void add_scaled(double w, const double* __restrict from, int n, double* __restrict to) {
  for (int i = 0; i < n; ++i) to[i] += w * from[i];
}

/// K·r on the grid: (1, 4, 1)/6 along the rows, then along the columns; zero outside.
std::vector<double> smoothed(const std::vector<double>& values, int cols, int rows) {
  constexpr double side = 1.0 / 6.0;
  constexpr double middle = 2.0 / 3.0;
  std::vector<double> along(values.size(), 0.0);
  std::vector<double> result(values.size(), 0.0);
  for (int y = 0; y < rows; ++y) {
    const double* from = values.data() + y * cols;
    double* to = along.data() + y * cols;
    add_scaled(middle, from, cols, to);
    add_scaled(side, from, cols - 1, to + 1);
    add_scaled(side, from + 1, cols - 1, to);
  }
  for (int y = 0; y < rows; ++y) {
    double* to = result.data() + y * cols;
    add_scaled(middle, along.data() + y * cols, cols, to);
    if (y > 0) add_scaled(side, along.data() + (y - 1) * cols, cols, to);
    if (y + 1 < rows) add_scaled(side, along.data() + (y + 1) * cols, cols, to);
  }
  return result;
}

/// 2r − K·r.
std::vector<double> sharpened(const std::vector<double>& values, std::vector<double> once) {
  for (std::size_t i = 0; i < values.size(); ++i) once[i] = 2.0 * values[i] - once[i];
  return once;
}

std::vector<double> coefficients_of(const std::vector<double>& values, int cols, int rows,
                                    Smoothing smoothing) {
  if (smoothing == Smoothing::little) return values;
  std::vector<double> once = smoothed(values, cols, rows);
  if (smoothing == Smoothing::more) return once;
  if (smoothing == Smoothing::most) return smoothed(once, cols, rows);
  return sharpened(values, std::move(once));
}

/// Adds w·from[x + shift] to to[x] wherever both lie inside.
void add_shifted(double w, const double* from, int n_from, int shift, double* to, int n_to) {
  const int first = std::max(0, -shift);
  const int last = std::min(n_to, n_from - shift);
  if (first < last) add_scaled(w, from + first + shift, last - first, to + first);
}

}  // namespace

double noise_left(Smoothing smoothing) {
  // Σ(2K − K·K)², ΣK², Σ(K·K)², Σ(K·K·K)²
  constexpr std::array<double, n_smoothings> left{0.4588, 0.2500, 0.1227, 0.0805};
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
    : SplineSurface(coefficients_of(values, cols, rows, smoothing), cols, rows) {}

SplineSurface::Point SplineSurface::at(const Eigen::Vector2d& place) const {
  Point point;
  if (cols_ == 0) return point;
  const double far = 4.0;  // beyond the last support
  const double x_floor = std::floor(std::clamp(place.x(), -far, cols_ + far));
  const double y_floor = std::floor(std::clamp(place.y(), -far, rows_ + far));
  const BSplineWeights wx = b_spline_weights(place.x() - x_floor);
  const BSplineWeights wy = b_spline_weights(place.y() - y_floor);
  for (int j = 0; j < 4; ++j) {
    for (int i = 0; i < 4; ++i) {
      const int x = static_cast<int>(x_floor) - 1 + i;
      const int y = static_cast<int>(y_floor) - 1 + j;
      if (x < 0 || y < 0 || x >= cols_ || y >= rows_) continue;
      const double c = coefficients_[static_cast<std::size_t>(y * cols_ + x)];
      const auto across = static_cast<std::size_t>(i);
      const auto down = static_cast<std::size_t>(j);
      point.value += wx.value[across] * wy.value[down] * c;
      point.slope.x() += wx.slope[across] * wy.value[down] * c;
      point.slope.y() += wx.value[across] * wy.slope[down] * c;
    }
  }
  return point;
}

void SplineSurface::add_to(const SurfaceSums& to, const Eigen::Vector2d& offset, double weight) const {
  if (!(offset.cwiseAbs().maxCoeff() < cols_ + rows_ + to.cols + to.rows)) return;  // far away, or no number
  const auto x_shift = static_cast<int>(std::floor(offset.x()));
  const auto y_shift = static_cast<int>(std::floor(offset.y()));
  const BSplineWeights wx = b_spline_weights(offset.x() - x_shift);
  const BSplineWeights wy = b_spline_weights(offset.y() - y_shift);
  const bool with_slopes = to.by_x != nullptr;
  std::vector<double> along(static_cast<std::size_t>(to.cols));
  std::vector<double> slope_along(with_slopes ? along.size() : 0);
  // Each row of coefficients once along x, then down into the rows of pixels that it reaches.
  const int first = std::max(0, y_shift - 1);
  const int last = std::min(rows_, to.rows + y_shift + 3);
  for (int row = first; row < last; ++row) {
    const double* c = coefficients_.data() + row * cols_;
    std::fill(along.begin(), along.end(), 0.0);
    std::fill(slope_along.begin(), slope_along.end(), 0.0);
    for (int i = 0; i < 4; ++i) {
      const auto tap = static_cast<std::size_t>(i);
      add_shifted(weight * wx.value[tap], c, cols_, x_shift - 1 + i, along.data(), to.cols);
      if (with_slopes)
        add_shifted(weight * wx.slope[tap], c, cols_, x_shift - 1 + i, slope_along.data(), to.cols);
    }
    for (int j = 0; j < 4; ++j) {
      const int y = row - (y_shift - 1 + j);
      if (y < 0 || y >= to.rows) continue;
      const auto tap = static_cast<std::size_t>(j);
      const int at = y * to.cols;
      add_scaled(wy.value[tap], along.data(), to.cols, to.value + at);
      if (!with_slopes) continue;
      add_scaled(wy.value[tap], slope_along.data(), to.cols, to.by_x + at);
      add_scaled(wy.slope[tap], along.data(), to.cols, to.by_y + at);
    }
  }
}

std::array<SplineSurface, n_smoothings> surfaces_of(const std::vector<double>& values, int cols, int rows) {
  const std::vector<double> once = smoothed(values, cols, rows);
  const std::vector<double> twice = smoothed(once, cols, rows);
  return {SplineSurface(sharpened(values, once), cols, rows), SplineSurface(values, cols, rows),
          SplineSurface(once, cols, rows), SplineSurface(twice, cols, rows)};
}

}  // namespace lauelith::inverse
