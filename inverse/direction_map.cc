// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/direction_map.h"

#include <Eigen/Geometry>
#include <algorithm>

#include "src/constants.h"

namespace lauelith::inverse {

using Eigen::Vector3d;

DirectionMap::DirectionMap(const forward::ReflectionTable& table, std::size_t n_strong_directions,
                           double tolerance_rad)
    : cells_(3U * n_cells * n_cells, 0) {
  for (std::size_t i = 0; i < std::min(n_strong_directions, table.n_directions()); ++i) {
    mark((table.B_1_A() * table.primitive(i).cast<double>()).normalized(), tolerance_rad);
  }
  coverage_ =
      static_cast<double>(std::count(cells_.begin(), cells_.end(), 1)) / static_cast<double>(cells_.size());
}

void DirectionMap::mark(const Vector3d& normal, double tolerance_rad) {
  // Rings around the normal, finer than the cells, so that none within the tolerance is missed.
  constexpr double finest_rad = 0.002;
  const Vector3d across = normal.unitOrthogonal();
  const Vector3d other = normal.cross(across);
  const int n_rings = static_cast<int>(std::ceil(tolerance_rad / finest_rad));
  cells_[cell_of(normal.cast<float>())] = 1;
  for (int ring = 1; ring <= n_rings; ++ring) {
    const double radius = tolerance_rad * ring / n_rings;
    const int n_steps = static_cast<int>(std::ceil(2.0 * constants::pi * radius / finest_rad)) + 4;
    for (int step = 0; step < n_steps; ++step) {
      const double turn = 2.0 * constants::pi * step / n_steps;
      const Vector3d near = normal + radius * (std::cos(turn) * across + std::sin(turn) * other);
      cells_[cell_of(near.cast<float>())] = 1;
    }
  }
}

}  // namespace lauelith::inverse
