// SPDX-License-Identifier: BSD-3-Clause
#include "src/frame_conventions.h"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

#include "src/constants.h"
#include "src/frames.h"
#include "src/lattice.h"
#include "src/units.h"

namespace lauelith {
namespace {

using Eigen::Matrix3d;
using Eigen::Vector3d;

Vector6d six(double xx, double yy, double zz, double yz, double xz, double xy) {
  Vector6d e;
  e << xx, yy, zz, yz, xz, xy;
  return e;
}

const Vector6d ours = six(1e-3, -2e-3, 3e-3, 0.25e-3, -0.5e-3, 0.75e-3);

// Rows of the table, spelt out component by component: what each program would print for `ours`.
TEST(FrameConventions, EveryProgramPrintsItsComponents) {
  // LaueTools sample2: ours = theirs yy, xx, zz, xz, −yz, −xy.
  EXPECT_EQ(sample_strain_to(Program::lauetools_fit, ours), six(-2, 1, 3, 0.5, 0.25, -0.75));
  EXPECT_EQ(sample_strain_to(Program::lauetools_map, ours), six(1, -2, 3, 0.25, -0.5, 0.75));
  // XMAS: xy and yz change sign, order xx xy xz yy yz zz.
  EXPECT_EQ(sample_strain_to(Program::xmas, ours), six(1, -0.75, -0.5, -2, -0.25, 3));
  // 34-ID: xz and yz change sign.
  EXPECT_EQ(sample_strain_to(Program::lauego, ours), six(1e-3, -2e-3, 3e-3, -0.25e-3, 0.5e-3, 0.75e-3));
  // Lab frames: 34-ID ours = XX, ZZ, YY, YZ, −XY, −XZ.
  EXPECT_EQ(lab_strain_to(Program::lauego, ours), six(1e-3, 3e-3, -2e-3, 0.25e-3, -0.75e-3, 0.5e-3));
  EXPECT_EQ(lab_strain_to(Program::lauetools_fit, ours), six(-2, 1, 3, 0.5, 0.25, -0.75));
  EXPECT_EQ(lab_strain_to(Program::xmas, ours), six(1, 0.75, -0.5, -2, 0.25, 3));
}

TEST(FrameConventions, EveryRowComesBackExactly) {
  for (const Program program :
       {Program::lauelith, Program::lauetools_fit, Program::lauetools_map, Program::xmas, Program::lauego}) {
    EXPECT_EQ(sample_strain_from(program, sample_strain_to(program, ours)), ours)
        << conventions_of(program).name;
    EXPECT_EQ(lab_strain_from(program, lab_strain_to(program, ours)), ours) << conventions_of(program).name;
    EXPECT_EQ(conventions_of(program).R_lab_from_their_lab.determinant(), 1.0);
    EXPECT_EQ(conventions_of(program).R_sample_from_their_sample.determinant(), 1.0);
  }
}

TEST(FrameConventions, LabVectors) {
  const Vector3d theirs(1.0, 2.0, 3.0);
  EXPECT_EQ(lab_vector_from(Program::lauetools_fit, theirs), Vector3d(-2.0, 1.0, 3.0));
  EXPECT_EQ(lab_vector_from(Program::xmas, theirs), theirs);
  EXPECT_EQ(lab_vector_from(Program::lauego, theirs), Vector3d(-1.0, 3.0, 2.0));
  EXPECT_EQ(lab_vector_to(Program::lauego, {-1.0, 3.0, 2.0}), theirs);
}

TEST(FrameConventions, TheBeamIsTheirBeam) {
  const Vector3d beam = Vector3d::UnitY();
  EXPECT_EQ(lab_vector_to(Program::lauetools_fit, beam), Vector3d::UnitX());
  EXPECT_EQ(lab_vector_to(Program::xmas, beam), Vector3d::UnitY());
  EXPECT_EQ(lab_vector_to(Program::lauego, beam), Vector3d::UnitZ());
}

TEST(FrameConventions, Numbers) {
  const auto& lauetools = conventions_of(Program::lauetools_fit);
  EXPECT_EQ(lauetools.first_pixel, 1);
  EXPECT_EQ(lauetools.first_grain, 0);
  EXPECT_EQ(lauetools.sample_tilt_deg, 40.0);
  EXPECT_EQ(conventions_of(Program::xmas).first_pixel, 1);
  EXPECT_EQ(conventions_of(Program::xmas).first_grain, 1);
  EXPECT_EQ(conventions_of(Program::lauego).first_pixel, 0);
  EXPECT_EQ(conventions_of(Program::lauelith).sample_tilt_deg, 45.0);
  EXPECT_EQ(pixel_from(Program::lauetools_fit, {1.0, 1.0}), Eigen::Vector2d(0.0, 0.0));
  EXPECT_EQ(pixel_to(Program::xmas, {0.0, 10.5}), Eigen::Vector2d(1.0, 11.5));
  EXPECT_EQ(pixel_from(Program::lauego, {7.0, 8.0}), Eigen::Vector2d(7.0, 8.0));
}

TEST(FrameConventions, UnitsOf34Id) {
  const auto& lauego = conventions_of(Program::lauego);
  // Si: a = 0.543102 nm, a* = 2π/a in 1/nm.
  EXPECT_NEAR(0.543102 * lauego.cell_unit_A, 5.43102, 1e-12);
  EXPECT_NEAR(2.0 * constants::pi / 0.543102 * lauego.reciprocal_unit_1_A, 1.0 / 5.43102, 1e-12);
  const Vector6d e = six(1e-3, -1e-3, 0, 0, 0, 0);
  const double squares = tensor_of(e).squaredNorm();
  EXPECT_NEAR(std::sqrt(1.5 * squares), lauego.von_mises_ratio * std::sqrt(2.0 / 3.0 * squares), 1e-15);
}

TEST(FrameConventions, EnergyOfBothConstants) {
  EXPECT_NEAR(constants::hc_keV_A, 12.398419843320026, 1e-14);
  EXPECT_NEAR(constants::hc_keV_A / conventions_of(Program::lauetools_fit).hc_keV_A, 1.00003386, 1e-8);
}

TEST(FrameConventions, AnotherTilt) {
  // z_sample = (0, −sin ω, cos ω), y_sample = (0, cos ω, sin ω) in the lab.
  const Matrix3d R = R_lab_from_sample(45.0 * units::deg);
  EXPECT_NEAR((R.col(2) - Vector3d(0, -std::sqrt(0.5), std::sqrt(0.5))).norm(), 0.0, 1e-15);
  EXPECT_NEAR((R.col(1) - Vector3d(0, std::sqrt(0.5), std::sqrt(0.5))).norm(), 0.0, 1e-15);
  const Matrix3d lab = R_lab_from_sample(40.0 * units::deg) * tensor_of(ours) *
                       R_lab_from_sample(40.0 * units::deg).transpose();
  const Vector6d at_45 = components_of(R.transpose() * lab * R);
  EXPECT_NEAR((strain_at_tilt(ours, 40.0, 45.0) - at_45).norm(), 0.0, 1e-17);
  EXPECT_NEAR((strain_at_tilt(strain_at_tilt(ours, 40.0, 45.0), 45.0, 40.0) - ours).norm(), 0.0, 1e-17);
}

// Printed tensors of two programs for one crystal, through both directions: LaueTools 3.2.1 on a strained Cu
// lattice prints the sample2 tensor that belongs to its UB·B0 at a tilt of 40°.
TEST(FrameConventions, TriangularCellsAreTheSameLattice) {
  Matrix3d B;  // monoclinic 5.1505, 5.2116, 5.3173, β 99.23°
  const double beta = 99.23 * units::deg;
  Matrix3d A;
  A << 5.1505, 0, 5.3173 * std::cos(beta), 0, 5.2116, 0, 0, 0, 5.3173 * std::sin(beta);
  B = A.inverse().transpose();
  const Matrix3d B0 = upper_triangular_reciprocal(B);
  EXPECT_NEAR(std::abs(B0(1, 0)) + std::abs(B0(2, 0)) + std::abs(B0(2, 1)), 0.0, 1e-18);
  EXPECT_GT(B0(0, 0), 0.0);
  EXPECT_NEAR((B0.transpose() * B0 - B.transpose() * B).norm(), 0.0, 1e-16);
  EXPECT_NEAR((lower_triangular_reciprocal(B0) - B).norm(), 0.0, 1e-15);
  const Matrix3d Q = B0 * B.inverse();
  EXPECT_NEAR(std::acos(0.5 * (Q.trace() - 1.0)) / units::deg, 9.23, 1e-9);
}

}  // namespace
}  // namespace lauelith
