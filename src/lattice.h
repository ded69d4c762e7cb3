// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "src/grain.h"

namespace lauelith {

/// Cell edges in Å, angles in degrees.
struct UnitCell {
  double a_A = 0.0;
  double b_A = 0.0;
  double c_A = 0.0;
  double alpha_deg = 90.0;
  double beta_deg = 90.0;
  double gamma_deg = 90.0;
};

/// A: direct vectors a, b, c as columns in the crystal frame (x ∥ a, y in the a–b plane), Å.
/// International Tables B, 1.1.3; the same convention as gemmi's orthogonalisation matrix.
Eigen::Matrix3d direct_matrix_A(const UnitCell& cell);
/// B = A⁻ᵀ: a*, b*, c* as columns, 1/Å, no 2π; the plane normal of hkl is B·hkl.
Eigen::Matrix3d reciprocal_matrix_1_A(const UnitCell& cell);
double volume_A3(const UnitCell& cell);
/// The cell whose direct vectors are the columns of any (rotated) direct matrix.
UnitCell cell_of_direct_matrix(const Eigen::Matrix3d& direct_A);

/// Orientation and strain of a measured lattice. For any crystal system, with no case distinction:
///   F = M⁻ᵀ·Bᵀ,  V = (F·Fᵀ)^½,  R = V⁻¹·F,  e_dev = 3V/tr V − I,
/// M = measured a*, b*, c* (columns) in the frame wanted, B of the reference cell. Exactly trace-free and
/// independent of the size assumed for the reference cell; strain and rotation are separated by the left
/// polar decomposition. Pinned by the golden tensors of tests/src/lattice_test.cc.
struct LatticeState {
  Eigen::Matrix3d R_frame_from_crystal = Eigen::Matrix3d::Identity();
  Eigen::Matrix3d strain_deviatoric = Eigen::Matrix3d::Zero();          ///< in the frame of M
  Eigen::Matrix3d strain_deviatoric_crystal = Eigen::Matrix3d::Zero();  ///< Rᵀ·e·R
};
LatticeState lattice_state(const Eigen::Matrix3d& measured_reciprocal_1_A,
                           const Eigen::Matrix3d& B_reference_1_A);

/// The reciprocal matrix F⁻ᵀ·R·B of a lattice strained by F after rotation by R.
Eigen::Matrix3d strained_reciprocal_1_A(const Eigen::Matrix3d& deformation, const Eigen::Matrix3d& rotation,
                                        const Eigen::Matrix3d& B_1_A);

}  // namespace lauelith
