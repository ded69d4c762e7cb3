// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/deviatoric.h"

#include <cmath>

namespace lauelith::inverse {

using Eigen::Vector3d;

const Eigen::Matrix<double, 5, 6>& deviatoric_from_components() {
  static const Eigen::Matrix<double, 5, 6> matrix = [] {
    const double r2 = std::sqrt(2.0);
    const double r6 = std::sqrt(6.0);
    Eigen::Matrix<double, 5, 6> m = Eigen::Matrix<double, 5, 6>::Zero();
    m.row(0).head<3>() << 1.0 / r2, -1.0 / r2, 0.0;
    m.row(1).head<3>() << -1.0 / r6, -1.0 / r6, 2.0 / r6;
    for (int c = 0; c < 3; ++c) m(2 + c, 3 + c) = r2;
    return m;
  }();
  return matrix;
}

Vector5d deviatoric_of(const Vector6d& components) { return deviatoric_from_components() * components; }

Matrix5d deviatoric_covariance(const Matrix6d& covariance) {
  return deviatoric_from_components() * covariance * deviatoric_from_components().transpose();
}

Vector6d components_of_deviatoric(const Vector5d& deviatoric) {
  // Shear components appear twice in the norm: columns are orthogonal, not normalised, for them.
  Vector6d components = deviatoric_from_components().transpose() * deviatoric;
  components.tail<3>() *= 0.5;
  return components;
}

Vector5d deviatoric_of_pair(const Vector3d& a, const Vector3d& b) {
  Vector6d components;
  components << a.x() * b.x(), a.y() * b.y(), a.z() * b.z(), 0.5 * (a.y() * b.z() + a.z() * b.y()),
      0.5 * (a.x() * b.z() + a.z() * b.x()), 0.5 * (a.x() * b.y() + a.y() * b.x());
  return deviatoric_of(components);
}

}  // namespace lauelith::inverse
