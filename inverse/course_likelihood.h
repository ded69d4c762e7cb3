// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "inverse/evidence_cells.h"
#include "inverse/time_courses.h"

namespace lauelith::inverse {

/// A mechanism at one point of its parameters: prior sd of the amplitude of each of its columns, and how
/// amplitudes go from scan to scan.
struct MechanismPrior {
  Eigen::VectorXd column_sd;
  TimeCourse course;
};

/// Linear-Gaussian likelihood of two mechanisms, each with a course of its own:
///   Y ~ N(0, S ⊗ Σ_N + T₁ ⊗ Φ₁ W₁² Φ₁ᵀ + T₂ ⊗ Φ₂ W₂² Φ₂ᵀ)
/// with S, Σ_N, Y as in evidence.h. In scans whitened by S = L Lᵀ, T_m = L Q_m diag(τ_m) Q_mᵀ Lᵀ; amplitudes
/// are independent per column and mode, so that with the stacked columns B
///   ln Z = ln N(Y; 0, S ⊗ Σ_N) + ½ bᵀ M⁻¹ b − ½ ln|M|,   M = I + Bᵀ(·)⁻¹B,  b = Bᵀ(·)⁻¹ Y.
/// Modes of one mechanism do not couple: M is solved by the Schur complement of the first mechanism.
/// Constant terms are left out: only differences between parameters mean something.
/// Pinned by: CourseLikelihood.* (tests/inverse/course_likelihood_test.cc): covariances written out.
class CourseLikelihood {
 public:
  /// `cells` with forms of one mechanism alone (no mixtures are needed); it must outlive this object.
  CourseLikelihood(const EvidenceCells& cells, const CellData& data, const Eigen::MatrixXd& scan_covariance);

  std::size_t n_cells() const { return cells_.size(); }
  double log_likelihood(std::size_t cell, const MechanismPrior& first, const MechanismPrior& second) const;

 private:
  struct Cell {
    double log_null = 0.0;
    Eigen::MatrixXd gram[2];  ///< Φ_mᵀ Σ_N⁻¹ Φ_m
    Eigen::MatrixXd cross;    ///< Φ₁ᵀ Σ_N⁻¹ Φ₂
    Eigen::MatrixXd data[2];  ///< Φ_mᵀ Σ_N⁻¹ Y L⁻ᵀ
  };
  /// One mechanism in its scan modes: columns × modes of b, and modes that matter.
  struct InModes {
    Eigen::MatrixXd Q;
    Eigen::VectorXd tau;
    Eigen::MatrixXd b;
    Eigen::MatrixXd gram;  ///< W Φᵀ Σ_N⁻¹ Φ W
  };
  InModes in_modes(const Cell& cell, int mechanism, const MechanismPrior& prior) const;

  Eigen::MatrixXd whitening_;  ///< L⁻¹
  std::vector<Cell> cells_;
};

}  // namespace lauelith::inverse
