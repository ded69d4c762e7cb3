// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/colour_map.h"
#include "src/picture.h"

namespace lauelith {

/// Round numbers inside [low, high], about `n_wanted` of them, spaced 1, 2 or 5 times a power of ten.
std::vector<double> round_ticks(double low, double high, int n_wanted);
/// 1, 2, 5, 10, 20 … inside [low, high], thinned to powers of ten over more than three decades.
std::vector<double> logarithmic_ticks(double low, double high);
/// The shortest text of a tick: "1500", "0.25", "2e−06".
std::string tick_text(double value);

/// One axis: the numbers at the two ends of the box, in the direction of the picture (left to right, top to
/// bottom).
struct Axis {
  double first = 0.0;
  double last = 1.0;
  std::string label;  ///< "x (px)"
};

/// A plotting area on a picture.
struct Axes {
  Box box;
  Axis x;  ///< left to right
  Axis y;  ///< top to bottom

  Place place_of(double x_value, double y_value) const;
};

/// Frame, ticks, numbers and labels around the box.
void draw_axes(Picture& picture, const Axes& axes);

/// A vertical bar of colours, `low` at the bottom, with ticks (logarithmic if so) and a label beside it.
struct ColourBar {
  Box box;
  double low = 0.0;
  double high = 1.0;
  bool logarithmic = false;
  std::string label;
};
void draw_colour_bar(Picture& picture, const ColourBar& bar, const ColourMap& colours);

}  // namespace lauelith
