// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "forward/photon_batches.h"

namespace lauelith::forward {

/// An image convolved with a Gaussian that is integrated over pixels, given line by line; what leaves the
/// panel is lost. Only the lines that the next ones need are kept, so that they stay in the cache.
/// Pinned by: BlurredLines.IsTheConvolution, DetectorResponse.CameraNoise.
class BlurredLines {
 public:
  /// Of an image whose pixels come in their order.
  BlurredLines(PixelRun image, int rows, int cols, double sigma_px);

  /// To be asked for from the first to the last; overwritten by the next.
  const float* line(int y);

 private:
  void blur_next_along_x();
  float* kept(int y);

  PixelRun image_;
  int rows_;
  std::size_t cols_;
  std::size_t width_;  ///< columns, and some more for whole steps
  std::vector<float> kernel_;
  int reach_ = 0;
  int n_done_ = 0;
  std::vector<float> line_in_;  ///< a line of the image with zeros before and after it
  std::vector<float> along_x_;  ///< as many lines as the kernel
  std::vector<float> nothing_;  ///< a line beyond the panel
  std::vector<float> line_;
  std::vector<const float*> terms_;
};

}  // namespace lauelith::forward
