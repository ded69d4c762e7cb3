// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <string>

#include "src/map_boundaries.h"
#include "src/map_layers.h"
#include "src/plot_axes.h"

namespace lauelith {

/// Where the parts of a map's picture lie.
struct MapLayout {
  Axes axes;
  Box side;  ///< for the bar, the key or the legend
  int width = 0;
  int height = 0;
};

/// Equal scales along x and y; a single row or column is made wide enough to see.
MapLayout map_layout(const MapGrid& grid, int widest_px);

/// Fills the points with their colours (nullptr: hatched), then boundaries, axes in µm, scale bar, sample
/// triad and title.
using ColourOfFrame = std::function<bool(std::size_t frame, Colour& colour)>;
void draw_map(Picture& picture, const MapLayout& layout, const MapGrid& grid, const ColourOfFrame& colour_of);
void draw_map_boundaries(Picture& picture, const Axes& axes, const MapGrid& grid,
                         const MapBoundaries& boundaries);
void draw_map_frame(Picture& picture, const MapLayout& layout, const MapGrid& grid,
                    const MapBoundaries& boundaries, const std::string& title);

/// The picture hatching of points without a value.
Colour hatch_colour(int x, int y);

}  // namespace lauelith
