// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

namespace lauelith::solvers {

/// A plane mesh of quadrilaterals; corners of a cell counter-clockwise.
struct QuadMesh {
  std::vector<Eigen::Vector3d> vertices;  ///< m
  std::vector<std::array<unsigned, 4>> cells;
  std::vector<int> grain;  ///< per cell
};

}  // namespace lauelith::solvers
