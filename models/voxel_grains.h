// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "models/domain_box.h"

namespace lauelith::models {

/// Grain numbers on a regular grid of voxels, x fastest.
struct VoxelGrid {
  Eigen::Vector3i n = Eigen::Vector3i::Ones();
  Eigen::Vector3d origin = Eigen::Vector3d::Zero();   ///< low corner of the first voxel, m
  Eigen::Vector3d spacing = Eigen::Vector3d::Ones();  ///< m
  std::vector<std::int32_t> grain;                    ///< −1: no grain

  std::size_t index(int x, int y, int z) const {
    return (static_cast<std::size_t>(z) * static_cast<std::size_t>(n[1]) + static_cast<std::size_t>(y)) *
               static_cast<std::size_t>(n[0]) +
           static_cast<std::size_t>(x);
  }
  Eigen::Vector3d centre(int x, int y, int z) const {
    return origin + spacing.cwiseProduct(Eigen::Vector3d(x + 0.5, y + 0.5, z + 0.5));
  }
};

/// A measured or imported map as grains. Outside the grid, but inside the domain (the buffer margin), the
/// nearest voxel answers: a map covers less than the cell.
class VoxelGrains {
 public:
  /// dimension 2: the first layer, constant along Z. Every voxel must be ≥ −1 and below n_grains.
  VoxelGrains(VoxelGrid grid, const DomainBox& domain, int dimension, std::size_t n_grains);

  int dimension() const { return dimension_; }
  const DomainBox& domain() const { return domain_; }
  const VoxelGrid& grid() const { return grid_; }
  std::size_t n_grains() const { return n_grains_; }
  int grain_at(const Eigen::Vector3d& point) const;

 private:
  VoxelGrid grid_;
  DomainBox domain_;
  int dimension_;
  std::size_t n_grains_;
};

/// Voxels without a grain take that of their nearest neighbours, ring by ring; those left alone stay −1.
/// `max_rings` limits how far a grain may grow.
VoxelGrid filled(VoxelGrid grid, int max_rings);

/// Connected voxels (faces) of one label become one grain; grains of fewer than `least_voxels` are dissolved
/// into their neighbours. Returns the new grid and, for every new grain, the old label.
struct RelabelledGrid {
  VoxelGrid grid;
  std::vector<int> old_label;
};
RelabelledGrid connected_grains(const VoxelGrid& grid, int least_voxels);

}  // namespace lauelith::models
