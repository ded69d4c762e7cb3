// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "src/grain.h"

/// The frames of the contract, in one place.
///   lab      y along the beam (downstream), z towards the detector, x = y × z; origin where the beam meets
///   the face sample   z outward normal of the scanned face, x = lab x; the face is inclined by omega about x
///   crystal  Cartesian, x along a, y in the a–b plane
namespace lauelith {

inline constexpr double default_sample_tilt_deg = 45.0;

/// Rx(+omega): z_sample = (0, −sin omega, cos omega), y_sample = (0, cos omega, sin omega) in the lab.
Eigen::Matrix3d R_lab_from_sample(double sample_tilt_rad);

/// Symmetric tensors as six components in the order xx, yy, zz, yz, xz, xy (no engineering shear).
Vector6d components_of(const Eigen::Matrix3d& tensor);
Eigen::Matrix3d tensor_of(const Vector6d& components);

/// The 6 × 6 matrix T with components_of(Q t Qᵀ) = T · components_of(t), for error propagation.
Matrix6d component_rotation(const Eigen::Matrix3d& Q_to_from);

/// Equivalent (von Mises) strain √(2/3 e:e) of a deviatoric strain.
double von_mises_strain(const Vector6d& deviatoric);

}  // namespace lauelith
