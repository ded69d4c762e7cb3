// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <limits>

#include "inverse/local_background.h"

namespace lauelith::inverse {

/// Measures one tile after another; keeps the copy of the pixels that it works on.
class TileMeasurement {
 public:
  explicit TileMeasurement(float quantum) : quantum_(quantum) {
    value_.fill(std::numeric_limits<float>::quiet_NaN());
  }
  /// `sampled`: the correlation of neighbours too.
  TileStatistics of(const PixelView& pixels, int x0, int y0, bool sampled);

 private:
  static constexpr int side = LocalBackground::tile_px;
  static constexpr int lag = 4;  ///< pixels between the two of a difference
  static constexpr int stride = side + 8;
  struct Clip {
    float centre = 0.0F;
    float reach = 0.0F;
  };
  struct Sums {
    float n = 0.0F;
    float sum = 0.0F;  ///< of value − centre
    float squares = 0.0F;
    float n_pairs = 0.0F;
    float pair_sum = 0.0F;
    float pair_squares = 0.0F;
    float highest = 0.0F;  ///< of all usable pixels
  };

  int load(const PixelView& pixels, int x0, int y0);
  int copy(const PixelView& pixels, int x0, int y0);
  bool is_constant() const;
  void place_highest(TileStatistics& result, int x0, int y0) const;
  Clip first_clip() const;
  bool clip_of_rows(Clip& clip) const;
  Clip clip_of_any_tile() const;
  Clip first_clip_of(float middle, float sigma) const;
  template <bool of_pairs>
  Sums clipped_sums(const Clip& clip) const;
  float pair_variance(const Clip& clip, int dx, int dy) const;
  /// `pair_variance_of_rows`: of pixels `lag` apart in a row, known already.
  void measure_correlation(const Clip& clip, float pair_variance_of_rows, TileStatistics& result) const;
  Clip narrower_clip(const Clip& clip, const Sums& sums) const;

  const float* row(int y) const { return origin_ + y * row_step_; }

  float quantum_;
  const float* origin_ = nullptr;  ///< the frame itself where nothing is masked, else the copy
  std::ptrdiff_t row_step_ = 0;
  alignas(64) std::array<float, side * stride> value_;  ///< NaN where there is no usable pixel
};

}  // namespace lauelith::inverse
