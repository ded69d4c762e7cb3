// SPDX-License-Identifier: BSD-3-Clause
#include "src/lattice_strain.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <cassert>

#include "src/symmetric_tensor.h"

namespace lauelith {

LatticeStrain strain_of_lattice(const Eigen::Matrix3d& M_1_A, const Eigen::Matrix3d& B_1_A) {
  const Eigen::Matrix3d F = M_1_A.inverse().transpose() * B_1_A.transpose();
  assert(F.determinant() > 0.0);
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> squared(F * F.transpose());
  const Eigen::Matrix3d V = squared.operatorSqrt();
  const Eigen::Matrix3d strain = 3.0 / V.trace() * V - Eigen::Matrix3d::Identity();
  LatticeStrain result;
  result.R_frame_from_crystal = V.inverse() * F;
  result.strain_deviatoric_frame = components_of(strain);
  result.strain_deviatoric_crystal =
      components_of(result.R_frame_from_crystal.transpose() * strain * result.R_frame_from_crystal);
  return result;
}

}  // namespace lauelith
