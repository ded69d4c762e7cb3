// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <vector>

namespace lauelith {

/// Active rotation by Bunge angles (rad): Rz(phi1) · Rx(Phi) · Rz(phi2), as an orientation
/// R_sample_from_crystal (R_to_from).
struct BungeAngles {
  double phi1 = 0.0;
  double Phi = 0.0;
  double phi2 = 0.0;
};
Eigen::Matrix3d rotation_from_bunge(const BungeAngles& angles);
/// Inverse; Phi in [0, pi]; at Phi = 0 and pi, phi2 = 0.
BungeAngles bunge_from_rotation(const Eigen::Matrix3d& rotation);

/// Rotation by |vector| radians about the vector, and back.
Eigen::Matrix3d rotation_from_vector(const Eigen::Vector3d& rotation_vector);
Eigen::Vector3d vector_from_rotation(const Eigen::Matrix3d& rotation);

/// Unit quaternion with w >= 0.
Eigen::Quaterniond quaternion_from_rotation(const Eigen::Matrix3d& rotation);

/// The proper orthogonal matrix nearest to a (nearly orthogonal) matrix.
Eigen::Matrix3d nearest_rotation(const Eigen::Matrix3d& matrix);

/// Angle (rad) of a rotation; stable near zero.
double angle_of(const Eigen::Matrix3d& rotation);

/// Smallest angle (rad) between two orientations of a crystal whose proper rotations (Cartesian, crystal
/// frame) are given: min over S of the angle of R1^T R2 S.
double misorientation(const Eigen::Matrix3d& R1_sample_from_crystal,
                      const Eigen::Matrix3d& R2_sample_from_crystal,
                      const std::vector<Eigen::Matrix3d>& proper_rotations);

/// Of the equivalent descriptions R·S of one orientation, the one with the largest |w|, ties by the first
/// positive of x, y, z; returns the index of S.
std::size_t standard_equivalent(const Eigen::Matrix3d& R_sample_from_crystal,
                                const std::vector<Eigen::Matrix3d>& proper_rotations);

}  // namespace lauelith
