// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "src/grain.h"

namespace lauelith {

/// Orientation and deviatoric strain of a measured lattice, any crystal system.
///
/// M = [a* b* c*] measured, B the unstrained one (columns, 1/Å; B in the crystal frame a ∥ x, b in the x–y plane):
///   F = M⁻ᵀ Bᵀ,  V = (F Fᵀ)^½,  R = V⁻¹ F,  ε = 3 V / tr V − I,  ε_crystal = Rᵀ ε R.
/// The size assumed for the unstrained cell drops out; the trace is zero by construction. Left polar
/// decomposition: rotation first, then strain in the frame of M. Needs det F > 0.
/// Pinned by the golden lattices of tests/src/lattice_strain_test.cc.
struct LatticeStrain {
  Eigen::Matrix3d R_frame_from_crystal = Eigen::Matrix3d::Identity();
  Vector6d strain_deviatoric_frame = Vector6d::Zero();    ///< in the frame M is given in
  Vector6d strain_deviatoric_crystal = Vector6d::Zero();
};

LatticeStrain strain_of_lattice(const Eigen::Matrix3d& M_1_A, const Eigen::Matrix3d& B_1_A);

}  // namespace lauelith
