// SPDX-License-Identifier: BSD-3-Clause
#include "src/rotation.h"

#include <Eigen/SVD>
#include <cmath>
#include <limits>

namespace lauelith {

using Eigen::AngleAxisd;
using Eigen::Matrix3d;
using Eigen::Quaterniond;
using Eigen::Vector3d;

Matrix3d rotation_from_bunge(const BungeAngles& angles) {
  return (AngleAxisd(angles.phi1, Vector3d::UnitZ()) * AngleAxisd(angles.Phi, Vector3d::UnitX()) *
          AngleAxisd(angles.phi2, Vector3d::UnitZ()))
      .toRotationMatrix();
}

BungeAngles bunge_from_rotation(const Matrix3d& rotation) {
  BungeAngles angles;
  const double sine = std::hypot(rotation(0, 2), rotation(1, 2));
  angles.Phi = std::atan2(sine, rotation(2, 2));
  if (sine < 1e-12) {
    angles.phi1 = std::atan2(rotation(1, 0), rotation(0, 0));
    return angles;
  }
  angles.phi1 = std::atan2(rotation(0, 2), -rotation(1, 2));
  angles.phi2 = std::atan2(rotation(2, 0), rotation(2, 1));
  return angles;
}

Matrix3d rotation_from_vector(const Vector3d& rotation_vector) {
  const double angle = rotation_vector.norm();
  if (angle == 0.0) return Matrix3d::Identity();
  return AngleAxisd(angle, rotation_vector / angle).toRotationMatrix();
}

Vector3d vector_from_rotation(const Matrix3d& rotation) {
  const Quaterniond q = quaternion_from_rotation(rotation);
  const double sine = q.vec().norm();
  if (sine < 1e-300) return 2.0 * q.vec();
  return q.vec() * (2.0 * std::atan2(sine, q.w()) / sine);
}

Quaterniond quaternion_from_rotation(const Matrix3d& rotation) {
  Quaterniond q(rotation);
  q.normalize();
  if (q.w() < 0.0) q.coeffs() = -q.coeffs();
  return q;
}

Matrix3d nearest_rotation(const Matrix3d& matrix) {
  const Eigen::JacobiSVD<Matrix3d> svd(matrix, Eigen::ComputeFullU | Eigen::ComputeFullV);
  Matrix3d flip = Matrix3d::Identity();
  flip(2, 2) = (svd.matrixU() * svd.matrixV().transpose()).determinant() < 0.0 ? -1.0 : 1.0;
  return svd.matrixU() * flip * svd.matrixV().transpose();
}

double angle_of(const Matrix3d& rotation) {
  const Vector3d twice_sine_axis(rotation(2, 1) - rotation(1, 2), rotation(0, 2) - rotation(2, 0),
                                 rotation(1, 0) - rotation(0, 1));
  return std::atan2(twice_sine_axis.norm(), rotation.trace() - 1.0);
}

double misorientation(const Matrix3d& R1_sample_from_crystal, const Matrix3d& R2_sample_from_crystal,
                      const std::vector<Matrix3d>& proper_rotations) {
  const Matrix3d R_crystal1_from_crystal2 = R1_sample_from_crystal.transpose() * R2_sample_from_crystal;
  double smallest = std::numeric_limits<double>::infinity();
  for (const Matrix3d& S : proper_rotations) {
    smallest = std::min(smallest, angle_of(R_crystal1_from_crystal2 * S));
  }
  return smallest;
}

namespace {

/// a is the standard description rather than b: larger |w|, then the first positive of x, y, z.
bool is_more_standard(const Quaterniond& a, const Quaterniond& b) {
  constexpr double tie = 1e-9;
  if (std::abs(a.w() - b.w()) > tie) return a.w() > b.w();
  for (int i = 0; i < 3; ++i) {
    if (std::abs(a.coeffs()[i] - b.coeffs()[i]) > tie) return a.coeffs()[i] > b.coeffs()[i];
  }
  return false;
}

}  // namespace

std::size_t standard_equivalent(const Matrix3d& R_sample_from_crystal,
                                const std::vector<Matrix3d>& proper_rotations) {
  std::size_t best = 0;
  Quaterniond standard = quaternion_from_rotation(R_sample_from_crystal * proper_rotations.at(0));
  for (std::size_t i = 1; i < proper_rotations.size(); ++i) {
    const Quaterniond other = quaternion_from_rotation(R_sample_from_crystal * proper_rotations[i]);
    if (is_more_standard(other, standard)) {
      standard = other;
      best = i;
    }
  }
  return best;
}

}  // namespace lauelith
