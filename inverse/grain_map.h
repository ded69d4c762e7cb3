// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "src/derived_maps.h"
#include "src/grain.h"
#include "src/map_grid.h"

namespace lauelith::inverse {

/// The grain that stands for a point of a map: the strongest accepted one of its frame.
struct MapPoint {
  bool is_indexed = false;
  Eigen::Matrix3d R_sample_from_crystal = Eigen::Matrix3d::Identity();
  double orientation_sigma_rad = 0.0;  ///< rms of the three axes
  double von_mises = 0.0;
  double peak_width_px = 0.0;
};
MapPoint map_point(const FrameResult& frame);

/// Grains of a map and what neighbours say.
///
/// Grains: points connected through their four neighbours with a misorientation below `boundary_rad`,
/// numbered by their first cell in raster order, so that the numbers depend on nothing else. Mean
/// orientation: eigenvector of the largest eigenvalue of Σ q·qᵀ over symmetry-aligned quaternions q (F. L.
/// Markley et al., J. Guid. Control Dyn. 30 (2007) 1193), aligned to the first point, then to the mean.
/// Misorientation to the mean and kernel average misorientation (mean over the eight neighbours of the same
/// grain below `boundary_rad`) in degrees; NaN where a point or all of its neighbours are missing. Without a
/// grid each frame is a grain of its own. Pinned by: GrainMap.* (tests/inverse/grain_map_test.cc).
DerivedMaps derive_maps(const std::vector<MapPoint>& points, const MapGrid& grid,
                        const std::vector<Eigen::Matrix3d>& proper_rotations, double boundary_rad);

}  // namespace lauelith::inverse
