// SPDX-License-Identifier: BSD-3-Clause
#include "src/panel_mask.h"

#include <cmath>
#include <limits>

namespace lauelith {
namespace {

/// Whether a pixel lies between modules along one axis.
bool in_gap(int pixel, double module_px, double gap_px) {
  const double period = module_px + gap_px;
  return pixel - period * std::floor(pixel / period) >= module_px;
}

}  // namespace

std::vector<std::uint8_t> mask_of_panel(const PanelMask& panel, int rows, int cols) {
  const bool has_gaps = panel.module_px.size() == 2 && panel.module_gap_px.size() == 2;
  if (!has_gaps && panel.field_radius_px <= 0.0) return {};
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols), 0);
  const double radius_px = panel.field_radius_px;
  const double largest_square = radius_px > 0.0 ? radius_px * radius_px : std::numeric_limits<double>::infinity();
  std::size_t i = 0;
  for (int row = 0; row < rows; ++row) {
    const double dy = row - 0.5 * (rows - 1);
    const bool row_gap = has_gaps && in_gap(row, panel.module_px[1], panel.module_gap_px[1]);
    for (int col = 0; col < cols; ++col, ++i) {
      const bool col_gap = has_gaps && in_gap(col, panel.module_px[0], panel.module_gap_px[0]);
      const double dx = col - 0.5 * (cols - 1);
      const bool is_outside = dx * dx + dy * dy > largest_square;
      mask[i] = row_gap || col_gap || is_outside ? 1 : 0;
    }
  }
  return mask;
}

}  // namespace lauelith
