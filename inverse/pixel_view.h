// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <limits>

#include "src/frame.h"

namespace lauelith::inverse {

/// The pixels of an image and the mask in force, without owning either.
struct PixelView {
  int rows = 0;
  int cols = 0;
  const float* value = nullptr;
  const std::uint8_t* mask = nullptr;  ///< 1 = do not use
  float saturation = std::numeric_limits<float>::infinity();

  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(cols) + static_cast<std::size_t>(x);
  }
  bool inside(int x, int y) const { return x >= 0 && x < cols && y >= 0 && y < rows; }
  bool usable(int x, int y) const { return inside(x, y) && mask[at(x, y)] == 0; }
};

}  // namespace lauelith::inverse
