// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "inverse/scan_grid.h"

namespace lauelith::inverse {

/// Where the points of a second scan lie in the map of a first one:
///   place in the first = centre + Rot(φ)·(x − centre) + t + d·(τ − ½),   τ from 0 to 1 along the scan,
/// t a shift, φ a rotation in the plane, d a drift. Fitted to what both maps show: which grain lies where
/// (differences at boundaries tell the place), and how the lattice turns inside the grains. First whole
/// steps, by the share of points that show the same grain; then least squares below a step, on the bilinear
/// interpolation of the first map, with weak priors (a step for t and d, 2° for φ) that hold what the maps do
/// not show (a line of points, one even grain).
/// Pinned by: ScanRegistration.* (tests/inverse/scan_registration_test.cc).
struct ScanRegistration {
  bool registered = false;
  std::string message;     ///< why not; or what had to be taken on trust
  bool by_number = false;  ///< stage positions are not known: point i is point i
  bool located = false;    ///< the maps themselves say where the scan lies, not only the stage
  Eigen::Vector2d shift_um = Eigen::Vector2d::Zero();
  double rotation_rad = 0.0;
  Eigen::Vector2d drift_um = Eigen::Vector2d::Zero();
  Eigen::Vector2d centre_um = Eigen::Vector2d::Zero();
  Eigen::Vector2d shift_sigma_um = Eigen::Vector2d::Zero();
  double error_steps = 0.0;  ///< standard error of a point's place, of what the maps determine
  double agreement = 0.0;    ///< share of the points that show the grain which the first map has there
  Eigen::Matrix3d R_common_sample = Eigen::Matrix3d::Identity();  ///< the sample turned between the scans

  Eigen::Vector2d place_in_first_um(const Eigen::Vector2d& place_um, double along_scan) const;
};

struct RegistrationOptions {
  double grain_gate_deg = 2.0;
  double least_agreement = 0.7;
  double largest_error_steps = 0.5;
};

/// Refuses (registered = false, message) if fewer than `least_agreement` of the points agree or the places
/// are not known to `largest_error_steps`.
ScanRegistration register_scan(std::vector<PlacedPoint> first, std::vector<PlacedPoint> second,
                               const std::vector<Eigen::Matrix3d>& proper_rotations,
                               const RegistrationOptions& options = {});

/// The point of the first scan that lies nearest to a point of the second one.
struct PointPair {
  int first = -1;                                       ///< −1: none within half a step
  Eigen::Vector2d offset_um = Eigen::Vector2d::Zero();  ///< of the second from the first
};
std::vector<PointPair> paired_points(const ScanRegistration& registration,
                                     const std::vector<PlacedPoint>& first,
                                     const std::vector<PlacedPoint>& second);

}  // namespace lauelith::inverse
