// SPDX-License-Identifier: BSD-3-Clause
#include "models/orientation_map.h"

#include <Eigen/LU>
#include <cmath>

#include "models/misorientation.h"
#include "src/failure.h"
#include "src/rotation.h"
#include "src/units.h"

namespace lauelith::models {

using Eigen::Matrix3d;
using Eigen::Vector2d;

namespace {

/// The description R·S of one orientation that is nearest to another.
Matrix3d nearest_equivalent(const Matrix3d& R, const Matrix3d& reference) {
  Matrix3d best = R;
  double largest = -4.0;
  for (const Matrix3d& S : cubic_rotations()) {
    const Matrix3d candidate = R * S;
    const double trace = (reference.transpose() * candidate).trace();
    if (trace <= largest) continue;
    largest = trace;
    best = candidate;
  }
  return best;
}

std::size_t point_index(const OrientationMap& map, int x, int y) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(map.nx) + static_cast<std::size_t>(x);
}

/// A number for every group of points that hang together; −1 where nothing was indexed.
std::vector<int> groups_of(const OrientationMap& map, double tolerance) {
  const double least_trace = 1.0 + 2.0 * std::cos(tolerance);
  const auto belong_together = [&](std::size_t a, std::size_t b) {
    const Matrix3d& R_a = *map.R_sample_from_crystal[a];
    return (R_a.transpose() * nearest_equivalent(*map.R_sample_from_crystal[b], R_a)).trace() > least_trace;
  };
  std::vector<int> group(map.R_sample_from_crystal.size(), -1);
  int n_groups = 0;
  for (std::size_t start = 0; start < group.size(); ++start) {
    if (group[start] >= 0 || !map.R_sample_from_crystal[start]) continue;
    std::vector<std::size_t> queue{start};
    group[start] = n_groups;
    for (std::size_t next = 0; next < queue.size(); ++next) {
      const int x = static_cast<int>(queue[next]) % map.nx;
      const int y = static_cast<int>(queue[next]) / map.nx;
      for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
        if (x + dx < 0 || x + dx >= map.nx || y + dy < 0 || y + dy >= map.ny) continue;
        const std::size_t other = point_index(map, x + dx, y + dy);
        if (group[other] >= 0 || !map.R_sample_from_crystal[other]) continue;
        if (!belong_together(queue[next], other)) continue;
        group[other] = n_groups;
        queue.push_back(other);
      }
    }
    ++n_groups;
  }
  return group;
}

std::vector<MaterialGrain> mean_orientations(const OrientationMap& map, const RelabelledGrid& labelled,
                                             const std::vector<int>& group) {
  const std::size_t n = labelled.old_label.size();
  std::vector<Matrix3d> sum(n, Matrix3d::Zero());
  std::vector<std::optional<Matrix3d>> first(n);
  for (std::size_t i = 0; i < group.size(); ++i) {
    const int grain = labelled.grid.grain[i];
    // Points that were filled in or taken over do not speak for the grain they were given to.
    if (grain < 0 || labelled.old_label[static_cast<std::size_t>(grain)] != group[i]) continue;
    const auto g = static_cast<std::size_t>(grain);
    if (!first[g]) first[g] = map.R_sample_from_crystal[i];
    sum[g] += nearest_equivalent(*map.R_sample_from_crystal[i], *first[g]);
  }
  std::vector<MaterialGrain> grains;
  for (const Matrix3d& matrix : sum) grains.push_back({nearest_rotation(matrix), Phase::electrolyte});
  return grains;
}

VoxelGrid grid_of(const OrientationMap& map, const std::vector<int>& group, const DomainBox& domain,
                  int dimension) {
  VoxelGrid grid;
  grid.n = {map.nx, map.ny, 1};
  grid.spacing = {map.step[0], map.step[1], 1.0};
  grid.origin = {map.origin[0] - 0.5 * map.step[0], map.origin[1] - 0.5 * map.step[1], 0.0};
  grid.grain = group;
  if (dimension == 2) return grid;
  grid.spacing[2] = domain.size()[2];
  grid.origin[2] = domain.low[2];
  return grid;
}

/// One layer repeated in voxels about as deep as wide.
VoxelGrid extruded(const VoxelGrid& layer) {
  VoxelGrid grid = layer;
  grid.n[2] = std::max(1, static_cast<int>(std::lround(layer.spacing[2] / layer.spacing[0])));
  grid.spacing[2] = layer.spacing[2] / grid.n[2];
  grid.grain.clear();
  for (int z = 0; z < grid.n[2]; ++z)
    grid.grain.insert(grid.grain.end(), layer.grain.begin(), layer.grain.end());
  return grid;
}

}  // namespace

VoxelGrid covering(const VoxelGrid& grid, const DomainBox& domain, int dimension) {
  VoxelGrid result = grid;
  Eigen::Vector3i before = Eigen::Vector3i::Zero();
  for (int k = 0; k < dimension; ++k) {
    const double low = (grid.origin[k] - domain.low[k]) / grid.spacing[k];
    const double high = (domain.high[k] - grid.origin[k]) / grid.spacing[k] - grid.n[k];
    if (low + high + grid.n[k] > 1e5) {
      throw LimitError({.file = "[grains]",
                        .where = "file_unit_um",
                        .expected = "voxels of at least 1/100000 of the cell",
                        .found = std::to_string(grid.spacing[k]) + " m"});
    }
    before[k] = std::max(0, static_cast<int>(std::ceil(low - 1e-6)));
    result.n[k] = grid.n[k] + before[k] + std::max(0, static_cast<int>(std::ceil(high - 1e-6)));
    result.origin[k] -= before[k] * grid.spacing[k];
  }
  result.grain.clear();
  for (int z = 0; z < result.n[2]; ++z) {
    for (int y = 0; y < result.n[1]; ++y) {
      for (int x = 0; x < result.n[0]; ++x) {
        const Eigen::Vector3i old =
            (Eigen::Vector3i(x, y, z) - before).cwiseMax(0).cwiseMin((grid.n.array() - 1).matrix());
        result.grain.push_back(grid.grain[grid.index(old[0], old[1], old[2])]);
      }
    }
  }
  return result;
}

Microstructure microstructure_of_map(const OrientationMap& map, const Segmentation& segmentation,
                                     const DomainBox& domain, int dimension, const std::string& file) {
  const std::vector<int> group = groups_of(map, segmentation.tolerance);
  const RelabelledGrid labelled =
      connected_grains(grid_of(map, group, domain, dimension), segmentation.least_points);
  if (labelled.old_label.empty()) {
    throw InputError(
        {.file = file,
         .expected = "a grain of at least " + std::to_string(segmentation.least_points) + " indexed points",
         .found = "none"});
  }
  std::vector<MaterialGrain> grains = mean_orientations(map, labelled, group);
  const VoxelGrid whole = filled(labelled.grid, std::max(map.nx, map.ny));
  const VoxelGrid grid = covering(dimension == 3 ? extruded(whole) : whole, domain, dimension);
  const std::size_t n_grains = grains.size();
  return {VoxelGrains(grid, domain, dimension, n_grains), std::move(grains)};
}

}  // namespace lauelith::models
