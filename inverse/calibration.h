// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "inverse/indexing.h"
#include "inverse/lattice_rows.h"
#include "src/detector.h"
#include "src/grain.h"

namespace lauelith::inverse {

/// One peak of the calibration pattern.
struct CalibrationSpot {
  int peak = -1;
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();  ///< lowest order in the band that is not extinct
  double energy_keV = 0.0;                        ///< of that order
  Eigen::Vector2d observed_px = Eigen::Vector2d::Zero();
  Eigen::Vector2d residual_px = Eigen::Vector2d::Zero();  ///< observed − calculated
};

/// The panel that makes a stress-free crystal fit, and how well it is known.
struct CalibrationResult {
  bool found = false;  ///< the pattern could be indexed with the guess
  bool converged = false;
  FiveParameters five;
  Matrix5d covariance = Matrix5d::Zero();  ///< dd mm, xcen px, ycen px, xbet deg, xgam deg; scatter included
  Detector detector;
  Eigen::Matrix3d M_lab_1_A = Eigen::Matrix3d::Zero();
  std::vector<CalibrationSpot> spots;
  double mean_residual_px = 0.0;
  double rms_px = 0.0;
  double scatter_px = 0.0;  ///< per axis, beyond the peaks' own errors
};

/// Refines the five parameters and the orientation on a pattern of a crystal whose lattice is known and
/// unstrained: indexes with the guess (tolerances widened step by step, distance tried 1 % shorter and
/// longer), then least squares on both coordinates of every peak (Levenberg–Marquardt on the eight numbers;
/// analytic derivatives for the orientation, central differences of the one predictor for the panel), linking
/// again until nothing changes. Only distance/pixel enters a direction: the pixel size is kept.
CalibrationResult calibrate(const PeakList& peaks, const Crystal& crystal, const Detector& guess,
                            const forward::BeamOptions& beam, const forward::Spectrum& spectrum,
                            const IndexOptions& options,
                            forward::DepthModel depth = forward::DepthModel::surface);

/// Correlation matrix of a covariance.
Matrix5d correlation(const Matrix5d& covariance);

}  // namespace lauelith::inverse
