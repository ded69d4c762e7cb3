// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <vector>

#include "models/domain_box.h"

namespace lauelith::models {

/// A mesh of triangles (dimension 2) or tetrahedra (3), each belonging to a grain.
struct GrainMesh {
  std::vector<Eigen::Vector3d> nodes;         ///< m, cell frame
  std::vector<std::array<int, 4>> simplices;  ///< node numbers; of a triangle the last is −1
  std::vector<int> grain;                     ///< of every simplex
};

/// Grains as a mesh describes them: a point belongs to the simplex that contains it.
class MeshGrains {
 public:
  /// Inverted or degenerate cells are turned or refused (InputError); node numbers must be valid.
  MeshGrains(GrainMesh mesh, int dimension, std::size_t n_grains);

  int dimension() const { return dimension_; }
  const DomainBox& domain() const { return domain_; }  ///< the box around the mesh
  const GrainMesh& mesh() const { return mesh_; }
  std::size_t n_grains() const { return n_grains_; }
  /// −1 outside of the mesh.
  int grain_at(const Eigen::Vector3d& point) const;

 private:
  bool contains(std::size_t simplex, const Eigen::Vector3d& point) const;
  Eigen::Vector3i bin_of(const Eigen::Vector3d& point) const;
  std::size_t index_of_bin(const Eigen::Vector3i& bin) const;
  void fill_bins();

  GrainMesh mesh_;
  int dimension_;
  std::size_t n_grains_;
  DomainBox domain_;
  Eigen::Vector3i n_bins_ = Eigen::Vector3i::Ones();
  std::vector<std::vector<int>> bins_;
};

}  // namespace lauelith::models
