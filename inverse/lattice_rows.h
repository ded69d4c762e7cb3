// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>

#include "src/detector.h"
#include "src/peak.h"

namespace lauelith::inverse {

/// A peak and the reflection it is held to be.
struct SpotMatch {
  int peak = -1;
  Eigen::Vector3i hkl = Eigen::Vector3i::Zero();       ///< any order of the direction
  std::uint32_t direction = 0;                         ///< its row in the reflection table
  Eigen::Vector3d source_m = Eigen::Vector3d::Zero();  ///< where in the crystal it comes from, lab
};

using Matrix5d = Eigen::Matrix<double, 5, 5>;
using Vector5d = Eigen::Matrix<double, 5, 1>;
using Matrix8d = Eigen::Matrix<double, 8, 8>;
using Vector8d = Eigen::Matrix<double, 8, 1>;
using LatticeJacobian = Eigen::Matrix<double, 2, 8>;
using PanelJacobian = Eigen::Matrix<double, 2, 5>;

/// Unit deviatoric strains of the fit, sample frame: (xx−yy)/√2, (2zz−xx−yy)/√6, √2·yz, √2·xz, √2·xy.
Eigen::Matrix<double, 6, 5> deviatoric_basis();

/// The eight generators g_k of a small change of the lattice, lab frame: rotations about the sample axes
/// (rad), then the unit strains. M ← (I + Σ p_k g_k)⁻ᵀ M.
std::array<Eigen::Matrix3d, 8> lattice_generators(double sample_tilt_rad);

/// One peak of a fit.
struct SpotRow {
  Eigen::Vector2d residual;  ///< observed − calculated
  LatticeJacobian J;         ///< of the calculated position: dG = −g_kᵀ G
  Eigen::Vector2d calculated_px;
};
SpotRow spot_row(const Eigen::Matrix3d& M_lab_1_A, const SpotMatch& match, const Peak& peak,
                 const Detector& detector, const std::array<Eigen::Matrix3d, 8>& generators);

/// Of a peak's position, with the detector's σ_floor²; px².
Eigen::Matrix2d position_covariance(const Peak& peak, const Detector& detector);

/// A panel at other five parameters (mm, px, px, deg, deg). A panel that is turned about the beam against the
/// five-parameter form stays so.
class MovablePanel {
 public:
  explicit MovablePanel(const Detector& like);
  const FiveParameters& five() const { return five_; }
  Detector at(const FiveParameters& five) const;

 private:
  Detector like_;
  FiveParameters five_;
  double beam_rotation_rad_;
};
FiveParameters moved(FiveParameters five, const Vector5d& step);

/// Derivative of a spot's position with respect to the five parameters, by central differences of the one
/// predictor (steps that move a spot by about a hundredth of a pixel; relative error 1e-6).
class PanelDerivatives {
 public:
  PanelDerivatives(const MovablePanel& panel, const FiveParameters& five);
  PanelJacobian of(const Eigen::Matrix3d& M_lab_1_A, const SpotMatch& match) const;

 private:
  std::array<Detector, 5> forward_;
  std::array<Detector, 5> backward_;
};

}  // namespace lauelith::inverse
