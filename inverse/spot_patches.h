// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "inverse/noise_model.h"
#include "inverse/pixel_view.h"
#include "inverse/spot_model.h"
#include "src/peak.h"

namespace lauelith::inverse {

/// Learnt from the frame itself, as the peak search does.
FrameNoise noise_of(const PixelView& pixels, double psf_sigma_px);

/// The pixels about one spot of one frame.
struct SpotPatch {
  int x0 = 0;
  int y0 = 0;
  int cols = 0;
  int rows = 0;
  std::vector<float> value;
  std::vector<std::uint8_t> usable;
  SpotParameters spot;  ///< as the peak search fitted it
  double level = 0.0;   ///< background under it
  FrameNoise noise;
};
/// A square of `reach_px` about the peak; smaller at the edges of the frame.
SpotPatch cut_patch(const PixelView& pixels, const Peak& peak, int reach_px, const FrameNoise& noise);
/// The same out of a frame as it was stored, without making an image of all of it; `detector_mask` of its
/// size or empty, `saturation` for frames that do not say theirs.
SpotPatch cut_patch(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation,
                    const Peak& peak, int reach_px, const FrameNoise& noise);
/// Four widths of the wider of the two peaks and half a pixel, at least 5 pixels, at most 24.
int patch_reach_px(const Peak& first, const Peak& second);

/// How far a spot moved between two frames.
struct PatchShift {
  bool converged = false;
  Eigen::Vector2d shift_px = Eigen::Vector2d::Zero();  ///< second − first
  Eigen::Matrix2d covariance_px2 = Eigen::Matrix2d::Zero();
  double chi2_per_degree = 0.0;
  double share_beyond_gaussian = 0.0;  ///< λ
};

/// Maximum-likelihood shift between two patches of one spot, whatever its shape:
///   expected counts of patch p at pixel u:   m_p(u) = s_p·T(u − x_p) + b_p
/// with one template T for both, made from both: the pixel-integrated Gaussian of their mean covariance plus
/// λ times what the pixels of both say beyond it, r_p(u) = (y_p − b_p)/s_p − G(u − x_p), aligned by the
/// positions x_p, weighted by brightness, and interpolated by cubic B-splines (spline_surface.h) of that
/// smoothing which gains most, E − 6 E_noise, with E the power of the mean residual over its variance and
/// E_noise what noise alone gives; λ = 1 − E_noise/E, 0 where nothing is gained. So the template of a round
/// spot is the Gaussian, free of the patches' own noise, and that of a bright streak what was seen. Scale,
/// position and level of either patch by Fisher scoring with Poisson weights of the noise model; then the
/// template again, until the shift stands still.
/// As T belongs to both, its errors move both spots alike: covariance of the shift = sum of both, at best
/// twice 1/Σ(∂m/∂x)²/m. Times the excess of χ² where there is one, and widened for faint spots, as in the fit
/// of peaks. Slopes of the background are those of both frames and cancel.
/// Valid while the spot keeps its shape and stands alone. Pinned by: SpotPatches.*
PatchShift patch_shift(const SpotPatch& first, const SpotPatch& second);

}  // namespace lauelith::inverse
