// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>

#include "inverse/spot_fit.h"

namespace lauelith::inverse {
namespace {

/// Pixels of the fit: within four standard deviations of the major axis, never fewer than a disc of 5 pixels.
double fit_radius(const SpotParameters& spot) {
  return std::max(5.0, 4.0 * forward::widths_of({spot.xx, spot.xy, spot.yy}).major_px + 0.5);
}

}  // namespace

void SpotFitter::gather_pixels(const GroupStart& start) {
  x_origin_ = std::round(start.spots.front().spot.x_px);
  y_origin_ = std::round(start.spots.front().spot.y_px);
  double x0 = 1e9;
  double x1 = -1e9;
  double y0 = 1e9;
  double y1 = -1e9;
  std::array<double, max_spots_per_fit> radius2{};
  for (std::size_t k = 0; k < start.spots.size(); ++k) {
    const SpotParameters& spot = start.spots[k].spot;
    const double radius = start.reach_px > 0.0 ? start.reach_px : fit_radius(spot);
    radius2[k] = radius * radius;
    x0 = std::min(x0, spot.x_px - radius);
    x1 = std::max(x1, spot.x_px + radius);
    y0 = std::min(y0, spot.y_px - radius);
    y1 = std::max(y1, spot.y_px + radius);
  }
  x_.clear();
  y_.clear();
  value_.clear();
  saturated_.clear();
  const int last_y = std::min(pixels_.rows - 1, static_cast<int>(std::floor(y1)));
  const int last_x = std::min(pixels_.cols - 1, static_cast<int>(std::floor(x1)));
  for (int y = std::max(0, static_cast<int>(std::ceil(y0))); y <= last_y; ++y) {
    for (int x = std::max(0, static_cast<int>(std::ceil(x0))); x <= last_x; ++x) {
      bool near = false;
      for (std::size_t k = 0; k < start.spots.size() && !near; ++k) {
        const double dx = x - start.spots[k].spot.x_px;
        const double dy = y - start.spots[k].spot.y_px;
        near = dx * dx + dy * dy <= radius2[k];
      }
      if (!near || pixels_.mask[pixels_.at(x, y)] != 0) continue;
      const float value = pixels_.value[pixels_.at(x, y)];
      if (value >= pixels_.saturation) saturated_.push_back(static_cast<int>(x_.size()));
      x_.push_back(static_cast<float>(x - x_origin_));
      y_.push_back(static_cast<float>(y - y_origin_));
      value_.push_back(value);
    }
  }
  n_ = x_.size();
}

void SpotFitter::place_columns(const GroupStart& start) {
  stride_ = (n_ + 7) / 8 * 8;
  first_column_.clear();
  n_parameters_ = 3;
  for (const SpotStart& spot : start.spots) {
    first_column_.push_back(n_parameters_);
    n_parameters_ += spot.shape_fixed ? 3 : 6;
  }
  const auto need = [](auto& values, std::size_t n) {
    if (values.size() < n) values.resize(n);
  };
  need(columns_, static_cast<std::size_t>(n_parameters_) * stride_);
  need(unused_, 6 * stride_);
  for (auto* values : {&neighbours_, &model_, &weight_, &pull_}) need(*values, stride_);
  need(variance_, stride_);
  need(as_read_, stride_);
  std::fill_n(column(0), n_, 1.0F);
  std::copy_n(x_.data(), n_, column(1));
  std::copy_n(y_.data(), n_, column(2));
}

void SpotFitter::add_neighbours(const GroupStart& start) {
  std::fill_n(neighbours_.data(), n_, 0.0F);
  SpotColumns columns;
  for (std::size_t k = 0; k < n_spot_parameters; ++k) columns[k] = unused_.data() + k * stride_;
  for (SpotParameters spot : start.neighbours) {
    spot.x_px -= x_origin_;
    spot.y_px -= y_origin_;
    evaluate_spot(spot, x_.data(), y_.data(), n_, columns);
    const auto intensity = static_cast<float>(spot.intensity);
    for (std::size_t i = 0; i < n_; ++i) neighbours_[i] += intensity * columns[0][i];
  }
}

}  // namespace lauelith::inverse
