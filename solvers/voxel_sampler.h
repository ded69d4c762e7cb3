// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "solvers/elastic_assembly.h"
#include "src/crystal_field.h"

namespace lauelith::solvers {

/// The lattice displacement gradient H = ∇u + E − β*_nonlattice at the centres of voxels, each taken from a
/// cell of its own material: the one that contains it or, where the staircase of cells at a boundary differs
/// from the boundary, the nearest. Nothing is averaged across a boundary. In cells that a band of opening
/// crosses, gradient and band are averaged over the cell, because only the averages balance.
/// The same whatever the number of ranks.
template <int dim>
class VoxelSampler {
 public:
  VoxelSampler(const ElasticSpace<dim>& space, const ElasticLaw& law, const ElasticAssembly<dim>& assembly,
               const FieldGrid& grid, const std::vector<int>& material);

  /// voxel·9, row-major, on rank 0 (empty elsewhere); zero where there is no material.
  std::vector<double> gradients(const ElasticLoad& load, const ElasticState& state,
                                const std::vector<FreeMeanStrain>& free_mean_strains) const;

 private:
  using Cell = typename ElasticAssembly<dim>::Cell;
  struct Sample {
    std::size_t voxel;
    Cell cell;
    Eigen::MatrixXd gradient;  ///< of the scalar functions at the point, functions × dim
  };
  void find_cells(const std::vector<int>& material);
  Eigen::MatrixXd mean_gradient(const Cell& cell) const;
  Eigen::Matrix3d gradient_at(const Sample& sample, const ElasticLoad& load, const GhostedVector& u,
                              const Eigen::Matrix3d& mean) const;

  const ElasticSpace<dim>& space_;
  const ElasticLaw& law_;
  const ElasticAssembly<dim>& assembly_;
  FieldGrid grid_;
  std::vector<unsigned> position_;
  std::vector<Sample> samples_;
};

extern template class VoxelSampler<2>;
extern template class VoxelSampler<3>;

}  // namespace lauelith::solvers
