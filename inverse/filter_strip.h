// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "inverse/spot_significance.h"

namespace lauelith::inverse {

/// Filters a frame one row of tiles at a time, so that everything between the pixels and T stays in the
/// cache.
class FilterStrip {
 public:
  FilterStrip(const PixelView& pixels, const LocalBackground& background, const NoiseModel& noise,
              const MatchedFilter& filter);

  /// T of the 32 rows from `y0` on; call with y0 = 0, 32, 64 …
  void filter_from(int y0);
  /// `n` values from the tile's first column; rows beyond the frame are not to be asked for.
  const float* row(int y) const { return t_.data() + static_cast<std::size_t>(y - y0_) * stride_ + pad_; }

 private:
  void normalise_row(int y, std::size_t slot);
  void filter_row(const std::vector<float>& plane, const std::vector<float>& weight, std::size_t row,
                  float* to);
  bool shares_repeat(std::size_t row) const;
  void see_row(std::size_t slot);
  void note_hidden_blocks();
  void divide_by_visible_share();

  const PixelView& pixels_;
  const LocalBackground& background_;
  const NoiseModel& noise_;
  const MatchedFilter& filter_;
  std::vector<float> weight_squared_;
  std::size_t pad_;    ///< zeros left and right of a row
  std::size_t width_;  ///< columns, rounded up to whole vectors
  std::size_t stride_;
  std::size_t n_rows_;  ///< of the normalised pixels: 32 + 2·reach
  int y0_ = -1;
  std::vector<float> levels_;          ///< at the tile centres of a row …
  std::vector<float> inverse_sigmas_;  ///< … and 1/σ there
  std::vector<float> normalised_;
  std::vector<float> visible_;
  std::vector<std::uint8_t> has_seen_;  ///< its visible_ has been written
  std::vector<std::uint8_t> repeats_;   ///< its mask is that of the row before
  std::vector<const float*> taps_;
  std::vector<float> between_;
  std::vector<float> t_;
  std::vector<float> share_;  ///< of one row: 1/√(Σw² over what is visible), 0 where that is too little
  std::vector<std::size_t> hidden_blocks_;  ///< first columns of the blocks in which it is not one
};

}  // namespace lauelith::inverse
