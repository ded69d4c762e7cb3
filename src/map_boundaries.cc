// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_boundaries.h"

#include "src/rotation.h"
#include "src/units.h"

namespace lauelith {

MapBoundaries map_boundaries(const ScanLayers& scan, const std::vector<Eigen::Matrix3d>& proper_rotations,
                             double limit_deg) {
  const MapGrid& grid = scan.grid;
  const auto grain_at = [&](int column, int row) -> const Grain* {
    if (column >= grid.nx || row >= grid.ny) return nullptr;
    const auto point =
        static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.nx) + static_cast<std::size_t>(column);
    const int frame = grid.frame_of_point[point];
    return frame < 0 ? nullptr : scan.grain_of_frame(static_cast<std::size_t>(frame));
  };
  const auto differ = [&](const Grain* a, const Grain* b) {
    return a != nullptr && b != nullptr &&
           misorientation(a->R_sample_from_crystal, b->R_sample_from_crystal, proper_rotations) >
               limit_deg * units::deg;
  };
  MapBoundaries boundaries;
  for (int row = 0; row < grid.ny; ++row) {
    for (int column = 0; column < grid.nx; ++column) {
      const Grain* grain = grain_at(column, row);
      if (differ(grain, grain_at(column + 1, row))) boundaries.right_of.emplace_back(column, row);
      if (differ(grain, grain_at(column, row + 1))) boundaries.above.emplace_back(column, row);
    }
  }
  return boundaries;
}

}  // namespace lauelith
