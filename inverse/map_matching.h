// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "inverse/compared_maps.h"
#include "src/change_table.h"
#include "src/map_grid.h"
#include "src/maps_file.h"

namespace lauelith::inverse {

/// A later scan: its maps and, if measured, its change against Scan 0.
struct LaterScan {
  Maps maps;
  ScanChange change;              ///< no rows: differences of the maps are taken
  std::vector<int> frame_of_row;  ///< of the rows of its grain table
};

/// How a later scan lies on Scan 0, in the words of the checks.
struct ScanMatch {
  double usable_share = 0.0;  ///< of the points of Scan 0 that both scans show in the same grain
  bool is_registered = true;
  double error_px = 0.0;  ///< standard error of the place, in steps
  Eigen::Vector2d shift_um = Eigen::Vector2d::Zero();
  std::string message;
};

struct MatchedMaps {
  ComparedPixels pixels;
  Changes changes;
  std::vector<ScanMatch> scans;
  std::vector<int> grain_of_point;  ///< of Scan 0, −1: none
  double noise_factor = 1.0;        ///< median factor by which variances were raised
  bool from_change = false;         ///< /entry/change of every scan was used
};

/// Pixels of Scan 0 (status ok, strongest accepted grain, grains of at least 15 points, neighbours within
/// 5° belong together) that every later scan shows in the same grain (within 2°). The change is that of
/// /entry/change if every scan has it, else the difference of both strains.
/// Variances are raised where second differences along X of neighbouring pixels of a grain scatter more than
/// they allow (median over scans, per grain and principal axis): a smooth signal does not enter these.
/// Pinned by: MapMatching.* (tests/inverse/map_matching_test.cc).
MatchedMaps match_maps(const Maps& scan0, const std::vector<LaterScan>& later,
                       const std::vector<Eigen::Matrix3d>& proper_rotations);

/// Multiplies covariances as said above; returns the median factor (at least 1).
double raise_to_scatter(ComparedPixels& pixels, const Changes& changes);

}  // namespace lauelith::inverse
