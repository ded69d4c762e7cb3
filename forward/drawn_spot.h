// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "forward/spot_shape.h"

namespace lauelith::forward {

/// One spot to draw.
struct DrawnSpot {
  double x_px = 0.0;
  double y_px = 0.0;
  double photons = 0.0;
  SpotShape shape;
};

/// A round pixel-integrated Gaussian, drawn as far as `reach_px` from its middle. Spots are made of them.
struct RoundPart {
  double x_px = 0.0;
  double y_px = 0.0;
  double photons = 0.0;
  double sigma_px = 1.0;
  double reach_px = 5.2;
};

/// Appends the parts of the spot: one where it is round, else a row of them. They reach 5.2 σ (a share of
/// 4e-7 lies beyond), faint spots only until 1e-4 photons are left.
void append_parts(const DrawnSpot& spot, std::vector<RoundPart>& parts);

/// Photons of the part that fall on a panel.
double photons_on_panel(const RoundPart& part, int rows, int cols);

/// Pixels in a line that a part reaches.
struct PixelSpan {
  int first = 0;
  int n = 0;
};
/// Of a line of `n_pixels`, about `middle_px`.
PixelSpan span_of(double middle_px, double reach_px, int n_pixels);

/// Adds the part to `n` consecutive pixels (row-major) of a panel of `rows` × `cols`, the first of them being
/// pixel `begin` of the panel; what falls elsewhere is left out. Which pixels are asked for does not change
/// what any of them gets.
void draw_part(const RoundPart& part, int rows, int cols, std::size_t begin, std::size_t n, float* pixels);

}  // namespace lauelith::forward
