// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "src/grain.h"

namespace lauelith::inverse {

/// What a change of strain over the points of a map is worth against its errors.
struct Detectability {
  double strain_max = 0.0;        ///< largest component of the deviatoric change
  double strain_rms = 0.0;        ///< over points and components
  double snr_max = 0.0;           ///< largest component over its standard error
  double detectable_share = 0.0;  ///< of the points that have errors: a component above `snr_limit` of them
  std::size_t n_points = 0;       ///< with errors
};

/// `change` and `covariance` per point (xx, yy, zz, yz, xz, xy); a point whose covariance is zero cannot be
/// measured and does not count. Pinned by Detectability.*.
Detectability detectability(const std::vector<Vector6d>& change, const std::vector<Matrix6d>& covariance,
                            double snr_limit = 3.0);

/// What one experiment costs.
struct ScanCost {
  double hours = 0.0;
  double gigabytes = 0.0;        ///< as stored, uncompressed
  double photons_per_um2 = 0.0;  ///< on the face, one scan
};
struct ScanCostInput {
  double n_frames = 0.0;
  int n_scans = 1;
  double exposure_s = 0.0;
  double overhead_s = 0.2;
  double bytes_per_frame = 0.0;
  double flux_photons_s = 0.0;  ///< of the white beam
  double step_x_um = 1.0;
  double step_y_um = 1.0;
};
/// All scans together; the photons of one exposure spread over the area of a step.
ScanCost scan_cost(const ScanCostInput& input);

}  // namespace lauelith::inverse
