// SPDX-License-Identifier: BSD-3-Clause
#include "src/crystal_symmetry.h"

#include <Eigen/LU>
#include <algorithm>

#include "src/rotation.h"

namespace lauelith {

using Eigen::Matrix3d;
using Eigen::Matrix3i;
using Eigen::Vector3i;

namespace {

int determinant(const Matrix3i& W) { return W.row(0).cross(W.row(1)).dot(W.row(2)); }

void add_once(std::vector<Matrix3i>& group, const Matrix3i& W) {
  if (std::find(group.begin(), group.end(), W) == group.end()) group.push_back(W);
}

}  // namespace

std::vector<Matrix3i> point_group(const Crystal& crystal) {
  std::vector<Matrix3i> group{Matrix3i::Identity()};
  for (const SymmetryOperation& operation : crystal.operations) add_once(group, operation.W);
  return group;
}

std::vector<Matrix3i> laue_group(const Crystal& crystal) {
  std::vector<Matrix3i> group = point_group(crystal);
  const std::vector<Matrix3i> without_inversion = group;
  for (const Matrix3i& W : without_inversion) add_once(group, -W);
  return group;
}

std::vector<Matrix3d> proper_rotations(const Crystal& crystal) {
  const Matrix3d A = direct_matrix_A(crystal.cell);
  const Matrix3d A_inverse = A.inverse();
  std::vector<Matrix3d> rotations;
  for (const Matrix3i& W : laue_group(crystal)) {
    if (determinant(W) < 0) continue;
    // A measured cell obeys its symmetry only to its digits; the rotation must be exact.
    rotations.push_back(nearest_rotation(A * W.cast<double>() * A_inverse));
  }
  return rotations;
}

bool is_centrosymmetric(const Crystal& crystal) {
  return std::any_of(crystal.operations.begin(), crystal.operations.end(),
                     [](const SymmetryOperation& operation) { return operation.W == -Matrix3i::Identity(); });
}

Vector3i transformed(const Vector3i& hkl, const Matrix3i& W) { return W.transpose() * hkl; }

bool is_systematically_absent(const Crystal& crystal, const Vector3i& hkl) {
  return std::any_of(crystal.operations.begin(), crystal.operations.end(),
                     [&hkl](const SymmetryOperation& operation) {
                       return transformed(hkl, operation.W) == hkl && hkl.dot(operation.w_24) % 24 != 0;
                     });
}

}  // namespace lauelith
