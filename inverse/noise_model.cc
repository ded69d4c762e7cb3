// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/noise_model.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace lauelith::inverse {
namespace {

struct Point {
  double level = 0.0;
  double variance = 0.0;
  double weight = 0.0;
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::vector<Point> points_of(const std::vector<TileStatistics>& tiles) {
  std::vector<Point> points;
  for (const TileStatistics& tile : tiles) points.push_back({tile.level, tile.variance, 1.0});
  return points;
}

/// Medians of up to 24 groups of tiles of neighbouring level. A group's variance is good to
/// 1.25·√(2/pixels)/√tiles of itself, and to 2 % because of what the clip and a curved background leave.
std::vector<Point> group_medians(std::vector<Point> tiles) {
  std::sort(tiles.begin(), tiles.end(), [](const Point& a, const Point& b) { return a.level < b.level; });
  const std::size_t n_groups = std::clamp<std::size_t>(tiles.size() / 8, 1, 24);
  std::vector<Point> groups;
  for (std::size_t g = 0; g < n_groups; ++g) {
    std::vector<double> levels;
    std::vector<double> variances;
    for (std::size_t i = g * tiles.size() / n_groups; i < (g + 1) * tiles.size() / n_groups; ++i) {
      levels.push_back(tiles[i].level);
      variances.push_back(tiles[i].variance);
    }
    Point group{median(levels), median(variances), 0.0};
    const double relative = 0.067 / std::sqrt(static_cast<double>(levels.size()));
    const double sigma = std::hypot(relative, 0.02) * std::max(group.variance, 1e-12);
    group.weight = 1.0 / (sigma * sigma);
    groups.push_back(group);
  }
  return groups;
}

}  // namespace

NoiseModel estimate_noise(const LocalBackground& background) {
  NoiseModel noise;
  if (background.integers()) noise.floor = 1.0 / 12.0;
  const std::vector<Point> tiles = points_of(background.quiet_tiles());
  if (tiles.empty()) return noise;
  const std::vector<Point> groups = group_medians(tiles);
  double typical = 0.0;
  for (const Point& group : groups) typical = std::max(typical, group.variance);
  if (typical <= 0.0) return noise;
  noise.floor = std::min(noise.floor, 0.01 * typical);
  if (background.integers() && groups.front().level < 0.5)
    noise.floor = 1e-3;  // an empty counter is that quiet
  // Normal equations of variance = gain·level + offset, with the prior on the offset.
  double sum_ll = 0.0;
  double sum_l = 0.0;
  double sum_lv = 0.0;
  double sum_v = 0.0;
  const double middle = std::abs(groups[groups.size() / 2].level);
  const double span = (groups.back().level - groups.front().level) / std::max(middle, 1e-12);
  double sum_1 = 1.0 / std::pow(0.3 * typical * std::clamp(span / 0.3, 0.05, 1.0), 2);
  for (const Point& group : groups) {
    sum_ll += group.weight * group.level * group.level;
    sum_l += group.weight * group.level;
    sum_lv += group.weight * group.level * group.variance;
    sum_v += group.weight * group.variance;
    sum_1 += group.weight;
  }
  const double determinant = sum_ll * sum_1 - sum_l * sum_l;
  if (determinant <= 0.0 || sum_ll <= 0.0) return {0.0, sum_v / sum_1, noise.floor};
  noise.gain = (sum_lv * sum_1 - sum_l * sum_v) / determinant;
  noise.offset = (sum_ll * sum_v - sum_l * sum_lv) / determinant;
  if (noise.gain < 0.0) return {0.0, sum_v / sum_1, noise.floor};
  return noise;
}

}  // namespace lauelith::inverse
