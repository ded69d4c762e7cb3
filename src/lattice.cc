// SPDX-License-Identifier: BSD-3-Clause
#include "src/lattice.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <cmath>

#include "src/units.h"

namespace lauelith {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

/// Cosine of an angle in degrees that is exact for right and hexagonal angles, so that the matrices of such
/// cells have true zeros.
double cosine_deg(double angle_deg) {
  if (angle_deg == 90.0) return 0.0;
  if (angle_deg == 120.0) return -0.5;
  if (angle_deg == 60.0) return 0.5;
  return std::cos(angle_deg * units::deg);
}

double angle_between_deg(const Vector3d& u, const Vector3d& v) {
  return std::atan2(u.cross(v).norm(), u.dot(v)) / units::deg;
}

}  // namespace

double volume_A3(const UnitCell& cell) {
  const double ca = cosine_deg(cell.alpha_deg);
  const double cb = cosine_deg(cell.beta_deg);
  const double cg = cosine_deg(cell.gamma_deg);
  return cell.a_A * cell.b_A * cell.c_A * std::sqrt(1.0 - ca * ca - cb * cb - cg * cg + 2.0 * ca * cb * cg);
}

Matrix3d direct_matrix_A(const UnitCell& cell) {
  const double ca = cosine_deg(cell.alpha_deg);
  const double cb = cosine_deg(cell.beta_deg);
  const double cg = cosine_deg(cell.gamma_deg);
  const double sg = std::sqrt(1.0 - cg * cg);
  Matrix3d A;
  A << cell.a_A, cell.b_A * cg, cell.c_A * cb, 0.0, cell.b_A * sg, cell.c_A * (ca - cb * cg) / sg, 0.0, 0.0,
      volume_A3(cell) / (cell.a_A * cell.b_A * sg);
  return A;
}

Matrix3d reciprocal_matrix_1_A(const UnitCell& cell) { return direct_matrix_A(cell).inverse().transpose(); }

UnitCell cell_of_direct_matrix(const Matrix3d& direct_A) {
  const Vector3d a = direct_A.col(0);
  const Vector3d b = direct_A.col(1);
  const Vector3d c = direct_A.col(2);
  return {a.norm(),
          b.norm(),
          c.norm(),
          angle_between_deg(b, c),
          angle_between_deg(a, c),
          angle_between_deg(a, b)};
}

LatticeState lattice_state(const Matrix3d& measured_reciprocal_1_A, const Matrix3d& B_reference_1_A) {
  const Matrix3d F = measured_reciprocal_1_A.inverse().transpose() * B_reference_1_A.transpose();
  const Eigen::SelfAdjointEigenSolver<Matrix3d> stretch_squared(F * F.transpose());
  const Matrix3d V = stretch_squared.operatorSqrt();
  LatticeState state;
  state.R_frame_from_crystal = stretch_squared.operatorInverseSqrt() * F;
  state.strain_deviatoric = 3.0 / V.trace() * V - Matrix3d::Identity();
  state.strain_deviatoric_crystal =
      state.R_frame_from_crystal.transpose() * state.strain_deviatoric * state.R_frame_from_crystal;
  return state;
}

Matrix3d strained_reciprocal_1_A(const Matrix3d& deformation, const Matrix3d& rotation,
                                 const Matrix3d& B_1_A) {
  return deformation.inverse().transpose() * rotation * B_1_A;
}

}  // namespace lauelith
