// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_grid.h"

#include <algorithm>
#include <cmath>
<<<<<<< HEAD
=======
#include <optional>
>>>>>>> a20060870dd0b8f0372e21828cf4bc5632be37cc

namespace lauelith {
namespace {

<<<<<<< HEAD
/// Equidistant lines along one coordinate.
struct Axis {
  double first = 0.0;
  double step = 1.0;
  int n = 1;
  int index(double value) const { return static_cast<int>(std::lround((value - first) / step)); }
};

/// Gaps between lines of the raster stand out from the wobble inside a line: the largest ratio of successive
/// sorted gaps parts them, if there is a large one.
double smallest_real_gap(std::vector<double> gaps, double range) {
  std::sort(gaps.begin(), gaps.end());
  const double noise = 1e-9 * std::max(range, 1e-30);
  double best_ratio = 3.0;
  double threshold = noise;
  for (std::size_t i = 1; i < gaps.size(); ++i) {
    const double ratio = gaps[i] / std::max(gaps[i - 1], noise);
    if (ratio > best_ratio) {
      best_ratio = ratio;
      threshold = 0.5 * (gaps[i] + gaps[i - 1]);
    }
  }
  return threshold;
}

std::vector<double> differences(const std::vector<double>& sorted) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < sorted.size(); ++i) gaps.push_back(sorted[i] - sorted[i - 1]);
  return gaps;
}

/// Means of the values that no real gap parts.
std::vector<double> lines_of(const std::vector<double>& sorted) {
  const std::vector<double> gaps = differences(sorted);
  const double real = smallest_real_gap(gaps, sorted.back() - sorted.front());
  std::vector<double> lines;
  double sum = sorted.front();
  int n = 1;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (gaps[i - 1] > real) {
      lines.push_back(sum / n);
      sum = 0.0;
      n = 0;
    }
    sum += sorted[i];
    ++n;
  }
  lines.push_back(sum / n);
  return lines;
}

Axis axis_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const Axis axis{values.front(), 1.0, 1};
  if (!(values.back() > values.front())) return axis;
  const std::vector<double> lines = lines_of(values);
  if (lines.size() < 2) return axis;
  std::vector<double> steps = differences(lines);
  std::nth_element(steps.begin(), steps.begin() + static_cast<long>(steps.size() / 2), steps.end());
  const double step = steps[steps.size() / 2];
  const double n_steps = std::round((lines.back() - lines.front()) / step);
  if (n_steps > 1e6) return axis;
  return {lines.front(), (lines.back() - lines.front()) / n_steps, static_cast<int>(n_steps) + 1};
}

std::vector<double> finite_of(const std::vector<double>& values, const std::vector<double>& partner) {
  std::vector<double> finite;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && std::isfinite(partner[i])) finite.push_back(values[i]);
  }
  return finite;
=======
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
>>>>>>> a20060870dd0b8f0372e21828cf4bc5632be37cc
}

}  // namespace

<<<<<<< HEAD
MapGrid grid_of(const std::vector<double>& x_um, const std::vector<double>& y_um) {
  MapGrid grid;
  grid.cell_of_frame.assign(x_um.size(), -1);
  const auto x = finite_of(x_um, y_um);
  const auto y = finite_of(y_um, x_um);
  if (x.size() < 2) return grid;
  const Axis along_x = axis_of(x);
  const Axis along_y = axis_of(y);
  const double n_cells = static_cast<double>(along_x.n) * along_y.n;
  if (n_cells < 2.0 || n_cells > 2.0 * static_cast<double>(x.size())) return grid;
  grid.nx = along_x.n;
  grid.ny = along_y.n;
  grid.frame_of_cell.assign(static_cast<std::size_t>(n_cells), -1);
  for (std::size_t i = 0; i < x_um.size(); ++i) {
    if (!std::isfinite(x_um[i]) || !std::isfinite(y_um[i])) continue;
    const int cell = along_y.index(y_um[i]) * grid.nx + along_x.index(x_um[i]);
    if (grid.frame_of_cell[static_cast<std::size_t>(cell)] >= 0) continue;
    grid.frame_of_cell[static_cast<std::size_t>(cell)] = static_cast<int>(i);
    grid.cell_of_frame[i] = cell;
  }
  grid.is_raster_order = grid.frame_of_cell.size() == x_um.size();
  for (std::size_t i = 0; i < x_um.size(); ++i)
    grid.is_raster_order &= grid.cell_of_frame[i] == static_cast<int>(i);
  return grid;
=======
bool MapGrid::is_in_frame_order() const {
  for (std::size_t i = 0; i < frame_of_point.size(); ++i) {
    if (frame_of_point[i] != static_cast<int>(i)) return false;
  }
  return n_doubled == 0;
}

MapGrid map_grid(const Maps& maps) {
  const auto grid = grid_of_positions(maps);
  return grid ? *grid : grid_of_shape(maps);
>>>>>>> a20060870dd0b8f0372e21828cf4bc5632be37cc
}

}  // namespace lauelith
