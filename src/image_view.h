// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "src/colour_map.h"
#include "src/frame.h"
#include "src/picture.h"

namespace lauelith {

/// Counts that are drawn in the first and the last colour.
struct DisplayLimits {
  double low = 1.0;
  double high = 10.0;
};

/// From the 2nd percentile to what only one unmasked pixel in 5,000 exceeds, or further: up to 20 times the
/// median as long as the frame reaches it (the background stays pale), and never less than a factor of four
/// (noise alone is not stretched to full contrast). Always 0 < low < high.
DisplayLimits robust_limits(const Image& image);

/// Draws the image into the box, row 0 at the top. Where several stored pixels share one drawn pixel the
/// brightest is shown, so that small spots survive; masked pixels are hatched in pale blue.
void draw_image(Picture& picture, const Box& box, const Image& image, const DisplayLimits& limits,
                const ColourMap& colours);

}  // namespace lauelith
