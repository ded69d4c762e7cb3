// SPDX-License-Identifier: BSD-3-Clause
#include "models/cubic_elasticity.h"

#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include "models/elastic_bounds.h"
#include "models/material_library.h"
#include "models/texture.h"
#include "src/failure.h"
#include "src/frames.h"
#include "src/units.h"

namespace lauelith::models {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

const CubicStiffness ta{169.8e9, 63.9e9, 69.8e9};
const CubicStiffness al{187.0e9, 75.1e9, 71.0e9};
const CubicStiffness li{13.50e9, 11.44e9, 8.78e9};

Vector6d some_strain(int k) {
  Vector6d strain;
  strain << 3.0, -1.5, 0.7, 2.2, -0.4, 1.1;
  return 1e-4 * (strain + k * Vector6d(strain.reverse()));
}

std::vector<Matrix3d> rotations() { return draw_orientations({}, 7, 20); }

TEST(CubicElasticity, RotatedStiffnessIsTheRotatedLaw) {
  for (const Matrix3d& R : rotations()) {
    const Matrix6d C = voigt_stiffness(li, R);
    EXPECT_LT((C - C.transpose()).norm(), 1e-12 * C.norm());
    const Matrix6d T = component_rotation(R);
    EXPECT_LT((C - T * voigt_stiffness(li, Matrix3d::Identity()) * T.transpose()).norm(), 1e-13 * C.norm());
    for (int k = 0; k < 3; ++k) {
      const Vector6d direct = components_of(stress_of(li, R, tensor_of(some_strain(k))));
      EXPECT_LT((stress_of(C, some_strain(k)) - direct).norm(), 1e-13 * direct.norm());
    }
  }
}

TEST(CubicElasticity, FrameInvariance) {
  const Matrix3d R = rotations()[0];
  for (const Matrix3d& Q : rotations()) {
    const Matrix3d strain = tensor_of(some_strain(1));
    const Matrix3d turned = Q * stress_of(ta, R, strain) * Q.transpose();
    EXPECT_LT((stress_of(ta, Q * R, Q * strain * Q.transpose()) - turned).norm(), 1e-13 * turned.norm());
  }
}

TEST(CubicElasticity, SymmetryRotationsChangeNothing) {
  Matrix3d quarter;
  quarter << 0, -1, 0, 1, 0, 0, 0, 0, 1;
  const Matrix3d R = rotations()[3];
  EXPECT_LT((voigt_stiffness(ta, R * quarter) - voigt_stiffness(ta, R)).norm(), 1e-14 * ta.C11 * 6);
}

TEST(CubicElasticity, StressIsTheDerivativeOfTheEnergy) {
  for (const CubicStiffness& law : {ta, al, li}) {
    const Matrix6d C = voigt_stiffness(law, rotations()[1]);
    const Vector6d strain = some_strain(0);
    EXPECT_NEAR(energy_density(C, strain),
                0.5 * (tensor_of(stress_of(C, strain)) * tensor_of(strain)).trace(),
                1e-12 * energy_density(C, strain));
    for (int a = 0; a < 6; ++a) {
      const double step = 1e-6;
      Vector6d plus = strain;
      Vector6d minus = strain;
      plus[a] += step;
      minus[a] -= step;
      // One off-diagonal component stands for two entries of the tensor.
      const double slope = (energy_density(C, plus) - energy_density(C, minus)) / (2 * step);
      EXPECT_NEAR(slope, stress_of(C, strain)[a] * (a < 3 ? 1.0 : 2.0), 1e-7 * law.C11 * strain.norm());
    }
  }
}

TEST(CubicElasticity, MandelFormHasTheEigenvaluesOfTheLaw) {
  const Matrix6d mandel = mandel_from_voigt(voigt_stiffness(ta, rotations()[2]));
  const Vector6d values = Eigen::SelfAdjointEigenSolver<Matrix6d>(mandel).eigenvalues();
  EXPECT_NEAR(values[0], 2.0 * ta.tetragonal_shear(), 1e-3);
  EXPECT_NEAR(values[1], 2.0 * ta.tetragonal_shear(), 1e-3);
  for (int k = 2; k < 5; ++k) EXPECT_NEAR(values[k], 2.0 * ta.C44, 1e-3);
  EXPECT_NEAR(values[5], 3.0 * ta.bulk_modulus(), 1e-3);
}

TEST(CubicElasticity, BornCriteria) {
  EXPECT_TRUE(is_stable(ta) && is_stable(al) && is_stable(li));
  EXPECT_FALSE(is_stable({1.0, 1.0, 1.0}));
  EXPECT_FALSE(is_stable({1.0, -0.5, 1.0}));
  EXPECT_FALSE(is_stable({1.0, 0.1, -1e-9}));
  EXPECT_FALSE(is_stable({std::nan(""), 0.1, 1.0}));
  try {
    require_stable({60e9, 63.9e9, 69.8e9}, "[mechanics]");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("C11 = 60.00 GPa"), std::string::npos) << error.what();
  }
}

