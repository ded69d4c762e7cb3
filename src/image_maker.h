// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "src/frame.h"

namespace lauelith {

/// make_image in steps of some rows, for who wants to do more with the stored pixels while they are near.
class ImageMaker {
 public:
  /// Of a frame that outlives this.
  ImageMaker(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation);
  /// Rows from `first` to before `last`, after those before.
  void add_rows(int first, int last);
  Image finished() &&;

 private:
  const Frame& frame_;
  Image image_;
  bool has_second_mask_ = false;  ///< the frame's own, beside the detector's
  std::vector<float> row_;
};

}  // namespace lauelith
