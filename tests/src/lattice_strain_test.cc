// SPDX-License-Identifier: BSD-3-Clause
#include "src/lattice_strain.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <Eigen/LU>

#include "src/frame_conventions.h"
#include "src/symmetric_tensor.h"
#include "src/units.h"

namespace lauelith {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

Matrix3d bunge() {
  const auto about = [](const Vector3d& axis, double angle_deg) {
    return Eigen::AngleAxisd(angle_deg * units::deg, axis).toRotationMatrix();
  };
  return about(Vector3d::UnitZ(), 30) * about(Vector3d::UnitX(), 50) * about(Vector3d::UnitZ(), 10);
}

Vector6d six(double xx, double yy, double zz, double yz, double xz, double xy) {
  Vector6d e;
  e << xx, yy, zz, yz, xz, xy;
  return e;
}

// Golden numbers of a garnet lattice under a displacement gradient; recomputed by two independent programs.
TEST(LatticeStrain, GoldenGarnet) {
  const Matrix3d B = Matrix3d::Identity() / 12.97;
  Matrix3d H;
  H << 0.9, 0.4, -0.2, 0.1, -0.5, 0.6, 0.3, -0.4, 0.2;
  const Matrix3d F = Matrix3d::Identity() + H * 1e-3;
  const Matrix3d M = F.inverse().transpose() * bunge() * B;
  const auto result = strain_of_lattice(M, B);
  const Vector6d sample = six(0.6998157609, -0.6998227885, 0.0000070276, 0.1001637250, 0.0499849809, 0.2497825177);
  const Vector6d crystal = six(0.4626902763, -0.0698207937, -0.3928694825, 0.1898320522, 0.4684404382, -0.3500644353);
  EXPECT_NEAR((result.strain_deviatoric_frame * 1e3 - sample).cwiseAbs().maxCoeff(), 0.0, 1e-10);
  EXPECT_NEAR((result.strain_deviatoric_crystal * 1e3 - crystal).cwiseAbs().maxCoeff(), 0.0, 1e-10);
  EXPECT_NEAR(Eigen::AngleAxisd(bunge().transpose() * result.R_frame_from_crystal).angle() / units::deg,
              0.0331660283, 1e-10);
  EXPECT_NEAR((result.R_frame_from_crystal.row(0) - Eigen::RowVector3d(0.7971142021, -0.4670141116, 0.3827620257)).norm(),
              0.0, 2e-10);
}

struct LowSymmetry {
  double a, b, c, beta_deg, gamma_deg;
  Matrix3d M_lab;
};

Matrix3d columns(const Vector3d& a, const Vector3d& b, const Vector3d& c) {
  Matrix3d m;
  m << a, b, c;
  return m;
}

// The crystal systems where a is not parallel to a*.
TEST(LatticeStrain, GoldenHexagonalAndMonoclinic) {
  const LowSymmetry cells[] = {
      {2.95, 2.95, 4.68, 90, 120,
       columns({0.178538470, 0.068510989, 0.341145125}, {-0.182987175, -0.081115014, 0.336649383},
               {0.081980232, -0.197391276, -0.003099985})},
      {5.1505, 5.2116, 5.3173, 99.23, 90,
       columns({0.166768531, 0.033323777, 0.098526883}, {-0.089702021, -0.039763337, 0.165028668},
               {0.073101050, -0.176012061, -0.002764229})}};
  for (const auto& cell : cells) {
    const double beta = cell.beta_deg * units::deg;
    const double gamma = cell.gamma_deg * units::deg;
    Matrix3d A;
    A << cell.a, cell.b * std::cos(gamma), cell.c * std::cos(beta), 0, cell.b * std::sin(gamma), 0, 0, 0,
        cell.c * std::sin(beta);
    const Matrix3d M = R_lab_from_sample(45.0).transpose() * cell.M_lab;
    const auto result = strain_of_lattice(M, A.inverse().transpose());
    const Vector6d sample = six(-0.154283150, 0.474660186, -0.320377036, 0.005839257, 0.096765613, 0.977102249);
    EXPECT_NEAR((result.strain_deviatoric_frame - 1e-3 * sample).cwiseAbs().maxCoeff(), 0.0, 1e-8);
    // U = I + ε in the crystal frame; its deviator to first order.
    const Vector6d crystal = six(1.0, -0.6, -0.4, 0.2, -0.5, 0.3);
    EXPECT_NEAR((result.strain_deviatoric_crystal - 1e-3 * crystal).cwiseAbs().maxCoeff(), 0.0, 2e-6);
  }
}

TEST(LatticeStrain, SizeOfTheCellDropsOut) {
  const Matrix3d B = Matrix3d::Identity() / 12.97;
  const Matrix3d M = (Matrix3d::Identity() + tensor_of(six(1e-3, 0, 0, 2e-4, 0, -3e-4))) * bunge() * B;
  const auto one = strain_of_lattice(M, B);
  const auto other = strain_of_lattice(M, 1.01 * B);
  EXPECT_NEAR((one.strain_deviatoric_frame - other.strain_deviatoric_frame).norm(), 0.0, 1e-15);
  EXPECT_NEAR(one.strain_deviatoric_frame.head<3>().sum(), 0.0, 1e-15);
}

}  // namespace
}  // namespace lauelith
