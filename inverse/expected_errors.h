// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <vector>

#include "forward/grain_spots.h"
#include "inverse/peak_search.h"
#include "inverse/strain_refinement.h"

namespace lauelith::inverse {

/// What the camera adds to a spot, as far as the error of its place is concerned.
struct SpotNoise {
  double background_photons = 5.0;  ///< per pixel under the spot
  double read_noise_photons = 0.0;  ///< rms per pixel
  double sigma_floor_px = 0.0;      ///< what no exposure removes: calibration, shape of the spot
};

/// Smallest variances (px²) of the position of a pixel-integrated Gaussian of `photons` photons on a flat
/// background: the inverse of the Fisher information Σ_i ∂µ_i/∂x·∂µ_i/∂y/µ_i over the pixels around it, with
/// µ the expected counts. Total photons, width and background level decouple by symmetry. Plus the floor.
/// Without background and with pixels much smaller than the spot: σ²/N.
/// H. H. Barrett & K. J. Myers, Foundations of Image Science (2004) §13.3. Pinned by ExpectedErrors.*.
Eigen::Matrix2d centroid_covariance_px2(const forward::SpotShape& shape, double photons,
                                        const SpotNoise& noise);

/// Matched-filter excess of such a spot in units of its noise: what the peak search holds against its limit.
double expected_significance(const forward::SpotShape& shape, double photons, const SpotNoise& noise);

/// What a grain of a frame will have for errors before it is measured.
struct ExpectedErrors {
  int n_spots = 0;  ///< that the peak search will see and the fit can use
  Matrix6d strain_covariance_sample = Matrix6d::Zero();  ///< deviatoric, rank 5
  Eigen::Vector3d orientation_sigma_mrad = Eigen::Vector3d::Zero();
};

/// Cramér–Rao bound of orientation and deviatoric strain from the spots of a simulated frame, by the very
/// refinement that `index` uses: every spot stands where it is predicted, with the smallest error its photons
/// allow. Spots that overlap are left out. nullopt: fewer than 12 spots, no strain worth the name.
/// `brightest`: only so many spots (0: all).
std::optional<ExpectedErrors> expected_errors(const forward::TrueGrain& grain,
                                              const forward::LaueSetup& setup, const SpotNoise& noise,
                                              double least_significance, std::size_t brightest = 0);

}  // namespace lauelith::inverse
