// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/elastic_law.h"

#include <algorithm>

#include "models/cubic_elasticity.h"

namespace lauelith::solvers {
namespace {

constexpr double void_stiffness = 1e-6;

/// Number of the Voigt component of a pair of axes.
constexpr int voigt[3][3] = {{0, 5, 4}, {5, 1, 3}, {4, 3, 2}};

Matrix6d embedded(const Eigen::Matrix3d& in_plane) {
  constexpr int plane[3] = {0, 1, 5};
  Matrix6d C = Matrix6d::Zero();
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) C(plane[i], plane[j]) = in_plane(i, j);
  }
  return C;
}

Eigen::Matrix<double, 9, 9> gradient_form(const Matrix6d& C) {
  Eigen::Matrix<double, 9, 9> T;
  for (int ck = 0; ck < 9; ++ck) {
    for (int dl = 0; dl < 9; ++dl) T(ck, dl) = C(voigt[ck / 3][ck % 3], voigt[dl / 3][dl % 3]);
  }
  return T;
}

}  // namespace

ElasticLaw::ElasticLaw(const std::vector<Matrix6d>& C_voigt, int dimension, PlaneMode mode) {
  const bool plane_stress = dimension == 2 && mode == PlaneMode::plane_stress;
  double stiffest = 0.0;
  for (const Matrix6d& C : C_voigt) {
    active_.push_back(C);
    if (plane_stress) {
      const auto condensation = models::plane_stress_condensed(C);
      active_.back() = embedded(condensation.in_plane);
      out_of_plane_.push_back(condensation.out_of_plane);
    }
    stiffest = std::max(stiffest, active_.back().diagonal().maxCoeff());
  }
  Matrix6d empty = void_stiffness * stiffest * Matrix6d::Identity();
  if (plane_stress) empty(2, 2) = empty(3, 3) = empty(4, 4) = 0.0;
  active_.push_back(empty);
  for (const Matrix6d& C : active_) T_.push_back(gradient_form(C));
}

Vector6d ElasticLaw::completed(int material, const Vector6d& elastic_strain) const {
  if (!is_plane_stress() || material < 0) return elastic_strain;
  const Eigen::Vector3d in_plane(elastic_strain[0], elastic_strain[1], 2.0 * elastic_strain[5]);
  const Eigen::Vector3d out = out_of_plane_[static_cast<std::size_t>(material)] * in_plane;
  Vector6d strain = elastic_strain;
  strain[2] = out[0];
  strain[3] = 0.5 * out[1];
  strain[4] = 0.5 * out[2];
  return strain;
}

}  // namespace lauelith::solvers
