// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/local_background.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

#include "inverse/tile_measurement.h"

namespace lauelith::inverse {
namespace {

/// One where every sampled pixel is a whole number, else zero: counts need a clip that lets single events
/// pass.
float quantum_of(const PixelView& pixels) {
  const std::size_t n = static_cast<std::size_t>(pixels.rows) * static_cast<std::size_t>(pixels.cols);
  const std::size_t stride = n / 4096 + 1;
  for (std::size_t i = 0; i < n; i += stride) {
    if (pixels.mask[i] == 0 && pixels.value[i] != std::floor(pixels.value[i])) return 0.0F;
  }
  return 1.0F;
}

/// Linear interpolation weights between the centres of tiles; beyond the outermost centres the line goes on.
struct Between {
  int lower = 0;
  int upper = 0;
  float share = 0.0F;  ///< of the upper one
};

Between between_tiles(float position, int n_tiles) {
  if (n_tiles == 1) return {};
  const float in_tiles = (position - 0.5F * (LocalBackground::tile_px - 1)) / LocalBackground::tile_px;
  const int lower = std::clamp(static_cast<int>(std::floor(in_tiles)), 0, n_tiles - 2);
  return {lower, lower + 1, in_tiles - static_cast<float>(lower)};
}

}  // namespace

LocalBackground::LocalBackground(const PixelView& pixels)
    : n_x_((pixels.cols + tile_px - 1) / tile_px),
      n_y_((pixels.rows + tile_px - 1) / tile_px),
      quantum_(quantum_of(pixels)),
      tiles_(static_cast<std::size_t>(n_x_ * n_y_)) {
  TileMeasurement measurement(quantum_);
  for (int ty = 0; ty < n_y_; ++ty) {
    for (int tx = 0; tx < n_x_; ++tx) {
      const bool sampled = (tx + 3 * ty) % 8 == 0;
      tiles_[static_cast<std::size_t>(ty * n_x_ + tx)] =
          measurement.of(pixels, tx * tile_px, ty * tile_px, sampled);
    }
  }
  fill_and_smooth();
}

std::vector<TileStatistics> LocalBackground::quiet_tiles() const {
  const auto excess = [](const TileStatistics& tile) {
    return (tile.highest - tile.level) / std::sqrt(std::max(tile.variance, 1e-12F));
  };
  std::vector<float> excesses;
  for (const TileStatistics& tile : tiles_) {
    if (tile.measured && !tile.constant && tile.n_background >= 256) excesses.push_back(excess(tile));
  }
  if (excesses.empty()) return {};
  const auto quarter = excesses.begin() + static_cast<std::ptrdiff_t>(excesses.size() / 4);
  std::nth_element(excesses.begin(), quarter, excesses.end());
  const float limit = std::max(6.0F, *quarter);
  std::vector<TileStatistics> quiet;
  for (const TileStatistics& tile : tiles_) {
    if (tile.measured && !tile.constant && tile.n_background >= 256 && excess(tile) <= limit)
      quiet.push_back(tile);
  }
  return quiet;
}

NoiseCorrelation LocalBackground::correlation() const {
  std::vector<float> one;
  std::vector<float> two;
  for (const TileStatistics& tile : quiet_tiles()) {
    if (!tile.sampled) continue;
    one.push_back(tile.correlation_1);
    two.push_back(tile.correlation_2);
  }
  if (one.empty()) return {};
  // A tile's coefficient is good to about 1/√1000, and a median to 1.25 times the error of a mean.
  const double error = 1.25 * 0.032 / std::sqrt(static_cast<double>(one.size()));
  constexpr double wings = 0.02;  // what the wings of bright spots leave where every tile has some
  const auto median = [error](std::vector<float>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle > 3.0 * error + wings ? std::min(1.0, static_cast<double>(*middle)) : 0.0;
  };
  return {median(one), median(two)};
}

void LocalBackground::measure_again(const PixelView& pixels, const std::vector<int>& tiles) {
  TileMeasurement measurement(quantum_);
  for (const int i : tiles) {
    tiles_[static_cast<std::size_t>(i)] =
        measurement.of(pixels, i % n_x_ * tile_px, i / n_x_ * tile_px, false);
  }
  fill_and_smooth();
}

void LocalBackground::fill_and_smooth() {
  smooth();
  levels_.clear();
  for (const TileStatistics& tile : tiles_) levels_.push_back(tile.level);
}

void LocalBackground::smooth() {
  // No broad spot lifts the tile above its neighbours.
  const auto is_plain = [this](float here, float level, float variance) {
    return here < level + 3.0F * std::sqrt(variance) + 2.0F * quantum_;
  };
  const std::vector<TileStatistics> before = tiles_;
  std::vector<float> levels;
  std::vector<float> variances;
  for (int i = 0; i < n_x_ * n_y_; ++i) {
    levels.clear();
    variances.clear();
    // Wider and wider rings until a measured tile turns up.
    for (int reach = 1; levels.size() < 2 && reach <= std::max(n_x_, n_y_); reach *= 2) {
      levels.clear();
      variances.clear();
      for (int y = std::max(0, i / n_x_ - reach); y <= std::min(n_y_ - 1, i / n_x_ + reach); ++y) {
        for (int x = std::max(0, i % n_x_ - reach); x <= std::min(n_x_ - 1, i % n_x_ + reach); ++x) {
          const TileStatistics& other = before[static_cast<std::size_t>(y * n_x_ + x)];
          if (!other.measured) continue;
          levels.push_back(other.level);
          variances.push_back(other.variance);
        }
      }
      if (tiles_[static_cast<std::size_t>(i)].measured) break;
    }
    if (levels.empty()) continue;
    const auto middle = static_cast<std::ptrdiff_t>(levels.size() / 2);
    TileStatistics& here = tiles_[static_cast<std::size_t>(i)];
    // Not above the median: nothing to put right, and no need to know the median.
    const auto n_below =
        std::count_if(levels.begin(), levels.end(), [&here](float other) { return other < here.level; });
    if (here.measured && n_below <= middle) continue;
    if (here.measured && is_plain(here.level, *std::min_element(levels.begin(), levels.end()),
                                  *std::min_element(variances.begin(), variances.end())))
      continue;  // nor by the medians, which are not lower
    std::nth_element(levels.begin(), levels.begin() + middle, levels.end());
    std::nth_element(variances.begin(), variances.begin() + middle, variances.end());
    const float level = levels[static_cast<std::size_t>(middle)];
    const float variance = variances[static_cast<std::size_t>(middle)];
    if (here.measured && is_plain(here.level, level, variance)) continue;
    here.level = level;
    here.variance = variance;
    here.measured = false;
  }
}

void LocalBackground::nodes_of_row(int y, std::vector<float>& nodes) const {
  const Between between = between_tiles(static_cast<float>(y), n_y_);
  const auto n = static_cast<std::size_t>(n_x_);
  const float* lower = levels_.data() + static_cast<std::size_t>(between.lower) * n;
  const float* upper = levels_.data() + static_cast<std::size_t>(between.upper) * n;
  nodes.resize(n);
  for (std::size_t x = 0; x < n; ++x) nodes[x] = lower[x] + between.share * (upper[x] - lower[x]);
}

double LocalBackground::level(double x, double y) const {
  const Between across = between_tiles(static_cast<float>(x), n_x_);
  const Between down = between_tiles(static_cast<float>(y), n_y_);
  const auto line = [this, &across](int row) {
    const double lower = tile(across.lower, row).level;
    return lower + across.share * (tile(across.upper, row).level - lower);
  };
  const double upper_line = line(down.lower);
  return upper_line + down.share * (line(down.upper) - upper_line);
}

}  // namespace lauelith::inverse
