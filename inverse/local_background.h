// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "inverse/pixel_view.h"

namespace lauelith::inverse {

/// What one tile of the frame looks like between its spots.
struct TileStatistics {
  float level = 0.0F;     ///< sigma-clipped mean
  float variance = 0.0F;  ///< of one pixel: half the clipped variance of differences four pixels apart
  int n_usable = 0;       ///< unmasked pixels
  int n_background = 0;   ///< those inside the clip
  float highest = 0.0F;   ///< brightest pixel, and its place if above the level by 6 σ
  int highest_x = 0;
  int highest_y = 0;
  float correlation_1 = 0.0F;  ///< of pixels one apart, mean of rows and columns; where sampled
  float correlation_2 = 0.0F;  ///< two apart
  bool sampled = false;
  bool constant = false;  ///< every usable pixel has the same value
  bool measured = false;  ///< enough pixels; otherwise filled from the neighbours
};

/// Correlation of the noise of neighbours, frame-wide: optics between photons and pixels make it.
struct NoiseCorrelation {
  double one_apart = 0.0;
  double two_apart = 0.0;
};

/// Background level of a frame: sigma-clipped means of 32 × 32 tiles, linear between their centres. The clip
/// starts from the quartiles of a sample of the tile, so spots on a third of it do no harm; a tile that a
/// broad spot covers is replaced by the median of its neighbours. Differences four pixels apart see neither a
/// ramp nor the correlation of neighbours that optics leave. Pinned by: LocalBackground.RampAndSpots,
/// LocalBackground.LowCounts, LocalBackground.RoundField.
class LocalBackground {
 public:
  static constexpr int tile_px = 32;

  explicit LocalBackground(const PixelView& pixels);

  int n_x() const { return n_x_; }
  int n_y() const { return n_y_; }
  const TileStatistics& tile(int tile_x, int tile_y) const {
    return tiles_[static_cast<std::size_t>(tile_y * n_x_ + tile_x)];
  }
  const std::vector<TileStatistics>& tiles() const { return tiles_; }
  /// Neither masked anywhere nor cut by the border of the frame.
  bool is_whole(int tile_x, int tile_y) const { return tile(tile_x, tile_y).n_usable == tile_px * tile_px; }
  NoiseCorrelation correlation() const;  ///< medians of an eighth of the tiles; zero unless above their error
  bool integers() const { return quantum_ > 0.0F; }

  /// Measured tiles that look empty: brightest pixel within 6 σ of the level, or, where spots crowd, the
  /// quarter of the tiles in which it stands out least. What noise is must be learnt there.
  std::vector<TileStatistics> quiet_tiles() const;

  /// Levels at the tile centres of a row of pixels, into n_x values.
  void nodes_of_row(int y, std::vector<float>& nodes) const;
  double level(double x, double y) const;

  /// Measures these tiles again, with a mask that leaves out more; fills the gaps anew.
  void measure_again(const PixelView& pixels, const std::vector<int>& tiles);

 private:
  void fill_and_smooth();
  void smooth();

  int n_x_;
  int n_y_;
  float quantum_;
  std::vector<TileStatistics> tiles_;  ///< as measured, then filled
  std::vector<float> levels_;          ///< theirs
};

/// Part of a frame that no light reaches and the camera fills with one value.
struct DeadArea {
  std::vector<std::uint8_t> mask;  ///< the frame's mask and the dead pixels; empty: nothing of the kind
  std::vector<int> tiles;          ///< that hold dead pixels or touch such tiles
};

/// A field of view that does not fill the frame: where whole tiles are constant, and the value they hold is
/// one that hardly occurs in tiles away from them, the pixels of that value in these tiles and in those
/// linked to them through neighbours that hold it are no readings, nor are the two pixels beside them.
DeadArea find_dead_area(const PixelView& pixels, const LocalBackground& background);

}  // namespace lauelith::inverse
