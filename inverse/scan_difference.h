// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "inverse/spot_pairs.h"
#include "src/grain.h"
#include "src/parameter.h"

namespace lauelith::inverse {

/// The part of the table [index] that concerns differences between scans.
struct DifferenceOptions {
  double same_grain_deg = 0.5;
  std::vector<double> source_sigma_um = {1.0, 2.0, 1.0};  ///< lab x, y (along the beam), z; of every point
  double panel_sigma_um = 20.0;                           ///< of the shift common to the scan
};
void describe(ParameterVisitor& visit, DifferenceOptions& options);
/// UsageError where numbers are missing.
void check_difference(const DifferenceOptions& options);

using Matrix11d = Eigen::Matrix<double, 11, 11>;
using Vector11d = Eigen::Matrix<double, 11, 1>;

/// A shift of the whole pattern on the panel, common to all points of a scan.
struct PanelShift {
  Eigen::Vector2d shift_px = Eigen::Vector2d::Zero();
  Eigen::Matrix2d covariance_px2 = Eigen::Matrix2d::Zero();
  double reduced_chi_squared = 1.0;  ///< of the grains' own estimates about the common one
  int n_grains = 0;
};

/// How the lattice of one grain changed between two scans.
///
/// Unknowns q: 3 rotations and 5 deviatoric strains p of the change, exp(Σ p_k g_k) with the generators of
/// lattice_rows.h, and 3 coordinates s of the source's shift with a prior (remounting, height of the face).
/// With M the mean of both lattices and E(p) = exp(Σ p_k g_k)⁻ᵀ, the predicted shift of a spot is
///   d(q) = x(E(p/2)·M, source + s/2) − x(E(−p/2)·M, source − s/2) + c,
/// x the one predictor of forward/, c the shift of the panel, held. Its derivative at the mean state is that
/// of x itself: second orders cancel. Least squares on d as measured, weights from the covariance of the
/// shifts and τ² (extra_scatter.h); first robust (1/(1 + r²/18)), then plain without what lies beyond 4.5 σ.
/// Distance and tilt of the panel, hc and the reference cell enter multiplied by the shift of a spot (less
/// than a pixel) instead of its place (a thousand). Covariance N⁻¹·max(1, χ²/ν) + K·C_panel·Kᵀ, N the normal
/// matrix, K = N⁻¹·(its mixed block with c).
/// Valid for rotations up to a few degrees. Pinned by: ScanDifference.* (tests/inverse, tests/roundtrip).
struct LatticeChange {
  bool converged = false;
  bool determined = false;                                    ///< enough spots, well enough spread
  Eigen::Matrix3d M_first_lab_1_A = Eigen::Matrix3d::Zero();  ///< E(−p/2)·M
  Eigen::Matrix3d M_second_lab_1_A = Eigen::Matrix3d::Zero();
  Vector11d q = Vector11d::Zero();  ///< rotations (rad), strains, source shift (m)
  Matrix11d covariance = Matrix11d::Zero();
  double tau_px = 0.0;  ///< scatter per axis of the shifts beyond their covariances
  double reduced_chi_squared = 0.0;
  double rms_px = 0.0;
  std::vector<SpotPair> spots;  ///< those that were kept
  /// What the grain says about c, everything of its own eliminated: information and gradient.
  Eigen::Matrix2d panel_information_1_px2 = Eigen::Matrix2d::Zero();
  Eigen::Vector2d panel_gradient_1_px = Eigen::Vector2d::Zero();
};

LatticeChange fit_change(const GrainPair& pair, const PanelShift& panel, const DifferenceOptions& options,
                         const Detector& detector, double sample_tilt_rad);

/// The shift common to many grains, from fits made with none: robust (grains weighted 1/(1 + χ²/18)) about
/// the common value, prior of `options`.
PanelShift common_panel_shift(const std::vector<LatticeChange>& changes, const DifferenceOptions& options,
                              const Detector& detector);

/// The change in the words of maps.h5, sample frame: differences of both states of src/lattice.h.
struct GrainChange {
  Vector6d strain_deviatoric_sample = Vector6d::Zero();
  Matrix6d strain_covariance_sample = Matrix6d::Zero();
  Eigen::Vector3d rotation_rad = Eigen::Vector3d::Zero();  ///< R_second·R_firstᵀ as a vector
  Eigen::Matrix3d rotation_covariance_rad2 = Eigen::Matrix3d::Zero();
};
GrainChange described(const LatticeChange& change, const Eigen::Matrix3d& B_reference_1_A,
                      double sample_tilt_rad);

}  // namespace lauelith::inverse
