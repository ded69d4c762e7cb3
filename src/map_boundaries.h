// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "src/map_layers.h"

namespace lauelith {

/// Edges between neighbouring points of a map that belong to different grains.
struct MapBoundaries {
  std::vector<Eigen::Vector2i> right_of;  ///< (column, row) whose right side is a boundary
  std::vector<Eigen::Vector2i> above;     ///< … whose upper side (towards larger y) is
};

/// Neighbours that differ by more than `limit_deg` under the crystal's proper rotations; an edge to a point
/// without a grain is none. Pinned by MapBoundaries.* (tests/src/map_picture_test.cc).
MapBoundaries map_boundaries(const ScanLayers& scan, const std::vector<Eigen::Matrix3d>& proper_rotations,
                             double limit_deg);

}  // namespace lauelith
