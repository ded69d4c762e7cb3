// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "forward/laue_image.h"
#include "forward/spot_prediction.h"

namespace lauelith::forward {

/// A grain in a drawn pattern.
struct DrawnGrain {
  Eigen::Matrix3d M_lab_1_A = Eigen::Matrix3d::Identity();  ///< a*, b*, c* as columns
  double strongest_photons = 1e4;                           ///< of its strongest spot
};

/// Expected photons of a frame: every predicted spot of every grain as a round pixel-integrated Gaussian,
/// intensities by SpotIntensity scaled to the strongest, over a flat background. Uniform grains; depth,
/// mosaic and beam size belong to the simulator proper.
LaueImage draw_pattern(const LaueSetup& setup, const std::vector<DrawnGrain>& grains, double psf_sigma_px,
                       double background_photons);

}  // namespace lauelith::forward
