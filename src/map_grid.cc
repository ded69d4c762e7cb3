// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_grid.h"

#include <algorithm>
#include <cmath>

namespace lauelith {
namespace {

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
}

}  // namespace

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
}

}  // namespace lauelith
