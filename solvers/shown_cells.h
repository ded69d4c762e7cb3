// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace lauelith::solvers {

/// The owned cells of this rank with one number per cell and field: elastic strain, stress (Pa), grain.
struct ShownCells {
  int corners_per_cell = 4;
  std::vector<double> corners;  ///< cell·corner·3, m, x fastest
  std::vector<std::string> names;
  std::vector<std::vector<double>> values;  ///< per field
  std::size_t n_cells() const { return corners.size() / 3 / static_cast<std::size_t>(corners_per_cell); }
};

}  // namespace lauelith::solvers
