// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <string_view>

#include "src/grain.h"

namespace lauelith {

/// Whose numbers. LaueTools writes strain in two sample frames: the "sample2" block of a .fit file and the map
/// summaries; they differ by 90° about z.
enum class Program { lauelith, lauetools_fit, lauetools_map, xmas, lauego };

/// In which order a program lists the six components of a symmetric tensor.
enum class TensorOrder {
  xx_yy_zz_yz_xz_xy,   ///< ours; also LaueTools' 11 22 33 23 13 12
  rows_upper           ///< 11 12 13 22 23 33 (XMAS, crystal and sample)
};

/// The one table of what programs mean by the same number. Every row has a golden test
/// (tests/src/frame_conventions_test.cc). Axes are signed permutations: ours = R · theirs, exact in floating
/// point. Sources: public sources of LaueTools, LaueGo, LaueMatching; XMAS as LaueTools reads it (its sample
/// axes and what is not listed are unverified: NaN where nothing is known).
struct ProgramConventions {
  std::string_view name;
  Eigen::Matrix3d R_lab_from_their_lab;        ///< our lab: y along the beam, z up
  Eigen::Matrix3d R_sample_from_their_sample;  ///< at equal tilt
  double sample_tilt_deg;                      ///< ω they assume unless told otherwise
  int first_pixel;                             ///< number of the first stored pixel
  int first_grain;
  TensorOrder tensor_order;
  double strain_of_one;                        ///< what their files write for a strain of 1
  double hc_keV_A;
  double cell_unit_A;                          ///< their unit of cell edges, in Å
  double reciprocal_unit_1_A;                  ///< their unit of a*, in 1/Å without 2π
  double von_mises_ratio;                      ///< their von Mises strain over √(2/3 e:e)
  double angle_unit_deg;                       ///< of rotation vectors in their geometry files
};

const ProgramConventions& conventions_of(Program program);

/// Vectors between lab frames.
Eigen::Vector3d lab_vector_from(Program program, const Eigen::Vector3d& theirs);
Eigen::Vector3d lab_vector_to(Program program, const Eigen::Vector3d& ours);

/// Dimensionless strain, our order and frame, against their order, frame and unit; ω is the same on both sides.
Vector6d lab_strain_from(Program program, const Vector6d& theirs);
Vector6d lab_strain_to(Program program, const Vector6d& ours);
Vector6d sample_strain_from(Program program, const Vector6d& theirs);
Vector6d sample_strain_to(Program program, const Vector6d& ours);

/// Another tilt of the sample frame in the same lab: v₂ = Rx(ω₁ − ω₂) v₁.
Eigen::Matrix3d R_tilted_from_tilted(double omega_from_deg, double omega_to_deg);
Vector6d strain_at_tilt(const Vector6d& strain_sample, double omega_from_deg, double omega_to_deg);
/// R_lab_from_sample = Rx(ω).
Eigen::Matrix3d R_lab_from_sample(double omega_deg);

/// Pixel positions: zero-based inside.
Eigen::Vector2d pixel_from(Program program, const Eigen::Vector2d& theirs);
Eigen::Vector2d pixel_to(Program program, const Eigen::Vector2d& ours);

/// B0 of LaueTools: the same reciprocal cell (columns a*, b*, c*) turned so that it is upper triangular with
/// a* ∥ x. B0ᵀB0 = BᵀB (Cholesky factor). Never compare U matrices across this; compare a*, b*, c*.
Eigen::Matrix3d upper_triangular_reciprocal(const Eigen::Matrix3d& B_1_A);
/// Ours: a ∥ x, b in the x–y plane, hence B lower triangular.
Eigen::Matrix3d lower_triangular_reciprocal(const Eigen::Matrix3d& B_1_A);

}  // namespace lauelith
