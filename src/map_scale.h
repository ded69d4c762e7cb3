// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/map_picture.h"
#include "src/plot_axes.h"

namespace lauelith {

/// How a quantity of a map is shown: colours between two values.
struct MapScale {
  double low = 0.0;
  double high = 1.0;
  double unit = 1.0;  ///< of the numbers on the bar
  std::string label;
  bool has_sign = false;  ///< blue–white–red about zero, else viridis

  ColourMap colours() const { return has_sign ? ColourMap::blue_white_red() : ColourMap::viridis(); }
  double place_of(double value) const { return (value - low) / (high - low); }  ///< 0 low to 1 high
};

/// One scale for the same quantity of one scan or of several. Strain components and the equivalent strain
/// have the limits of the options; changes ± their 99th percentile; angles the 2nd to the 98th; others all
/// values.
MapScale map_scale(const std::vector<const MapLayer*>& layers, const MapPictureOptions& options);

/// The bar of colours at the left edge of `side`; triangles tell of values beyond it in any of the layers.
void draw_scale_of(Picture& picture, const Box& side, const MapScale& scale,
                   const std::vector<const MapLayer*>& layers);

}  // namespace lauelith
