// SPDX-License-Identifier: BSD-3-Clause
#include "src/frames.h"

#include <Eigen/Geometry>
#include <cmath>

namespace lauelith {

using Eigen::Matrix3d;
using Eigen::Vector3d;

Matrix3d R_lab_from_sample(double sample_tilt_rad) {
  return Eigen::AngleAxisd(sample_tilt_rad, Vector3d::UnitX()).toRotationMatrix();
}

Vector6d components_of(const Matrix3d& tensor) {
  Vector6d c;
  c << tensor(0, 0), tensor(1, 1), tensor(2, 2), tensor(1, 2), tensor(0, 2), tensor(0, 1);
  return c;
}

Matrix3d tensor_of(const Vector6d& c) {
  Matrix3d tensor;
  tensor << c(0), c(5), c(4), c(5), c(1), c(3), c(4), c(3), c(2);
  return tensor;
}

Matrix6d component_rotation(const Matrix3d& Q_to_from) {
  Matrix6d T;
  for (int i = 0; i < 6; ++i) {
    T.col(i) = components_of(Q_to_from * tensor_of(Vector6d::Unit(i)) * Q_to_from.transpose());
  }
  return T;
}

double von_mises_strain(const Vector6d& deviatoric) {
  return std::sqrt(2.0 / 3.0) * tensor_of(deviatoric).norm();
}

}  // namespace lauelith
