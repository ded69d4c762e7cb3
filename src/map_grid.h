// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/maps_file.h"

namespace lauelith {

/// Where the frames of a scan lie: a regular grid of points, x fastest.
/// Pinned by MapGrid.* (tests/src/map_grid_test.cc, map_layers_test.cc).
struct MapGrid {
  int nx = 0;
  int ny = 0;
  Eigen::Vector2d origin_um = Eigen::Vector2d::Zero();  ///< of the first point
  Eigen::Vector2d step_um = Eigen::Vector2d::Ones();
  std::vector<int> frame_of_point;  ///< −1: no frame there
  std::vector<int> point_of_frame;  ///< −1: no place in the grid
  bool has_positions = false;       ///< false: origin and step are made up, in frames
  int n_doubled = 0;                ///< frames at a place that an earlier one has taken; left out

  bool exists() const { return nx > 0; }
  std::size_t n_points() const { return static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny); }
  /// Point i is frame i, and no frame is left over.
  bool is_in_frame_order() const;
};

/// From stage positions (µm) that form a grid within 0.3 of a step, walked in any order, gaps allowed; frames
/// without a position are left out. exists() is false where they form none.
MapGrid grid_of(const std::vector<double>& x_um, const std::vector<double>& y_um);

/// From the stage positions where they form a grid, else from the shape of the map, else one row.
MapGrid map_grid(const Maps& maps);

}  // namespace lauelith
