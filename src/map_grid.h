// SPDX-License-Identifier: BSD-3-Clause
#pragma once

<<<<<<< HEAD
#include <cstddef>
#include <vector>

namespace lauelith {

/// Where the frames of a scan lie in a rectangular raster of points.
struct MapGrid {
  int ny = 0;  ///< 0: the positions make no raster
  int nx = 0;
  std::vector<int> frame_of_cell;  ///< [iy·nx + ix], x fastest; −1: no frame there
  std::vector<int> cell_of_frame;  ///< −1: the frame has no place
  bool exists() const { return nx > 0; }
  /// Frame i lies in cell i: `shape` (ny, nx) of maps.h5 may be said.
  bool is_raster_order = false;
};

/// The raster behind stage positions (µm), which may wobble by a fifth of the step, be walked in any order,
/// and lack points. Two frames at one place: the later one has no cell. Positions that are not finite have
/// none. A raster is refused (ny = 0) when fewer than half of its cells have a frame. Pinned by: MapGrid.*
/// (tests/src/map_grid_test.cc).
MapGrid grid_of(const std::vector<double>& x_um, const std::vector<double>& y_um);
=======
#include <Eigen/Core>
#include <string>
#include <vector>

#include "src/maps_file.h"

namespace lauelith {

/// Where the frames of a scan lie: a regular grid of points, x fastest. From the stage positions where they
/// form one (within 0.3 of a step, gaps allowed), else from the shape of the map, else one row.
/// Pinned by MapGrid.* (tests/src/map_layers_test.cc).
struct MapGrid {
  int nx = 0;
  int ny = 0;
  Eigen::Vector2d origin_um = Eigen::Vector2d::Zero();  ///< of the first point
  Eigen::Vector2d step_um = Eigen::Vector2d::Ones();
  std::vector<int> frame_of_point;  ///< −1: no frame there
  bool has_positions = false;       ///< false: origin and step are made up, in frames
  int n_doubled = 0;                ///< frames at a place that an earlier one has taken; left out

  std::size_t n_points() const { return static_cast<std::size_t>(nx) * static_cast<std::size_t>(ny); }
  /// Point i is frame i, and no frame is left over.
  bool is_in_frame_order() const;
};

MapGrid map_grid(const Maps& maps);
>>>>>>> a20060870dd0b8f0372e21828cf4bc5632be37cc

}  // namespace lauelith
