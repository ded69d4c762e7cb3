// SPDX-License-Identifier: BSD-3-Clause
#include "src/lattice.h"

#include <gtest/gtest.h>

#include "src/frames.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith {
namespace {

using Eigen::Matrix3d;

const BungeAngles golden_bunge{30.0 * units::deg, 50.0 * units::deg, 10.0 * units::deg};

Vector6d six(double xx, double yy, double zz, double yz, double xz, double xy) {
  Vector6d v;
  v << xx, yy, zz, yz, xz, xy;
  return v;
}

TEST(Rotation, BungeMatchesTheGoldenMatrixAndQuaternion) {
  const Matrix3d R = rotation_from_bunge(golden_bunge);
  Matrix3d golden;
  golden << 0.797059083, -0.466894844, 0.383022222, 0.589068677, 0.461389236, -0.663413948, 0.133022222,
      0.754406507, 0.642787610;
  EXPECT_LT((R - golden).cwiseAbs().maxCoeff(), 1e-9);
  const auto q = quaternion_from_rotation(R);
  EXPECT_NEAR(q.w(), 0.851650740, 1e-9);
  EXPECT_NEAR(q.x(), 0.416197741, 1e-9);
  EXPECT_NEAR(q.y(), 0.073386891, 1e-9);
  EXPECT_NEAR(q.z(), 0.309975519, 1e-9);
  const BungeAngles back = bunge_from_rotation(R);
  EXPECT_NEAR(back.phi1, golden_bunge.phi1, 1e-12);
  EXPECT_NEAR(back.Phi, golden_bunge.Phi, 1e-12);
  EXPECT_NEAR(back.phi2, golden_bunge.phi2, 1e-12);
}

TEST(Rotation, VectorAndMatrixAreInverse) {
  for (const double angle : {1e-9, 1e-4, 0.7, 3.1}) {
    const Eigen::Vector3d vector = angle * Eigen::Vector3d(0.6, -0.48, 0.64).normalized();
    EXPECT_LT((vector_from_rotation(rotation_from_vector(vector)) - vector).norm(), 1e-12);
    EXPECT_NEAR(angle_of(rotation_from_vector(vector)), angle, 1e-12);
  }
}

// Golden 3: strained LLZO; numbers from an independent program.
TEST(LatticeState, CubicGoldenTensors) {
  Matrix3d H;
  H << 0.9, 0.4, -0.2, 0.1, -0.5, 0.6, 0.3, -0.4, 0.2;
  const Matrix3d B = reciprocal_matrix_1_A({12.97, 12.97, 12.97});
  const Matrix3d F = Matrix3d::Identity() + 1e-3 * H;
  const LatticeState state =
      lattice_state(strained_reciprocal_1_A(F, rotation_from_bunge(golden_bunge), B), B);
  const Vector6d sample =
      six(0.6998157609, -0.6998227885, 0.0000070276, 0.1001637250, 0.0499849809, 0.2497825177);
  const Vector6d crystal =
      six(0.4626902763, -0.0698207937, -0.3928694825, 0.1898320522, 0.4684404382, -0.3500644353);
  EXPECT_LT((components_of(state.strain_deviatoric) * 1e3 - sample).cwiseAbs().maxCoeff(), 2e-10);
  EXPECT_LT((components_of(state.strain_deviatoric_crystal) * 1e3 - crystal).cwiseAbs().maxCoeff(), 2e-10);
  const Eigen::RowVector3d row(0.7971142021, -0.4670141116, 0.3827620257);
  EXPECT_LT((state.R_frame_from_crystal.row(0) - row).cwiseAbs().maxCoeff(), 1e-10);
  const double turned = angle_of(state.R_frame_from_crystal * rotation_from_bunge(golden_bunge).transpose());
  EXPECT_NEAR(turned / units::deg, 0.0331660283, 1e-9);
}

struct LowSymmetryCase {
  UnitCell cell;
  Matrix3d reciprocal_lab;
};

// Golden 4: the frame trap of triangular reference cells; both lattices carry the same strain.
TEST(LatticeState, HexagonalAndMonoclinicGoldenTensors) {
  LowSymmetryCase hexagonal{{2.95, 2.95, 4.68, 90, 90, 120}, Matrix3d()};
  hexagonal.reciprocal_lab << 0.178538470, -0.182987175, 0.081980232, 0.068510989, -0.081115014, -0.197391276,
      0.341145125, 0.336649383, -0.003099985;
  LowSymmetryCase monoclinic{{5.1505, 5.2116, 5.3173, 90, 99.23, 90}, Matrix3d()};
  monoclinic.reciprocal_lab << 0.166768531, -0.089702021, 0.073101050, 0.033323777, -0.039763337,
      -0.176012061, 0.098526883, 0.165028668, -0.002764229;
  const Vector6d golden = six(-0.154283150, 0.474660186, -0.320377036, 0.005839257, 0.096765613, 0.977102249);
  const Matrix3d R_sample_from_lab = R_lab_from_sample(45.0 * units::deg).transpose();
  for (const LowSymmetryCase& low : {hexagonal, monoclinic}) {
    const LatticeState state =
        lattice_state(R_sample_from_lab * low.reciprocal_lab, reciprocal_matrix_1_A(low.cell));
    EXPECT_LT((components_of(state.strain_deviatoric) - 1e-3 * golden).cwiseAbs().maxCoeff(), 2e-8);
  }
}

TEST(LatticeState, TheSizeOfTheReferenceCellDoesNotMatter) {
  const Matrix3d B = reciprocal_matrix_1_A({5.1505, 5.2116, 5.3173, 90, 99.23, 90});
  Matrix3d F = Matrix3d::Identity();
  F(0, 1) = 2e-3;
  F(2, 2) = 1.001;
  const Matrix3d M = strained_reciprocal_1_A(F, rotation_from_bunge(golden_bunge), B);
  const Matrix3d difference =
      lattice_state(M, B).strain_deviatoric - lattice_state(M, 0.97 * B).strain_deviatoric;
  EXPECT_LT(difference.cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_NEAR(lattice_state(M, B).strain_deviatoric.trace(), 0.0, 1e-15);
}

TEST(Frames, ComponentRotationTurnsTensors) {
  const Matrix3d Q = rotation_from_bunge(golden_bunge);
  const Vector6d e = six(1, -2, 0.5, 0.3, -0.7, 0.2);
  const Vector6d direct = components_of(Q * tensor_of(e) * Q.transpose());
  EXPECT_LT((component_rotation(Q) * e - direct).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(Frames, SampleAxesInTheLab) {
  const Matrix3d L = R_lab_from_sample(45.0 * units::deg);
  const double half = std::sqrt(0.5);
  EXPECT_LT((L.col(2) - Eigen::Vector3d(0, -half, half)).norm(), 1e-15);
  EXPECT_LT((L.col(1) - Eigen::Vector3d(0, half, half)).norm(), 1e-15);
}

}  // namespace
}  // namespace lauelith
