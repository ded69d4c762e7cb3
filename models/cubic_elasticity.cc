// SPDX-License-Identifier: BSD-3-Clause
#include "models/cubic_elasticity.h"

#include <Eigen/LU>
#include <array>
#include <cmath>
#include <utility>

#include "src/failure.h"
#include "src/frames.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Matrix3d;

namespace {

constexpr std::array<std::pair<int, int>, 6> pairs{{{0, 0}, {1, 1}, {2, 2}, {1, 2}, {0, 2}, {0, 1}}};

double delta(int i, int j) { return i == j ? 1.0 : 0.0; }

std::string in_GPa(double stiffness) {
  std::string text = std::to_string(stiffness / units::GPa);
  return text.substr(0, text.find('.') + 3) + " GPa";
}

Vector6d doubled_shears(Vector6d strain) {
  strain.tail<3>() *= 2.0;
  return strain;
}

}  // namespace

CubicStiffness scaled(const CubicStiffness& C, double factor) {
  return {C.C11 * factor, C.C12 * factor, C.C44 * factor};
}

CubicStiffness at_temperature(const CubicStiffness& C, double log_slope_1_K,
                              double temperature_difference_K) {
  return scaled(C, 1.0 + log_slope_1_K * temperature_difference_K);
}

bool is_stable(const CubicStiffness& C) {
  return C.C11 - C.C12 > 0.0 && C.C11 + 2.0 * C.C12 > 0.0 && C.C44 > 0.0 && std::isfinite(C.C11) &&
         std::isfinite(C.C12) && std::isfinite(C.C44);
}

void require_stable(const CubicStiffness& C, const std::string& where) {
  if (is_stable(C)) return;
  throw UsageError(
      {.file = where,
       .where = "elastic constants",
       .expected = "a positive definite stiffness (C11 > C12, C11 + 2 C12 > 0, C44 > 0)",
       .found = "C11 = " + in_GPa(C.C11) + ", C12 = " + in_GPa(C.C12) + ", C44 = " + in_GPa(C.C44)});
}

Matrix6d voigt_stiffness(const CubicStiffness& C, const Matrix3d& R_sample_from_crystal) {
  const Matrix3d& R = R_sample_from_crystal;
  const double anisotropy = C.C11 - C.C12 - 2.0 * C.C44;
  Matrix6d C_voigt;
  for (int a = 0; a < 6; ++a) {
    for (int b = a; b < 6; ++b) {
      const auto [i, j] = pairs[static_cast<std::size_t>(a)];
      const auto [k, l] = pairs[static_cast<std::size_t>(b)];
      double cubic = 0.0;
      for (int m = 0; m < 3; ++m) cubic += R(i, m) * R(j, m) * R(k, m) * R(l, m);
      C_voigt(a, b) = C.C12 * delta(i, j) * delta(k, l) +
                      C.C44 * (delta(i, k) * delta(j, l) + delta(i, l) * delta(j, k)) + anisotropy * cubic;
      C_voigt(b, a) = C_voigt(a, b);
    }
  }
  return C_voigt;
}

Matrix6d mandel_from_voigt(const Matrix6d& C_voigt) {
  Vector6d weight = Vector6d::Ones();
  weight.tail<3>().setConstant(std::sqrt(2.0));
  return weight.asDiagonal() * C_voigt * weight.asDiagonal();
}

Vector6d stress_of(const Matrix6d& C_voigt, const Vector6d& elastic_strain) {
  return C_voigt * doubled_shears(elastic_strain);
}

double energy_density(const Matrix6d& C_voigt, const Vector6d& elastic_strain) {
  return 0.5 * doubled_shears(elastic_strain).dot(stress_of(C_voigt, elastic_strain));
}

Matrix3d stress_of(const CubicStiffness& C, const Matrix3d& R_sample_from_crystal,
                   const Matrix3d& elastic_strain) {
  const Matrix3d& R = R_sample_from_crystal;
  const Matrix3d strain = R.transpose() * elastic_strain * R;
  Matrix3d stress = 2.0 * C.C44 * strain;
  stress.diagonal() = (C.C11 - C.C12) * strain.diagonal();
  stress.diagonal().array() += C.C12 * strain.trace();
  return R * stress * R.transpose();
}

PlaneStressStiffness plane_stress_condensed(const Matrix6d& C_voigt) {
  constexpr std::array<int, 3> in{0, 1, 5};
  constexpr std::array<int, 3> out{2, 3, 4};
  const Matrix3d C_oo = C_voigt(out, out);
  const Matrix3d C_oi = C_voigt(out, in);
  PlaneStressStiffness result;
  result.out_of_plane = -C_oo.inverse() * C_oi;
  result.in_plane = C_voigt(in, in) + C_oi.transpose() * result.out_of_plane;
  return result;
}

double youngs_modulus(const CubicStiffness& C, const Eigen::Vector3d& direction_crystal) {
  const Eigen::Array3d squares = direction_crystal.normalized().array().square();
  const double product = squares[0] * squares[1] + squares[1] * squares[2] + squares[2] * squares[0];
  const double S44 = 1.0 / C.C44;
  const double S11_S12 = 1.0 / (C.C11 - C.C12);  // S11 − S12
  const double S11 = (2.0 * S11_S12 + 1.0 / (3.0 * C.bulk_modulus())) / 3.0;
  return 1.0 / (S11 - 2.0 * (S11_S12 - 0.5 * S44) * product);
}

CubicStiffness isotropic_stiffness(double youngs_modulus, double poisson_ratio) {
  const double G = youngs_modulus / (2.0 * (1.0 + poisson_ratio));
  const double lambda = 2.0 * G * poisson_ratio / (1.0 - 2.0 * poisson_ratio);
  return {lambda + 2.0 * G, lambda, G};
}

}  // namespace lauelith::models
