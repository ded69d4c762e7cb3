// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

namespace lauelith::forward {

/// Covariance of a spot on the detector, before the pixels integrate it; px².
struct SpotShape {
  double xx = 1.0;
  double xy = 0.0;
  double yy = 1.0;
};
SpotShape round_shape(double sigma_px);

/// The same in the words of the eye: standard deviations along the axes, angle of the major one from +x
/// towards +y, in (−90°, 90°].
struct SpotAxes {
  double sigma_major_px = 0.0;
  double sigma_minor_px = 0.0;
  double tilt_deg = 0.0;
};
SpotAxes axes_of(const SpotShape& shape);
SpotShape shape_of(const SpotAxes& axes);

/// The two standard deviations alone, for who does not ask where the axes point to.
struct SpotWidths {
  double major_px = 0.0;
  double minor_px = 0.0;
};
SpotWidths widths_of(const SpotShape& shape);
/// A spot along the same axes with other widths. Pinned by: SpotShape.WidthsChangeAlongTheAxes.
SpotShape with_widths(const SpotShape& shape, const SpotWidths& widths);

/// A round Gaussian on the panel and its share of the spot.
struct RoundSpot {
  double x_px = 0.0;
  double y_px = 0.0;
  double share = 1.0;
};

/// An elongated Gaussian as a row of round ones of the minor width, so that every kernel separates in x and
/// y; σ_line² = σ_major² − σ_minor². Up to σ_line = 0.8 σ_minor the row is a Gauss–Hermite rule of n = 2 … 8
/// points, the fewest with (σ_line/σ_minor)²ⁿ/2ⁿ < 1e-4, which is the largest error in units of the peak.
/// Beyond, it is the trapezoidal rule for the integral along the major axis with the pitch
/// 1.35 σ_minor·σ_line/σ_major, whose relative error is 2·exp(−2π²/1.35²) = 4e-5 (Poisson summation).
/// Pinned by: SpotShape.RowOfRoundSpotsIsTheEllipse, LaueImage.PixelsAreTheIntegral.
std::vector<RoundSpot> row_of_round_spots(double x_px, double y_px, const SpotShape& shape);

/// Share of a one-dimensional Gaussian in each of `n` pixels from `first` on:
/// Φ((i + ½ − x)/σ) − Φ((i − ½ − x)/σ), one Φ per pixel edge.
void pixel_shares(double x_px, double sigma_px, int first, int n, float* share);
std::vector<double> pixel_shares(double x_px, double sigma_px, int first, int n);

}  // namespace lauelith::forward
