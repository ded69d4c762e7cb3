// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/frame.h"
#include "src/pixel_piece.h"

namespace lauelith {

/// 1 = do not use; of another size than the image: none.
struct PixelMasks {
  std::span<const std::uint8_t> frame;
  std::span<const std::uint8_t> detector;
};

/// make_image from pieces of the stored pixels, for who has them only one after the other or wants to do more
/// with them while they are near.
class ImageMaker {
 public:
  /// Of a frame whose own pixels and mask are not looked at. The masks outlive the pieces. `memory`: an image
  /// that is no longer needed; the new one takes its place.
  ImageMaker(const Frame& frame, const PixelMasks& masks, double saturation, Image memory = {});
  void add(const PixelPiece& piece);
  /// What no piece came for is zero.
  Image finished() &&;

 private:
  template <typename Stored>
  void add_pixels(std::span<const Stored> stored);

  void begin_mask(std::size_t first, std::size_t n);

  Image image_;
  std::span<const std::uint8_t> first_mask_;  ///< empty: none
  std::span<const std::uint8_t> second_mask_;
  std::size_t n_taken_ = 0;
};

}  // namespace lauelith
