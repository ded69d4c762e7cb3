// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "inverse/lattice_rows.h"
#include "src/detector.h"
#include "src/grain.h"

namespace lauelith::inverse {

enum class RefinedParameters { rotation, rotation_and_strain };

/// Fits 3 rotations (about the sample axes) and 5 deviatoric strains to peak positions by Gauss–Newton on
/// both pixel coordinates, with the analytic derivatives of the forward predictor: M ← (I + Σ p_k g_k)⁻ᵀ M,
/// dG = −g_kᵀ G. Weights: peak covariance + σ_floor² + τ². τ, a scatter common to all peaks of the grain, is
/// what makes χ² equal the degrees of freedom (R. C. Paule & J. Mandel, J. Res. NBS 87 (1982) 377); it is
/// zero unless χ² exceeds them by three standard deviations. Peaks without a standard error get equal
/// weights, scaled by their own scatter.
struct RefinementOptions {
  RefinedParameters parameters = RefinedParameters::rotation_and_strain;
  bool robust = true;   ///< weight 1/(1 + r²/9) on normalised residuals r; off: plain least squares
  double tau_px = 0.0;  ///< extra scatter to start from
  int max_iterations = 20;
};

struct RefinementResult {
  Eigen::Matrix3d M_lab_1_A = Eigen::Matrix3d::Zero();
  bool converged = false;
  bool strain_determined = false;    ///< enough spots, well enough spread
  double tau_px = 0.0;               ///< extra scatter per axis; of peaks without standard errors, all of it
  double reduced_chi_squared = 0.0;  ///< with the final weights
  std::vector<double> residual_px;   ///< distance per match
  std::vector<double> normalised;    ///< √(rᵀC⁻¹r/2): 1 rms per axis
  Matrix8d covariance = Matrix8d::Zero();  ///< rotations (rad), strains
};

RefinementResult refine_lattice(const Eigen::Matrix3d& M_lab_1_A, const std::vector<SpotMatch>& matches,
                                const std::vector<Peak>& peaks, const Detector& detector,
                                double sample_tilt_rad, const RefinementOptions& options);

/// Orientation, strain and their errors of a refined lattice, described by the standard one of its equivalent
/// orientations. Returns the proper rotation S that led there: the indices of the grain's spots must follow
/// it.
Eigen::Matrix3d describe_lattice(const RefinementResult& refined, const Eigen::Matrix3d& B_reference_1_A,
                                 const std::vector<Eigen::Matrix3d>& proper_rotations, double sample_tilt_rad,
                                 Grain& grain);

/// hkl' = B⁻¹·Sᵀ·B·hkl: the same plane in the crystal axes turned by S.
Eigen::Vector3i equivalent_indices(const Eigen::Vector3i& hkl, const Eigen::Matrix3d& S_proper,
                                   const Eigen::Matrix3d& B_1_A);

}  // namespace lauelith::inverse
