// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

namespace lauelith {

/// Symmetric tensors as components in the order xx, yy, zz, yz, xz, xy (no engineering shear).
inline Eigen::Matrix3d tensor_of(const Eigen::Matrix<double, 6, 1>& c) {
  Eigen::Matrix3d t;
  t << c(0), c(5), c(4), c(5), c(1), c(3), c(4), c(3), c(2);
  return t;
}

inline Eigen::Matrix<double, 6, 1> components_of(const Eigen::Matrix3d& t) {
  Eigen::Matrix<double, 6, 1> c;
  c << t(0, 0), t(1, 1), t(2, 2), 0.5 * (t(1, 2) + t(2, 1)), 0.5 * (t(0, 2) + t(2, 0)), 0.5 * (t(0, 1) + t(1, 0));
  return c;
}

}  // namespace lauelith
