// SPDX-License-Identifier: BSD-3-Clause
#pragma once

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

}  // namespace lauelith
