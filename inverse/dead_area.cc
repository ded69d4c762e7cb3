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

/// Calls `visit` with the index of every tile around one, itself included.
template <typename Visit>
void visit_neighbours(const LocalBackground& background, int tile, const Visit& visit) {
  const int n_x = background.n_x();
  const int tile_x = tile % n_x;
  const int tile_y = tile / n_x;
  for (int y = std::max(0, tile_y - 1); y <= std::min(background.n_y() - 1, tile_y + 1); ++y) {
    for (int x = std::max(0, tile_x - 1); x <= std::min(n_x - 1, tile_x + 1); ++x) visit(y * n_x + x);
  }
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

/// How often each tile reads that value.
std::vector<long> counts_of_value(const PixelView& pixels, const LocalBackground& background, float value) {
  std::vector<long> counts;
  for (int tile = 0; tile < background.n_x() * background.n_y(); ++tile) {
    counts.push_back(
        n_with_value(pixels, box_of(pixels, tile % background.n_x(), tile / background.n_x()), value));
  }
  return counts;
}

constexpr std::uint8_t dead = 1;    // holds the value and is linked to a constant tile
constexpr std::uint8_t beside = 2;  // touches such a tile

/// From the constant tiles through neighbours with at least two such pixels.
std::vector<std::uint8_t> spread(const LocalBackground& background, const std::vector<long>& counts,
                                 float value) {
  std::vector<std::uint8_t> kind(counts.size(), 0);
  std::vector<int> front;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (!background.tiles()[i].constant || background.tiles()[i].highest != value) continue;
    kind[i] = dead;
    front.push_back(static_cast<int>(i));
  }
  while (!front.empty()) {
    const int tile = front.back();
    front.pop_back();
    visit_neighbours(background, tile, [&](int other) {
      const auto i = static_cast<std::size_t>(other);
      if (kind[i] == dead) return;
      kind[i] = counts[i] >= 2 ? dead : beside;
      if (kind[i] == dead) front.push_back(other);
    });
  }
  return kind;
}

/// Whether the other tiles read that value less than once in fifty pixels.
bool hardly_read_elsewhere(const std::vector<long>& counts, const std::vector<std::uint8_t>& kind) {
  long n_pixels = 0;
  long n_equal = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (kind[i] == dead) continue;
    n_pixels += side * side;
    n_equal += counts[i];
  }
  return n_pixels >= 4 * side * side && 50 * n_equal < n_pixels;
}

/// Masks the pixels of that value in one tile and the two pixels beside them.
void mask_tile(const PixelView& pixels, const TileBox& box, float value, std::vector<std::uint8_t>& mask) {
  constexpr int margin = 2;
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

}  // namespace

DeadArea find_dead_area(const PixelView& pixels, const LocalBackground& background) {
  float value = 0.0F;
  if (!constant_value(background, value)) return {};
  const std::vector<long> counts = counts_of_value(pixels, background, value);
  const std::vector<std::uint8_t> kind = spread(background, counts, value);
  if (!hardly_read_elsewhere(counts, kind)) return {};
  const std::size_t n = static_cast<std::size_t>(pixels.rows) * static_cast<std::size_t>(pixels.cols);
  DeadArea area;
  area.mask.assign(pixels.mask, pixels.mask + n);
  for (std::size_t i = 0; i < kind.size(); ++i) {
    if (kind[i] == 0) continue;
    const int tile = static_cast<int>(i);
    area.tiles.push_back(tile);
    if (kind[i] != dead) continue;
    const TileBox box = box_of(pixels, tile % background.n_x(), tile / background.n_x());
    if (background.tiles()[i].constant) {
      for (int y = box.y0; y < box.y1; ++y) {
        std::fill_n(area.mask.begin() + static_cast<std::ptrdiff_t>(pixels.at(box.x0, y)), box.x1 - box.x0,
                    std::uint8_t{1});
      }
    } else {
      mask_tile(pixels, box, value, area.mask);
    }
  }
  return area;
}

}  // namespace lauelith::inverse
