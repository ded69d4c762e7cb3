// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "forward/drawn_spot.h"
#include "forward/photon_batches.h"

namespace lauelith::forward {

/// Expected photons of a frame, made window by window where they are asked for, so that they stay in the
/// cache and no frame of them ever lies in memory. Windows are runs of pixels, row-major. The pixels are
/// those of a LaueImage with the same spots in the same order. Pinned by: WindowedImage.IsTheWholeImage.
class WindowedImage {
 public:
  /// Over `background` (rows·cols values, which outlive this) and a level everywhere.
  WindowedImage(int rows, int cols, const std::vector<float>& background, double level,
                const std::vector<DrawnSpot>& spots);

  /// Reads from this object, which must outlive it.
  ExpectedPhotons expected();

 private:
  static constexpr std::size_t window_size = 128 * pixels_per_batch;  // half a megabyte

  void sort_parts();
  void draw_window(std::size_t number);

  int rows_;
  int cols_;
  const std::vector<float>& background_;
  float level_;
  std::vector<RoundPart> parts_;
  std::vector<std::size_t> part_begin_;  ///< of each window, in part_of_window_
  std::vector<std::uint32_t> part_of_window_;
  std::vector<float> window_;
  std::size_t number_;  ///< of the window that is drawn
};

}  // namespace lauelith::forward
