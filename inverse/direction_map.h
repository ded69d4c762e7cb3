// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <vector>

#include "forward/reflections.h"

namespace lauelith::inverse {

/// Answers in a few nanoseconds whether a unit vector of the crystal frame lies near one of the strongest
/// plane normals (either end): a raster on the faces of a cube, every cell within the tolerance of a normal
/// set.
class DirectionMap {
 public:
  DirectionMap(const forward::ReflectionTable& table, std::size_t n_strong_directions, double tolerance_rad);

  /// Share of the sphere that is set: what a random direction has for a chance.
  double coverage() const { return coverage_; }
  bool contains(const Eigen::Vector3f& direction) const { return cells_[cell_of(direction)] != 0; }

 private:
  static constexpr int n_cells = 256;  // along a face: 0.35 degrees at its centre

  /// Opposite directions share a cell: the map is the same for both.
  static std::size_t cell_of(const Eigen::Vector3f& v) {
    const float ax = std::fabs(v.x());
    const float ay = std::fabs(v.y());
    const float az = std::fabs(v.z());
    const int face = ax >= ay && ax >= az ? 0 : (ay >= az ? 1 : 2);
    const float inverse = 1.0F / v[face];
    const float a = v[(face + 1) % 3] * inverse;
    const float b = v[(face + 2) % 3] * inverse;
    return cell(face, index_of(a), index_of(b));
  }
  static int index_of(float coordinate) {
    return std::min(n_cells - 1, static_cast<int>((coordinate + 1.0F) * (0.5F * n_cells)));
  }
  static std::size_t cell(int face, int i, int j) {
    return static_cast<std::size_t>((face * n_cells + i) * n_cells + j);
  }
  void mark(const Eigen::Vector3d& normal, double tolerance_rad);

  std::vector<std::uint8_t> cells_;
  double coverage_ = 0.0;
};

}  // namespace lauelith::inverse
