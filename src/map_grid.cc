// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>
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

/// Means of the values that lie together: gaps below 0.3 of the largest one are jitter of the stage.
std::vector<double> means_of_clusters(const std::vector<double>& sorted, double largest_gap) {
  std::vector<double> means;
  double sum = sorted.front();
  int n = 1;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i] - sorted[i - 1] >= 0.3 * largest_gap) {
      means.push_back(sum / n);
      sum = 0.0;
      n = 0;
    }
    sum += sorted[i];
    ++n;
  }
  means.push_back(sum / n);
  return means;
}

/// The step is the median distance of neighbouring means: ends of clusters are nearer to each other than the
/// lines they belong to.
Line line_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double largest = 0.0;
  for (std::size_t i = 1; i < values.size(); ++i) largest = std::max(largest, values[i] - values[i - 1]);
  Line line{values.front(), 0.0, 1};
  if (!(largest > 1e-6)) return line;
  const std::vector<double> means = means_of_clusters(values, largest);
  std::vector<double> gaps;
  for (std::size_t i = 1; i < means.size(); ++i) gaps.push_back(means[i] - means[i - 1]);
  const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
  std::nth_element(gaps.begin(), middle, gaps.end());
  const double n_steps = std::round((means.back() - means.front()) / *middle);
  if (!(n_steps < 1e6)) return line;
  line.first = means.front();
  line.n = static_cast<int>(n_steps) + 1;
  line.step = (means.back() - means.front()) / n_steps;
  return line;
}

std::optional<int> place_on(const Line& line, double value) {
  if (line.step == 0.0) return 0;
  const double place = (value - line.first) / line.step;
  if (std::abs(place - std::round(place)) > largest_offset) return std::nullopt;
  return static_cast<int>(std::lround(place));
}

std::vector<double> known_of(const std::vector<double>& values, const std::vector<double>& partner) {
  std::vector<double> known;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && std::isfinite(partner[i])) known.push_back(values[i]);
  }
  return known;
}

MapGrid empty_grid(const Line& x, const Line& y, std::size_t n_frames) {
  MapGrid grid;
  grid.nx = x.n;
  grid.ny = y.n;
  grid.origin_um = {x.first, y.first};
  const double other = std::max(x.step, y.step) > 0.0 ? std::max(x.step, y.step) : 1.0;
  grid.step_um = {x.step > 0.0 ? x.step : other, y.step > 0.0 ? y.step : other};
  grid.has_positions = true;
  grid.frame_of_point.assign(grid.n_points(), -1);
  grid.point_of_frame.assign(n_frames, -1);
  return grid;
}

MapGrid grid_of_shape(const Maps& maps) {
  MapGrid grid;
  const int n = static_cast<int>(maps.frames.size());
  grid.ny = maps.nx > 0 ? maps.ny : 1;
  grid.nx = maps.nx > 0 ? maps.nx : n;
  grid.frame_of_point.resize(grid.n_points());
  std::iota(grid.frame_of_point.begin(), grid.frame_of_point.end(), 0);
  grid.point_of_frame = grid.frame_of_point;
  return grid;
}

}  // namespace

bool MapGrid::is_in_frame_order() const {
  for (std::size_t i = 0; i < frame_of_point.size(); ++i) {
    if (frame_of_point[i] != static_cast<int>(i)) return false;
  }
  return frame_of_point.size() == point_of_frame.size();
}

MapGrid grid_of(const std::vector<double>& x_um, const std::vector<double>& y_um) {
  const auto known_x = known_of(x_um, y_um);
  const auto known_y = known_of(y_um, x_um);
  if (known_x.empty()) return {};
  const Line x = line_of(known_x);
  const Line y = line_of(known_y);
  if (static_cast<double>(x.n) * y.n > most_points_per_frame * static_cast<double>(known_x.size())) return {};
  MapGrid grid = empty_grid(x, y, x_um.size());
  for (std::size_t i = 0; i < x_um.size(); ++i) {
    if (!std::isfinite(x_um[i]) || !std::isfinite(y_um[i])) continue;
    const auto column = place_on(x, x_um[i]);
    const auto row = place_on(y, y_um[i]);
    if (!column || !row) return {};
    const int point = *row * x.n + *column;
    int& frame = grid.frame_of_point[static_cast<std::size_t>(point)];
    if (frame >= 0) {
      ++grid.n_doubled;
      continue;
    }
    frame = static_cast<int>(i);
    grid.point_of_frame[i] = point;
  }
  return grid;
}

MapGrid map_grid(const Maps& maps) {
  std::vector<double> x_um, y_um;
  for (const FrameResult& frame : maps.frames) {
    x_um.push_back(frame.x_um);
    y_um.push_back(frame.y_um);
  }
  MapGrid grid = grid_of(x_um, y_um);
  return grid.exists() ? grid : grid_of_shape(maps);
}

}  // namespace lauelith
