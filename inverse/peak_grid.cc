// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/peak_grid.h"

#include <algorithm>
#include <cmath>

namespace lauelith::inverse {
namespace {

constexpr double smallest_cell_px = 10.0;  // more cells are no sooner looked at than a peak or two in them

}  // namespace

PeakGrid::PeakGrid(const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& active, int rows,
                   int cols, double radius_px)
    : radius_px_(radius_px),
      cells_per_px_(static_cast<float>(1.0 / std::max(smallest_cell_px, radius_px))),
      n_columns_(static_cast<int>(static_cast<float>(cols) * cells_per_px_) + 1),
      n_rows_(static_cast<int>(static_cast<float>(rows) * cells_per_px_) + 1) {
  struct Placed {
    std::size_t cell;
    Entry entry;
  };
  std::vector<Placed> placed;
  placed.reserve(2 * peaks.size());
  const auto cell_of = [this](double px) { return static_cast<int>(std::floor((px + 0.5) * cells_per_px_)); };
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    if (active[i] == 0) continue;
    ++n_active_;
    const Entry entry{static_cast<float>(peaks[i].x_px), static_cast<float>(peaks[i].y_px),
                      static_cast<int>(i)};
    const int last_row = std::min(cell_of(peaks[i].y_px + radius_px), n_rows_ - 1);
    const int last_column = std::min(cell_of(peaks[i].x_px + radius_px), n_columns_ - 1);
    for (int row = std::max(cell_of(peaks[i].y_px - radius_px), 0); row <= last_row; ++row) {
      for (int column = std::max(cell_of(peaks[i].x_px - radius_px), 0); column <= last_column; ++column) {
        placed.push_back({static_cast<std::size_t>(row) * static_cast<std::size_t>(n_columns_) +
                              static_cast<std::size_t>(column),
                          entry});
      }
    }
  }
  // A counting sort: peaks of a cell stay in the order of the list. Counts are kept two places on, so that
  // placing the entries moves the starts to where they belong.
  const std::size_t n_cells = static_cast<std::size_t>(n_columns_) * static_cast<std::size_t>(n_rows_);
  first_.assign(n_cells + 2, 0);
  for (const Placed& one : placed) ++first_[one.cell + 2];
  for (std::size_t i = 2; i < first_.size(); ++i) first_[i] += first_[i - 1];
  entries_.resize(placed.size());
  for (const Placed& one : placed) entries_[first_[one.cell + 1]++] = one.entry;
}

int PeakGrid::nearest_in_cell(std::size_t cell, float x_px, float y_px) const {
  auto smallest = static_cast<float>(radius_px_ * radius_px_);
  int peak = -1;
  for (std::uint32_t i = first_[cell]; i < first_[cell + 1]; ++i) {
    const float dx = entries_[i].x_px - x_px;
    const float dy = entries_[i].y_px - y_px;
    if (dx * dx + dy * dy < smallest) {
      smallest = dx * dx + dy * dy;
      peak = entries_[i].peak;
    }
  }
  return peak;
}

}  // namespace lauelith::inverse
