// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_grid.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace lauelith {
namespace {

constexpr double most_points_per_frame = 50.0;  // a grid emptier than that is none
constexpr double largest_offset = 0.3;          // of a frame from its point, in steps

/// Points of one axis.
struct Line {
  double first = 0.0;
  double step = 0.0;  ///< 0: all frames at one place
  int n = 1;
};

/// The step is the median of the gaps that are not jitter of the stage.
Line line_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::vector<double> gaps;
  for (std::size_t i = 1; i < values.size(); ++i) gaps.push_back(values[i] - values[i - 1]);
  const double largest = gaps.empty() ? 0.0 : *std::max_element(gaps.begin(), gaps.end());
  Line line{values.front(), 0.0, 1};
  if (!(largest > 1e-6)) return line;
  std::erase_if(gaps, [largest](double gap) { return gap < 0.3 * largest; });
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  const double n_steps = std::round((values.back() - values.front()) / *middle);
  if (!(n_steps < 1e6)) return line;
  line.n = static_cast<int>(n_steps) + 1;
  line.step = (values.back() - values.front()) / n_steps;
  return line;
}

std::optional<int> place_on(const Line& line, double value) {
  if (line.step == 0.0) return 0;
  const double place = (value - line.first) / line.step;
  if (std::abs(place - std::round(place)) > largest_offset) return std::nullopt;
  return static_cast<int>(std::lround(place));
}

bool is_known(const FrameResult& frame) { return std::isfinite(frame.x_um) && std::isfinite(frame.y_um); }

/// Frames without a position are left out; nullopt: the positions form no grid.
std::optional<MapGrid> grid_of_positions(const Maps& maps) {
  std::vector<double> x_um, y_um;
  for (const FrameResult& frame : maps.frames) {
    if (!is_known(frame)) continue;
    x_um.push_back(frame.x_um);
    y_um.push_back(frame.y_um);
  }
  if (x_um.empty()) return std::nullopt;
  const Line x = line_of(x_um);
  const Line y = line_of(y_um);
  if (static_cast<double>(x.n) * y.n > most_points_per_frame * static_cast<double>(x_um.size()))
    return std::nullopt;
  MapGrid grid;
  grid.nx = x.n;
  grid.ny = y.n;
  grid.origin_um = {x.first, y.first};
  const double other = std::max(x.step, y.step) > 0.0 ? std::max(x.step, y.step) : 1.0;
  grid.step_um = {x.step > 0.0 ? x.step : other, y.step > 0.0 ? y.step : other};
  grid.has_positions = true;
  grid.frame_of_point.assign(grid.n_points(), -1);
  for (std::size_t i = 0; i < maps.frames.size(); ++i) {
    if (!is_known(maps.frames[i])) continue;
    const auto column = place_on(x, maps.frames[i].x_um);
    const auto row = place_on(y, maps.frames[i].y_um);
    if (!column || !row) return std::nullopt;
    int& frame = grid.frame_of_point[static_cast<std::size_t>(*row) * static_cast<std::size_t>(x.n) +
                                     static_cast<std::size_t>(*column)];
    if (frame >= 0) {
      ++grid.n_doubled;
    } else {
      frame = static_cast<int>(i);
    }
  }
  return grid;
}

MapGrid grid_of_shape(const Maps& maps) {
  MapGrid grid;
  const int n = static_cast<int>(maps.frames.size());
  grid.ny = maps.nx > 0 ? maps.ny : 1;
  grid.nx = maps.nx > 0 ? maps.nx : n;
  grid.frame_of_point.resize(grid.n_points());
  for (int i = 0; i < n; ++i) grid.frame_of_point[static_cast<std::size_t>(i)] = i;
  return grid;
}

}  // namespace

bool MapGrid::is_in_frame_order() const {
  for (std::size_t i = 0; i < frame_of_point.size(); ++i) {
    if (frame_of_point[i] != static_cast<int>(i)) return false;
  }
  return n_doubled == 0;
}

MapGrid map_grid(const Maps& maps) {
  const auto grid = grid_of_positions(maps);
  return grid ? *grid : grid_of_shape(maps);
}

}  // namespace lauelith