TEST(CubicElasticity, YoungAlongDirections) {
  EXPECT_NEAR(youngs_modulus(ta, {1, 0, 0}) / units::GPa, 134.86, 5e-3);
  EXPECT_NEAR(youngs_modulus(ta, {2, 2, 0}) / units::GPa, 159.35, 5e-3);
  EXPECT_NEAR(youngs_modulus(ta, {1, 1, 1}) / units::GPa, 169.62, 5e-3);
  EXPECT_NEAR(youngs_modulus(li, {1, 0, 0}) / units::GPa, 3.0, 0.05);
  EXPECT_NEAR(youngs_modulus(li, {1, 1, 1}) / units::GPa, 21.2, 0.05);
}

// Uniaxial stress along x of the sample, from the inverse of the rotated stiffness.
TEST(CubicElasticity, YoungIsTheInverseOfTheRotatedStiffness) {
  for (const Matrix3d& R : rotations()) {
    const Matrix6d compliance = voigt_stiffness(ta, R).inverse();
    const Vector3d direction_crystal = R.transpose() * Vector3d::UnitX();
    EXPECT_NEAR(1.0 / compliance(0, 0), youngs_modulus(ta, direction_crystal), 1e-8 * ta.C11);
  }
}

TEST(CubicElasticity, PlaneStressLeavesNoTractionOutOfPlane) {
  for (const Matrix3d& R : rotations()) {
    const Matrix6d C = voigt_stiffness(li, R);
    const PlaneStressStiffness condensed = plane_stress_condensed(C);
    const Vector3d in_plane(2e-4, -1e-4, 3e-4);  // xx, yy, 2 xy
    const Vector3d out = condensed.out_of_plane * in_plane;
    Vector6d strain;
    strain << in_plane[0], in_plane[1], out[0], 0.5 * out[1], 0.5 * out[2], 0.5 * in_plane[2];
    const Vector6d stress = stress_of(C, strain);
    EXPECT_LT(stress.segment<3>(2).norm(), 1e-10 * stress.norm());
    const Vector3d expected(stress[0], stress[1], stress[5]);
    EXPECT_LT((condensed.in_plane * in_plane - expected).norm(), 1e-10 * stress.norm());
  }
}

TEST(CubicElasticity, IsotropicIsIsotropic) {
  const CubicStiffness C = isotropic_stiffness(155e9, 0.24);
  EXPECT_NEAR(C.zener_ratio(), 1.0, 1e-14);
  EXPECT_NEAR(youngs_modulus(C, {1, 2, 3}), 155e9, 1.0);
  EXPECT_NEAR(polycrystal_moduli(C).youngs, 155e9, 1.0);
  EXPECT_NEAR(polycrystal_moduli(C).poisson, 0.24, 1e-12);
  EXPECT_NEAR(isotropic_moduli(C.bulk_modulus(), C.C44).plane_strain(), 155e9 / (1 - 0.24 * 0.24), 1.0);
}

struct PublishedBounds {
  CubicStiffness C;
  double voigt, reuss, low, high;  // GPa
};

TEST(ElasticBounds, PublishedNumbers) {
  for (const PublishedBounds& row :
       {PublishedBounds{ta, 63.06, 61.92, 62.47, 62.54}, PublishedBounds{al, 64.98, 64.10, 64.54, 64.58},
        PublishedBounds{li, 5.68, 2.19, 3.08, 4.57}}) {
    const ShearBounds bounds = shear_bounds(row.C);
    EXPECT_NEAR(bounds.voigt / units::GPa, row.voigt, 6e-3);
    EXPECT_NEAR(bounds.reuss / units::GPa, row.reuss, 6e-3);
    EXPECT_NEAR(bounds.hashin_shtrikman_low / units::GPa, row.low, 6e-3);
    EXPECT_NEAR(bounds.hashin_shtrikman_high / units::GPa, row.high, 6e-3);
  }
  EXPECT_NEAR(polycrystal_moduli(ta).youngs / units::GPa, 154.9, 0.1);
  EXPECT_NEAR(polycrystal_moduli(ta).poisson, 0.240, 1e-3);
  EXPECT_NEAR(polycrystal_moduli(al).youngs / units::GPa, 162.5, 0.1);
}

// Voigt and Reuss are averages of the stiffness and of the compliance over all orientations.
TEST(ElasticBounds, AreAveragesOverOrientations) {
  Matrix6d stiffness = Matrix6d::Zero();
  Matrix6d compliance = Matrix6d::Zero();
  const auto all = draw_orientations({}, 3, 40000);
  for (const Matrix3d& R : all) {
    const Matrix6d C = mandel_from_voigt(voigt_stiffness(li, R));
    stiffness += C / static_cast<double>(all.size());
    compliance += C.inverse() / static_cast<double>(all.size());
  }
  const ShearBounds bounds = shear_bounds(li);
  EXPECT_NEAR(0.5 * stiffness(3, 3), bounds.voigt, 0.01 * bounds.voigt);
  EXPECT_NEAR(0.5 / compliance(3, 3), bounds.reuss, 0.01 * bounds.reuss);
}

}  // namespace
}  // namespace lauelith::models
