// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <map>

#include "inverse/local_background.h"

namespace lauelith::inverse {
namespace {

constexpr int side = LocalBackground::tile_px;

struct TileBox {
  int x0 = 0;
  int x1 = 0;
  int y0 = 0;
  int y1 = 0;
};

TileBox box_of(const PixelView& pixels, int tile_x, int tile_y) {
  return {tile_x * side, std::min(pixels.cols, (tile_x + 1) * side), tile_y * side,
          std::min(pixels.rows, (tile_y + 1) * side)};
}

long n_with_value(const PixelView& pixels, const TileBox& box, float value) {
  long n = 0;
  for (int y = box.y0; y < box.y1; ++y) {
    const float* row = pixels.value + pixels.at(0, y);
    for (int x = box.x0; x < box.x1; ++x) n += row[x] == value ? 1 : 0;
  }
  return n;
}

bool touches(const LocalBackground& background, int tile_x, int tile_y, float value) {
  constexpr int reach = LocalBackground::dead_reach_tiles;
  for (int y = std::max(0, tile_y - reach); y <= std::min(background.n_y() - 1, tile_y + reach); ++y) {
    for (int x = std::max(0, tile_x - reach); x <= std::min(background.n_x() - 1, tile_x + reach); ++x) {
      const TileStatistics& tile = background.tile(x, y);
      if (tile.constant && tile.highest == value) return true;
    }
  }
  return false;
}

/// The value that most constant tiles hold; false when there is none.
bool constant_value(const LocalBackground& background, float& value) {
  std::map<float, int> n_tiles;
  for (const TileStatistics& tile : background.tiles()) {
    if (tile.constant) ++n_tiles[tile.highest];
  }
  if (n_tiles.empty()) return false;
  value = std::max_element(n_tiles.begin(), n_tiles.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
          })->first;
  return true;
}

/// Whether tiles away from the area read that value less than once in fifty pixels.
bool never_read_elsewhere(const PixelView& pixels, const LocalBackground& background, float value) {
  long n_pixels = 0;
  long n_equal = 0;
  for (int ty = 0; ty < background.n_y(); ++ty) {
    for (int tx = 0; tx < background.n_x(); ++tx) {
      if (touches(background, tx, ty, value) || !background.tile(tx, ty).measured) continue;
      n_equal += n_with_value(pixels, box_of(pixels, tx, ty), value);
      n_pixels += side * side;
    }
    if (n_pixels > 100 * side * side && 20 * n_equal > n_pixels) return false;
  }
  return n_pixels >= 4 * side * side && 50 * n_equal < n_pixels;
}

}  // namespace

std::vector<std::uint8_t> mask_without_dead_area(const PixelView& pixels, const LocalBackground& background) {
  float value = 0.0F;
  if (!constant_value(background, value) || !never_read_elsewhere(pixels, background, value)) return {};
  const std::size_t n = static_cast<std::size_t>(pixels.rows) * static_cast<std::size_t>(pixels.cols);
  std::vector<std::uint8_t> mask(pixels.mask, pixels.mask + n);
  constexpr int margin = 2;
  for (int ty = 0; ty < background.n_y(); ++ty) {
    for (int tx = 0; tx < background.n_x(); ++tx) {
      if (!touches(background, tx, ty, value)) continue;
      const TileBox box = box_of(pixels, tx, ty);
      for (int y = box.y0; y < box.y1; ++y) {
        for (int x = box.x0; x < box.x1; ++x) {
          if (pixels.value[pixels.at(x, y)] != value) continue;
          const int x0 = std::max(0, x - margin);
          const int x1 = std::min(pixels.cols - 1, x + margin);
          for (int line = std::max(0, y - margin); line <= std::min(pixels.rows - 1, y + margin); ++line) {
            std::fill(mask.begin() + static_cast<std::ptrdiff_t>(pixels.at(x0, line)),
                      mask.begin() + static_cast<std::ptrdiff_t>(pixels.at(x1, line)) + 1, std::uint8_t{1});
          }
        }
      }
    }
  }
  return mask;
}

}  // namespace lauelith::inverse
