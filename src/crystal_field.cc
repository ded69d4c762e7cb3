// SPDX-License-Identifier: BSD-3-Clause
#include "src/crystal_field.h"

#include <algorithm>
#include <cmath>

namespace lauelith {
namespace {

/// The two voxel centres that enclose a coordinate, and the weight of the upper one; at the rim both are the
/// outermost voxel.
struct Bracket {
  std::size_t index[2] = {0, 0};
  double weight[2] = {1.0, 0.0};
};

Bracket bracket(double coordinate, double origin, double spacing, std::size_t n) {
  const double place = std::clamp((coordinate - origin) / spacing, 0.0, static_cast<double>(n - 1));
  const auto lower = static_cast<std::size_t>(place);
  const double fraction = place - static_cast<double>(lower);
  return {{lower, std::min(lower + 1, n - 1)}, {1.0 - fraction, fraction}};
}

}  // namespace

Eigen::Vector3d FieldGrid::centre_m(std::size_t voxel) const {
  const Eigen::Vector3d ijk(static_cast<double>(voxel % n[0]), static_cast<double>(voxel / n[0] % n[1]),
                            static_cast<double>(voxel / (n[0] * n[1])));
  return origin_m + ijk.cwiseProduct(spacing_m);
}

std::size_t FieldGrid::voxel_at(const Eigen::Vector3d& point_m) const {
  std::size_t ijk[3] = {0, 0, 0};
  for (int axis = 0; axis < (is_constant_along_z() ? 2 : 3); ++axis) {
    const double place = std::floor((point_m[axis] - origin_m[axis]) / spacing_m[axis] + 0.5);
    if (!(place >= 0.0 && place < static_cast<double>(n[static_cast<std::size_t>(axis)]))) return no_voxel;
    ijk[axis] = static_cast<std::size_t>(place);
  }
  return index(ijk[0], ijk[1], ijk[2]);
}

Eigen::Matrix3d CrystalField::H_of_voxel(std::size_t voxel) const {
  return Eigen::Map<const Eigen::Matrix<float, 3, 3, Eigen::RowMajor>>(H.data() + 9 * voxel).cast<double>();
}

Eigen::Matrix3d CrystalField::H_at(const Eigen::Vector3d& point_m, std::int32_t grain_of_point) const {
  Bracket along[3];
  for (int axis = 0; axis < 3; ++axis) {
    along[axis] = bracket(point_m[axis], grid.origin_m[axis], grid.spacing_m[axis],
                          grid.n[static_cast<std::size_t>(axis)]);
  }
  Eigen::Matrix3d sum = Eigen::Matrix3d::Zero();
  double total = 0.0;
  for (int corner = 0; corner < 8; ++corner) {
    const int a = corner & 1;
    const int b = (corner >> 1) & 1;
    const int c = corner >> 2;
    const double weight = along[0].weight[a] * along[1].weight[b] * along[2].weight[c];
    const std::size_t voxel = grid.index(along[0].index[a], along[1].index[b], along[2].index[c]);
    if (weight == 0.0 || grain[voxel] != grain_of_point || !scatters(voxel)) continue;
    sum += weight * H_of_voxel(voxel);
    total += weight;
  }
  if (total > 0.0) return sum / total;
  const std::size_t own = grid.voxel_at(point_m);
  return own == FieldGrid::no_voxel ? Eigen::Matrix3d(sum) : H_of_voxel(own);
}

}  // namespace lauelith
