// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "src/detector.h"
#include "src/parameter.h"

namespace lauelith::forward {

/// The table [noise] as far as frames are concerned: what lies under the spots, photons per pixel and frame.
struct BackgroundOptions {
  bool poisson = true;              ///< false: expected photons, rounded
  double background_photons = 5.0;  ///< flat
  double slope_x_photons = 0.0;     ///< change from one side of the panel to the other
  double slope_y_photons = 0.0;
  double fluorescence_photons = 0.0;  ///< at the foot of the normal; isotropic from the sample, hence ∝ cos³α
  double scatter_photons = 0.0;       ///< height of a broad hump, as of air scatter
  std::vector<double> scatter_place_px = {-1.0,
                                          -1.0};  ///< negative: the pixel nearest to the beam's direction
  double scatter_sigma_px = 300.0;
};
void describe(ParameterVisitor& visit, BackgroundOptions& options);

/// Expected photons of every pixel, row-major.
std::vector<float> diffuse_background(const Detector& panel, const BackgroundOptions& options);

}  // namespace lauelith::forward
