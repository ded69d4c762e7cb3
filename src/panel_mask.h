// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

namespace lauelith {

/// Where a panel is blind by construction.
struct PanelMask {
  std::vector<double> module_px;      ///< columns, rows of one module; empty: one piece
  std::vector<double> module_gap_px;  ///< columns, rows between modules
  double field_radius_px = 0.0;       ///< round field of view about the middle of the panel; 0: the whole panel
};

/// rows*cols, 1 = do not use; empty when there is nothing to mask.
std::vector<std::uint8_t> mask_of_panel(const PanelMask& panel, int rows, int cols);

}  // namespace lauelith
