// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>
#include <variant>
#include <vector>

#include "models/mesh_grains.h"
#include "models/pores.h"
#include "models/power_cells.h"
#include "models/voxel_grains.h"

namespace lauelith::models {

/// What a point of the cell consists of; the numbers are those of /field/phase.
enum class Phase : int { none = 0, electrolyte = 1, lithium = 2 };

struct MaterialGrain {
  Eigen::Matrix3d R_sample_from_crystal = Eigen::Matrix3d::Identity();
  Phase phase = Phase::electrolyte;
};

/// The shapes of the grains, whatever they came from. Each has dimension(), domain(), n_grains() and
/// grain_at(point): −1 outside of every grain.
using GrainShapes = std::variant<PowerCells, VoxelGrains, MeshGrains>;

/// Which grain is where, in which orientation: the cell frame, m. A value: copy it, pass it, ask it from any
/// thread; a query costs a few comparisons. Of a two-dimensional microstructure Z is ignored.
class Microstructure {
 public:
  /// Every grain needs an orientation: a UsageError names the first that has none or no rotation matrix.
  Microstructure(GrainShapes shapes, std::vector<MaterialGrain> grains, PoreSet pores = {});

  int dimension() const;
  const DomainBox& domain() const;
  const GrainShapes& shapes() const { return shapes_; }
  const PoreSet& pores() const { return pores_; }
  const std::vector<MaterialGrain>& grains() const { return grains_; }
  std::size_t n_grains() const { return grains_.size(); }

  /// Row of `grains`; −1 outside of the domain and in pores.
  int grain_at(const Eigen::Vector3d& point) const;
  Phase phase_at(const Eigen::Vector3d& point) const;

 private:
  GrainShapes shapes_;
  std::vector<MaterialGrain> grains_;
  PoreSet pores_;
};

/// The same grains with holes.
Microstructure with_pores(const Microstructure& microstructure, PoreSet pores);

}  // namespace lauelith::models
