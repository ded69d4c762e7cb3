// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "src/peak.h"

namespace lauelith::inverse {

/// Finds the peak nearest to a point of the panel within a fixed radius: a raster of cells, each with the
/// peaks that can be the answer for a point in it.
class PeakGrid {
 public:
  /// `active`: which peaks take part; the others are as if they were not there.
  PeakGrid(const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& active, int rows, int cols,
           double radius_px);

  double radius_px() const { return radius_px_; }
  int n_active() const { return n_active_; }

  /// Index of the nearest active peak within the radius, or -1.
  int nearest(float x_px, float y_px) const {
    const int column = static_cast<int>((x_px + 0.5F) * cells_per_px_);
    const int row = static_cast<int>((y_px + 0.5F) * cells_per_px_);
    const auto cell = static_cast<std::size_t>(row) * static_cast<std::size_t>(n_columns_) +
                      static_cast<std::size_t>(column);
    if (x_px < -0.5F || y_px < -0.5F || column >= n_columns_ || row >= n_rows_) return -1;
    return first_[cell] == first_[cell + 1] ? -1 : nearest_in_cell(cell, x_px, y_px);
  }

 private:
  int nearest_in_cell(std::size_t cell, float x_px, float y_px) const;

  double radius_px_;
  float cells_per_px_;
  int n_columns_;
  int n_rows_;
  int n_active_ = 0;
  std::vector<std::uint32_t> first_;  // start of each cell in entries_
  struct Entry {
    float x_px, y_px;
    int peak;
  };
  std::vector<Entry> entries_;
};

}  // namespace lauelith::inverse
