// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "inverse/local_background.h"
#include "inverse/spot_candidates.h"
#include "inverse/spot_fit.h"

namespace lauelith::inverse {

/// Width of a sharp round spot, and how far real ones may differ: the standard deviation of an entry of their
/// covariance as a share of sigma².
struct PointSpread {
  double sigma_px = 1.0;
  double spread = 0.4;
};

/// Where the fit of a candidate starts: centre, covariance and intensity from moments under a round Gaussian
/// weight of variance w², which for a Gaussian spot of covariance C have the covariance (C⁻¹ + w⁻²)⁻¹. The
/// weight grows until the spot is no longer wider than it. Faint candidates start from the point spread.
///
/// What is known beforehand of the shape: below 8 σ it is held; below 25 σ each entry of the covariance is
/// expected within its spread of the point spread's, or within the deviation that the moments show; above,
/// nothing.
SpotStart start_of(const PixelView& pixels, const SpotCandidate& candidate, const PointSpread& psf);

inline constexpr double free_shape_significance = 8.0;
inline constexpr double sure_shape_significance = 25.0;

/// Standard deviation of round Gaussian spots of this frame: the median over its brightest spots that stand
/// alone and are not saturated (up to 24, at least 5; each fitted freely). Zero: too few of them.
double measure_point_spread(const PixelView& pixels, const LocalBackground& background, SpotFitter& fitter);

/// The same for frames of faint spots, none of which shows its width alone: the width with which up to 100
/// candidates together are likeliest, each a round spot with intensity and place of its own (maximum of the
/// profile likelihood over five widths about `guess_px`, by a parabola in ln width). Zero: fewer than 8, or
/// the likeliest lies outside a factor 1.6 of the guess.
double likeliest_point_spread(const LocalBackground& background, const std::vector<SpotCandidate>& candidates,
                              double guess_px, SpotFitter& fitter);

}  // namespace lauelith::inverse
