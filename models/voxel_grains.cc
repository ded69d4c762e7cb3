// SPDX-License-Identifier: BSD-3-Clause
#include "models/voxel_grains.h"

#include <array>
#include <cassert>
#include <cmath>
#include <map>

namespace lauelith::models {

using Eigen::Vector3i;

namespace {

/// Indices of the face neighbours that exist.
struct Neighbours {
  std::array<std::size_t, 6> index{};
  int count = 0;
};

Neighbours neighbours_of(const VoxelGrid& grid, const Vector3i& voxel) {
  Neighbours result;
  for (int axis = 0; axis < 3; ++axis) {
    for (const int step : {-1, 1}) {
      Vector3i other = voxel;
      other[axis] += step;
      if (other[axis] < 0 || other[axis] >= grid.n[axis]) continue;
      result.index[static_cast<std::size_t>(result.count++)] = grid.index(other[0], other[1], other[2]);
    }
  }
  return result;
}

Vector3i place_of(const VoxelGrid& grid, std::size_t index) {
  const auto nx = static_cast<std::size_t>(grid.n[0]);
  const auto ny = static_cast<std::size_t>(grid.n[1]);
  return {static_cast<int>(index % nx), static_cast<int>(index / nx % ny), static_cast<int>(index / nx / ny)};
}

/// The grain most common among the neighbours; ties go to the smallest number.
int majority(const VoxelGrid& grid, const Neighbours& neighbours) {
  std::map<int, int> votes;
  for (int k = 0; k < neighbours.count; ++k) {
    const int grain = grid.grain[neighbours.index[static_cast<std::size_t>(k)]];
    if (grain >= 0) ++votes[grain];
  }
  int best = -1;
  int most = 0;
  for (const auto& [grain, n] : votes) {
    if (n > most) {
      most = n;
      best = grain;
    }
  }
  return best;
}

/// Marks everything connected to `start` and returns it.
std::vector<std::size_t> flood(const VoxelGrid& grid, std::size_t start, int number, std::vector<int>& part) {
  std::vector<std::size_t> voxels{start};
  part[start] = number;
  for (std::size_t next = 0; next < voxels.size(); ++next) {
    const Neighbours neighbours = neighbours_of(grid, place_of(grid, voxels[next]));
    for (int k = 0; k < neighbours.count; ++k) {
      const std::size_t other = neighbours.index[static_cast<std::size_t>(k)];
      if (part[other] >= 0 || grid.grain[other] != grid.grain[start]) continue;
      part[other] = number;
      voxels.push_back(other);
    }
  }
  return voxels;
}

}  // namespace

VoxelGrains::VoxelGrains(VoxelGrid grid, const DomainBox& domain, int dimension, std::size_t n_grains)
    : grid_(std::move(grid)), domain_(domain), dimension_(dimension), n_grains_(n_grains) {
  assert(grid_.grain.size() == static_cast<std::size_t>(grid_.n.cast<long>().prod()));
  assert(std::all_of(grid_.grain.begin(), grid_.grain.end(),
                     [n_grains](int g) { return g >= -1 && g < static_cast<int>(n_grains); }));
}

int VoxelGrains::grain_at(const Eigen::Vector3d& point) const {
  if (!domain_.contains(point, dimension_)) return -1;
  Vector3i voxel = Vector3i::Zero();
  for (int k = 0; k < dimension_; ++k) {
    const double place = std::floor((point[k] - grid_.origin[k]) / grid_.spacing[k]);
    voxel[k] = static_cast<int>(std::clamp(place, 0.0, grid_.n[k] - 1.0));
  }
  return grid_.grain[grid_.index(voxel[0], voxel[1], voxel[2])];
}

VoxelGrid filled(VoxelGrid grid, int max_rings) {
  for (int ring = 0; ring < max_rings; ++ring) {
    const VoxelGrid before = grid;
    bool changed = false;
    for (std::size_t i = 0; i < grid.grain.size(); ++i) {
      if (before.grain[i] >= 0) continue;
      grid.grain[i] = majority(before, neighbours_of(before, place_of(before, i)));
      changed = changed || grid.grain[i] >= 0;
    }
    if (!changed) break;
  }
  return grid;
}

RelabelledGrid connected_grains(const VoxelGrid& grid, int least_voxels) {
  RelabelledGrid result{grid, {}};
  std::fill(result.grid.grain.begin(), result.grid.grain.end(), -1);
  std::vector<int> part(grid.grain.size(), -1);
  bool has_small = false;
  int number = 0;
  for (std::size_t i = 0; i < grid.grain.size(); ++i) {
    if (grid.grain[i] < 0 || part[i] >= 0) continue;
    const std::vector<std::size_t> voxels = flood(grid, i, number++, part);
    if (static_cast<int>(voxels.size()) < least_voxels) {
      has_small = true;
      continue;
    }
    for (const std::size_t v : voxels) result.grid.grain[v] = static_cast<int>(result.old_label.size());
    result.old_label.push_back(grid.grain[i]);
  }
  if (!has_small) return result;
  // Only what was dissolved grows over; what had no grain before keeps none.
  const int reach = grid.n.maxCoeff();
  const VoxelGrid grown = filled(result.grid, reach);
  for (std::size_t i = 0; i < grid.grain.size(); ++i) {
    if (grid.grain[i] >= 0) result.grid.grain[i] = grown.grain[i];
  }
  return result;
}

}  // namespace lauelith::models
