// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "solvers/elastic_problem.h"

namespace lauelith::solvers {

/// The stiffness of every material in the form a plane mode needs. In plane stress C is condensed: the stress
/// follows from the in-plane strain alone, σ_ZZ = σ_YZ = σ_XZ = 0, and the elastic out-of-plane strains from
/// out_of_plane · (e_XX, e_YY, 2 e_XY).
class ElasticLaw {
 public:
  ElasticLaw(const std::vector<Matrix6d>& C_voigt, int dimension, PlaneMode mode);

  /// Voigt; the last is that of a void (a millionth of the stiffest: a hole without unknowns of its own).
  const Matrix6d& C(int material) const { return active_[index(material)]; }
  /// T_ck,dl between displacement gradients, rows c·3 + k.
  const Eigen::Matrix<double, 9, 9>& gradient_stiffness(int material) const { return T_[index(material)]; }
  /// Elastic strain with its out-of-plane components completed (plane stress), else unchanged.
  Vector6d completed(int material, const Vector6d& elastic_strain) const;
  bool is_plane_stress() const { return !out_of_plane_.empty(); }

 private:
  std::size_t index(int material) const {
    return material < 0 ? active_.size() - 1 : static_cast<std::size_t>(material);
  }
  std::vector<Matrix6d> active_;
  std::vector<Eigen::Matrix<double, 9, 9>> T_;
  std::vector<Eigen::Matrix3d> out_of_plane_;
};

}  // namespace lauelith::solvers
