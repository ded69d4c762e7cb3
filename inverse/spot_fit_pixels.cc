// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "inverse/spot_fit.h"

namespace lauelith::inverse {
namespace {

/// Pixels of the fit: within four standard deviations of the major axis, never fewer than a disc of 5 pixels.
double fit_radius(const SpotParameters& spot) {
  return std::max(5.0, 4.0 * forward::widths_of({spot.xx, spot.xy, spot.yy}).major_px + 0.5);
}

/// Whole columns from `first` to `last`; none if that is before.
struct Interval {
  int first = 0;
  int last = -1;
  bool contains(int x) const { return first <= x && x <= last; }
};

Interval columns_within(const SpotParameters& spot, double radius2, int y) {
  const double dy = y - spot.y_px;
  const double half2 = radius2 - dy * dy;
  if (half2 < 0.0) return {};
  const double half = std::sqrt(half2);
  return {static_cast<int>(std::ceil(spot.x_px - half)), static_cast<int>(std::floor(spot.x_px + half))};
}

}  // namespace

inline void SpotFitter::take_pixel(int x, int y) {
  const float value = pixels_.value[pixels_.at(x, y)];
  if (value >= pixels_.saturation) saturated_.push_back(static_cast<int>(n_));
  x_[n_] = static_cast<float>(x - x_origin_);
  y_[n_] = static_cast<float>(y - y_origin_);
  value_[n_++] = value;
}

void SpotFitter::gather_pixels(const GroupStart& start) {
  x_origin_ = std::round(start.spots.front().spot.x_px);
  y_origin_ = std::round(start.spots.front().spot.y_px);
  double x0 = 1e9;
  double x1 = -1e9;
  double y0 = 1e9;
  double y1 = -1e9;
  std::array<double, max_spots_per_fit> radius2{};
  std::array<Interval, max_spots_per_fit> interval{};
  for (std::size_t k = 0; k < start.spots.size(); ++k) {
    const SpotParameters& spot = start.spots[k].spot;
    const double radius = start.reach_px > 0.0 ? start.reach_px : fit_radius(spot);
    radius2[k] = radius * radius;
    x0 = std::min(x0, spot.x_px - radius);
    x1 = std::max(x1, spot.x_px + radius);
    y0 = std::min(y0, spot.y_px - radius);
    y1 = std::max(y1, spot.y_px + radius);
  }
  saturated_.clear();
  n_ = 0;
  const int last_y = std::min(pixels_.rows - 1, static_cast<int>(std::floor(y1)));
  const int last_x = std::min(pixels_.cols - 1, static_cast<int>(std::floor(x1)));
  const int first_y = std::max(0, static_cast<int>(std::ceil(y0)));
  const int first_x = std::max(0, static_cast<int>(std::ceil(x0)));
  const auto most = static_cast<std::size_t>(std::max(0, last_y - first_y + 1)) *
                    static_cast<std::size_t>(std::max(0, last_x - first_x + 1));
  for (auto* values : {&x_, &y_, &value_})
    if (values->size() < most) values->resize(most);
  for (int y = first_y; y <= last_y; ++y) {
    Interval row{last_x + 1, first_x - 1};
    for (std::size_t k = 0; k < start.spots.size(); ++k) {
      interval[k] = columns_within(start.spots[k].spot, radius2[k], y);
      row.first = std::min(row.first, std::max(interval[k].first, first_x));
      row.last = std::max(row.last, std::min(interval[k].last, last_x));
    }
    const auto near = std::span(interval).first(start.spots.size());
    for (int x = row.first; x <= row.last; ++x) {
      if (near.size() > 1 &&
          std::none_of(near.begin(), near.end(), [x](const Interval& one) { return one.contains(x); }))
        continue;
      if (pixels_.mask[pixels_.at(x, y)] == 0) take_pixel(x, y);
    }
  }
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
  need(weighted_, static_cast<std::size_t>(n_parameters_) * stride_);
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
