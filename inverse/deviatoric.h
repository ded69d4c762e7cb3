// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "src/grain.h"

namespace lauelith::inverse {

using Vector5d = Eigen::Matrix<double, 5, 1>;
using Matrix5d = Eigen::Matrix<double, 5, 5>;

/// Deviatoric tensors in an orthonormal basis (lengths are Frobenius norms):
///   (xx − yy)/√2, (2zz − xx − yy)/√6, √2·yz, √2·xz, √2·xy
/// from components xx, yy, zz, yz, xz, xy. The trace drops out, so a 6 × 6 covariance of rank 5 becomes a
/// regular 5 × 5 one. Pinned by: Deviatoric.* (tests/inverse/evidence_test.cc).
const Eigen::Matrix<double, 5, 6>& deviatoric_from_components();
Vector5d deviatoric_of(const Vector6d& components);
Matrix5d deviatoric_covariance(const Matrix6d& covariance);
/// Back again; trace zero.
Vector6d components_of_deviatoric(const Vector5d& deviatoric);
/// Of the symmetric tensor a⊗b + b⊗a over two, its trace removed.
Vector5d deviatoric_of_pair(const Eigen::Vector3d& a, const Eigen::Vector3d& b);

}  // namespace lauelith::inverse
