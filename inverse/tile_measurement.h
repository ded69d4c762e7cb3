// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>

#include "inverse/local_background.h"

namespace lauelith::inverse {

/// Measures one tile after another; keeps the copy of the pixels that it works on.
class TileMeasurement {
 public:
  explicit TileMeasurement(float quantum) : quantum_(quantum) {}
  TileStatistics of(const PixelView& pixels, int x0, int y0);

 private:
  static constexpr int side = LocalBackground::tile_px;
  struct Clip {
    float centre = 0.0F;
    float reach = 0.0F;
  };
  struct Sums {
    float n = 0.0F;
    float sum = 0.0F;          ///< of value − centre
    float squares = 0.0F;
    float n_pairs = 0.0F;
    float pair_sum = 0.0F;
    float pair_squares = 0.0F;
  };

  int load(const PixelView& pixels, int x0, int y0);
  void find_highest(TileStatistics& result, int x0, int y0) const;
  Clip first_clip();
  Sums clipped_sums(const Clip& clip, int row_step) const;
  Clip narrower_clip(const Clip& clip, const Sums& sums) const;

  float quantum_;
  alignas(64) std::array<float, side * side> value_{};   ///< NaN where there is no usable pixel
};

}  // namespace lauelith::inverse
