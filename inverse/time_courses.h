// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

namespace lauelith::inverse {

/// How amplitudes of one source may go from scan to scan: a prior covariance T of the later scans,
///   T = D (ρ 1·1ᵀ + (1 − ρ) I) D,   D = diag(course),
/// the course scaled so that its largest value is 1; 1 − ρ leaves every source a course of its own.
struct TimeCourse {
  std::string name;
  Eigen::VectorXd course;
  double rho = 0.9;
  double weight = 1.0;  ///< prior probability, up to a common factor

  Eigen::MatrixXd covariance() const;
};

/// T and the covariance S between the changes, both made diagonal:
///   S = A Aᵀ,  T = A diag(τ) Aᵀ.
struct ScanModes {
  Eigen::MatrixXd to_modes;    ///< A⁻ᵀ: data (rows) times this
  Eigen::MatrixXd from_modes;  ///< Aᵀ: amplitudes in modes times this
  Eigen::VectorXd tau;
};
ScanModes scan_modes(const Eigen::MatrixXd& T, const Eigen::MatrixXd& S);

/// Flat, growing with the number of the scan, in the last scan alone, doubling from scan to scan; and, where
/// `currents` names the current of the cycling before each later scan, following it.
/// `weakened`: growth that stays behind the current (M1c).
std::vector<TimeCourse> time_courses(int n_scans, const std::vector<double>& currents, bool weakened);

}  // namespace lauelith::inverse
