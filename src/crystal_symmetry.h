// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "src/crystal.h"

namespace lauelith {

/// Rotation parts of the space group, each once: the point group, acting on direct coordinates.
std::vector<Eigen::Matrix3i> point_group(const Crystal& crystal);

/// The point group with the inversion added, what a diffraction pattern shows (without anomalous scattering).
std::vector<Eigen::Matrix3i> laue_group(const Crystal& crystal);

/// Proper rotations of the Laue group as Cartesian matrices in the crystal frame; the identity comes first.
/// R and R·S describe the same crystal.
std::vector<Eigen::Matrix3d> proper_rotations(const Crystal& crystal);

bool is_centrosymmetric(const Crystal& crystal);

/// Miller indices of the plane that W carries hkl to (indices are covariant: hkl·W⁻¹ = orbit of hkl·W).
Eigen::Vector3i transformed(const Eigen::Vector3i& hkl, const Eigen::Matrix3i& W);

/// F is zero by symmetry: some (W, w) leaves hkl unchanged and hkl·w is not an integer. Decided from the
/// operations, never from tables of labels.
bool is_systematically_absent(const Crystal& crystal, const Eigen::Vector3i& hkl);

}  // namespace lauelith
