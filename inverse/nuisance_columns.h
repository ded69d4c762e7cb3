// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "inverse/compared_maps.h"

namespace lauelith::inverse {

/// Prior standard deviations of what changes between scans without any mechanism.
struct DriftPriors {
  double affine = 1e-4;      ///< strain over half the map, per component: drift of the geometry
  double per_grain = 3e-5;   ///< constant per grain and component: the geometry's error depends on the spots
  double relaxation = 0.1;   ///< share of the strain of Scan 0 that relaxes, per grain
  double shift_steps = 0.3;  ///< of the beam on the sample, along each axis
};

/// Columns with prior N(0, I) and the covariance of changes between scans: affine drift per component,
/// constants per grain, relaxation of the strain of Scan 0, and what a shift of the scan makes of its
/// gradients. The strain of Scan 0 is smoothed over neighbours without the pixel itself, whose error the
/// change contains as well; where it is no more than noise it is left out.
Eigen::MatrixXd nuisance_columns(const ComparedPixels& pixels, const DriftPriors& priors = {});

/// Mean of the neighbours of the same grain within two steps, Gaussian weights, the pixel itself left out;
/// row 5·pixel + component. Zero where there is none.
Eigen::MatrixXd neighbour_means(const ComparedPixels& pixels, const Eigen::MatrixXd& values);

}  // namespace lauelith::inverse
