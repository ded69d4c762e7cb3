// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame_conventions.h"

#include <Eigen/Cholesky>
#include <Eigen/Geometry>
#include <Eigen/LU>
#include <limits>

#include "src/constants.h"
#include "src/symmetric_tensor.h"
#include "src/units.h"

namespace lauelith {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

Matrix3d rows(const Vector3d& x, const Vector3d& y, const Vector3d& z) {
  Matrix3d matrix;
  matrix << x.transpose(), y.transpose(), z.transpose();
  return matrix;
}

std::array<ProgramConventions, 5> make_table() {
  using constants::hc_keV_A;
  using constants::hc_lauetools_keV_A;
  constexpr auto by_diagonal = TensorOrder::xx_yy_zz_yz_xz_xy;
  constexpr double per_nm_with_2pi = 0.1 / (2.0 * constants::pi);
  constexpr double radian_deg = 1.0 / units::deg;
  const Vector3d x = Vector3d::UnitX();
  const Vector3d y = Vector3d::UnitY();
  const Vector3d z = Vector3d::UnitZ();
  const Matrix3d same = Matrix3d::Identity();
  const Matrix3d x_along_beam = rows(-y, x, z);
  // name, lab, sample, tilt, pixel, grain, order, strain, hc, cell, a*, von Mises, angle
  return {{
      {"lauelith", same, same, 45.0, 0, 0, by_diagonal, 1.0, hc_keV_A, 1.0, 1.0, 1.0, 1.0},
      {"LaueTools .fit", x_along_beam, x_along_beam, 40.0, 1, 0, by_diagonal, 1e3, hc_lauetools_keV_A, 1.0, 1.0,
       1.0, 1.0},
      {"LaueTools map", x_along_beam, same, 40.0, 1, 0, by_diagonal, 1e3, hc_lauetools_keV_A, 1.0, 1.0, 1.0, 1.0},
      {"XMAS", same, rows(-x, y, -z), 45.0, 1, 1, TensorOrder::rows_upper, 1e3, unknown, 10.0, unknown, 1.0, 1.0},
      {"LaueGo", rows(-x, z, y), rows(-x, -y, z), 45.0, 0, 0, by_diagonal, 1.0, unknown, 10.0, per_nm_with_2pi, 1.5,
       radian_deg},
  }};
}

/// Position of our component k in their list.
constexpr std::array<int, 6> place_in_rows_upper{0, 3, 5, 4, 2, 1};

Vector6d in_our_order(TensorOrder order, const Vector6d& theirs) {
  if (order == TensorOrder::xx_yy_zz_yz_xz_xy) return theirs;
  Vector6d ours;
  for (int k = 0; k < 6; ++k) ours(k) = theirs(place_in_rows_upper[static_cast<std::size_t>(k)]);
  return ours;
}

Vector6d in_their_order(TensorOrder order, const Vector6d& ours) {
  if (order == TensorOrder::xx_yy_zz_yz_xz_xy) return ours;
  Vector6d theirs;
  for (int k = 0; k < 6; ++k) theirs(place_in_rows_upper[static_cast<std::size_t>(k)]) = ours(k);
  return theirs;
}

Vector6d turned(const Matrix3d& R, const Vector6d& strain) {
  return components_of(R * tensor_of(strain) * R.transpose());
}

}  // namespace

const ProgramConventions& conventions_of(Program program) {
  static const std::array<ProgramConventions, 5> table = make_table();
  return table[static_cast<std::size_t>(program)];
}

Vector3d lab_vector_from(Program program, const Vector3d& theirs) {
  return conventions_of(program).R_lab_from_their_lab * theirs;
}

Vector3d lab_vector_to(Program program, const Vector3d& ours) {
  return conventions_of(program).R_lab_from_their_lab.transpose() * ours;
}

Vector6d lab_strain_from(Program program, const Vector6d& theirs) {
  const auto& of = conventions_of(program);
  return turned(of.R_lab_from_their_lab, in_our_order(of.tensor_order, theirs)) / of.strain_of_one;
}

Vector6d lab_strain_to(Program program, const Vector6d& ours) {
  const auto& of = conventions_of(program);
  return in_their_order(of.tensor_order, turned(of.R_lab_from_their_lab.transpose(), ours)) * of.strain_of_one;
}

Vector6d sample_strain_from(Program program, const Vector6d& theirs) {
  const auto& of = conventions_of(program);
  return turned(of.R_sample_from_their_sample, in_our_order(of.tensor_order, theirs)) / of.strain_of_one;
}

Vector6d sample_strain_to(Program program, const Vector6d& ours) {
  const auto& of = conventions_of(program);
  return in_their_order(of.tensor_order, turned(of.R_sample_from_their_sample.transpose(), ours)) * of.strain_of_one;
}

Matrix3d R_lab_from_sample(double omega_deg) {
  return Eigen::AngleAxisd(omega_deg * units::deg, Vector3d::UnitX()).toRotationMatrix();
}

Matrix3d R_tilted_from_tilted(double omega_from_deg, double omega_to_deg) {
  return R_lab_from_sample(omega_from_deg - omega_to_deg);
}

Vector6d strain_at_tilt(const Vector6d& strain_sample, double omega_from_deg, double omega_to_deg) {
  return turned(R_tilted_from_tilted(omega_from_deg, omega_to_deg), strain_sample);
}

Eigen::Vector2d pixel_from(Program program, const Eigen::Vector2d& theirs) {
  return theirs.array() - conventions_of(program).first_pixel;
}

Eigen::Vector2d pixel_to(Program program, const Eigen::Vector2d& ours) {
  return ours.array() + conventions_of(program).first_pixel;
}

Matrix3d upper_triangular_reciprocal(const Matrix3d& B_1_A) {
  const Matrix3d metric = B_1_A.transpose() * B_1_A;
  return metric.llt().matrixU();
}

Matrix3d lower_triangular_reciprocal(const Matrix3d& B_1_A) {
  const Matrix3d direct = B_1_A.inverse().transpose();
  const Matrix3d metric = direct.transpose() * direct;
  const Matrix3d upper = metric.llt().matrixU();
  return upper.inverse().transpose();
}

}  // namespace lauelith
