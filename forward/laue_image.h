// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "forward/drawn_spot.h"

namespace lauelith::forward {

/// Diffuse background in photons per pixel: level + ramp about the panel's centre + one broad hump.
struct SmoothBackground {
  double level = 0.0;
  double slope_x = 0.0;  ///< per pixel
  double slope_y = 0.0;
  double hump_height = 0.0;
  double hump_x_px = 0.0;
  double hump_y_px = 0.0;
  double hump_sigma_px = 1.0;
};

/// Expected photons per pixel of a frame. Spots are pixel-integrated Gaussians drawn out to 5.2 σ (a share of
/// 4e-7 lies beyond); the books tell what fell on the panel, so that sum of pixels − sum of background equals
/// photons_on_panel to 1e-6.
/// Pinned by: LaueImage.BooksBalance, LaueImage.PixelsAreTheIntegral.
class LaueImage {
 public:
  LaueImage(int rows, int cols, const SmoothBackground& background = {});
  /// Draws the spot; returns the photons of it that fall on the panel.
  double add(const DrawnSpot& spot);

  int rows() const { return rows_; }
  int cols() const { return cols_; }
  const std::vector<float>& expected() const { return expected_; }
  double photons_on_panel() const { return photons_on_panel_; }
  double photons_off_panel() const { return photons_off_panel_; }

 private:
  int rows_ = 0;
  int cols_ = 0;
  std::vector<float> expected_;
  std::vector<RoundPart> parts_;  ///< of the spot being drawn
  double photons_on_panel_ = 0.0;
  double photons_off_panel_ = 0.0;
};

}  // namespace lauelith::forward
