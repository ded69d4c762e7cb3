// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/frame.h"
#include "src/pixel_piece.h"

namespace lauelith {

/// make_image from pieces of the stored pixels, for who has them only one after the other or wants to do more
/// with them while they are near.
class ImageMaker {
 public:
  /// Of a frame that outlives the pieces; its own pixels are not looked at.
  ImageMaker(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation);
  void add(const PixelPiece& piece);
  /// What no piece came for is zero.
  Image finished() &&;

 private:
  template <typename Stored>
  void add_pixels(std::span<const Stored> stored);

  const Frame& frame_;
  Image image_;
  bool has_second_mask_ = false;  ///< the frame's own, beside the detector's
  std::vector<float> row_;
};

}  // namespace lauelith
