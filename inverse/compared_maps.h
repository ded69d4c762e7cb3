// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "inverse/deviatoric.h"

namespace lauelith::inverse {

/// A point of the map that Scan 0 and every later scan show in the same grain.
struct ComparedPixel {
  Eigen::Vector2d place_um = Eigen::Vector2d::Zero();
  int point = -1;  ///< of the grid of Scan 0
  int grain = 0;
  Matrix5d covariance = Matrix5d::Identity();  ///< of one scan, on average over the scans
  Vector5d scan0 = Vector5d::Zero();           ///< the strain of Scan 0 itself
};

/// The pixels of a comparison without what was measured: all that evidence and its power depend on.
struct ComparedPixels {
  std::vector<ComparedPixel> pixels;  ///< sorted by grain
  int n_grains = 0;
  int nx = 0;  ///< of the grid of Scan 0
  int ny = 0;
  Eigen::Vector2d origin_um = Eigen::Vector2d::Zero();
  Eigen::Vector2d step_um = Eigen::Vector2d::Ones();
  Eigen::Vector2d interface_um = Eigen::Vector2d::Zero();       ///< a point of the plating interface
  Eigen::Vector2d interface_normal = Eigen::Vector2d::UnitY();  ///< into the electrolyte
  /// Covariance between the changes of scans, times the covariance of a pixel: I + 1·1ᵀ for scans of equal
  /// quality, because all changes share Scan 0.
  Eigen::MatrixXd scan_covariance;

  int n_scans() const { return static_cast<int>(scan_covariance.rows()); }
  std::size_t n_rows() const { return 5 * pixels.size(); }
  double depth_um(std::size_t pixel) const {
    return interface_normal.dot(pixels[pixel].place_um - interface_um);
  }
};

/// I + 1·1ᵀ.
Eigen::MatrixXd shared_reference_covariance(int n_scans);

/// Changes against Scan 0: row 5·pixel + component, one column per later scan.
using Changes = Eigen::MatrixXd;

}  // namespace lauelith::inverse
