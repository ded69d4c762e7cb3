// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/cubic_elasticity.h"
#include "solvers/elastic_assembly.h"
#include "src/frames.h"

namespace lauelith::solvers {

/// Integral over a cell of the stress of the displaced supports.
template <int dim>
Vector6d lifted_stress(const typename ElasticAssembly<dim>::Cell& cell, const Vector& lifting,
                       const std::vector<unsigned>& position, const CellShapes& shapes, const Matrix6d& C) {
  dealii::Vector<double> local(static_cast<unsigned>(position.size()));
  cell->get_dof_values(lifting, local);
  Vector6d stress = Vector6d::Zero();
  if (local.all_zero()) return stress;
  Eigen::MatrixXd values(3, position.size() / 3);
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    values(i % 3, i / 3) = local[position[static_cast<std::size_t>(i)]];
  }
  for (std::size_t q = 0; q < shapes.weight.size(); ++q) {
    Eigen::Matrix3d H = Eigen::Matrix3d::Zero();
    H.leftCols<dim>() = values * shapes.gradient[q];
    stress += shapes.weight[q] * models::stress_of(C, components_of(0.5 * (H + H.transpose())));
  }
  return stress;
}

}  // namespace lauelith::solvers
