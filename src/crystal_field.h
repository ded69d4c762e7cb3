// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace lauelith {

enum class Phase : std::int8_t { empty = 0, electrolyte = 1, lithium = 2 };

/// Place and number of the voxels of a field, cell frame (= sample frame). Voxel (i, j, k) has its centre at
/// origin + (i, j, k)·spacing and is stored at (k·ny + j)·nx + i. A model with two dimensions has nz = 1 and
/// means: constant along Z. Nothing is known outside the grid: it is empty.
struct FieldGrid {
  std::array<std::size_t, 3> n{1, 1, 1};  ///< nx, ny, nz
  Eigen::Vector3d origin_m = Eigen::Vector3d::Zero();
  Eigen::Vector3d spacing_m = Eigen::Vector3d::Constant(1e-6);

  std::size_t n_voxels() const { return n[0] * n[1] * n[2]; }
  std::size_t index(std::size_t i, std::size_t j, std::size_t k) const { return (k * n[1] + j) * n[0] + i; }
  bool is_constant_along_z() const { return n[2] == 1; }
  Eigen::Vector3d centre_m(std::size_t voxel) const;
  /// The voxel that holds a point, or no_voxel.
  std::size_t voxel_at(const Eigen::Vector3d& point_m) const;
  static constexpr std::size_t no_voxel = std::numeric_limits<std::size_t>::max();
};

/// Components of H beyond this are no elastic state of a crystal; whoever reads a field refuses them.
constexpr double largest_displacement_gradient = 0.5;

/// What X-rays see of a sample at one moment: at every voxel phase, grain, and the elastic displacement
/// gradient H of the lattice; F_e = I + H carries strain and rotation of the lattice relative to the
/// reference orientation of its grain (contract, fields.h5). Sample frame.
struct CrystalField {
  FieldGrid grid;
  std::vector<std::int8_t> phase;                      ///< values of Phase
  std::vector<std::int32_t> grain;                     ///< row of the orientations, −1: none
  std::vector<Eigen::Matrix3d> R_sample_from_crystal;  ///< per grain
  std::vector<float> H;                                ///< voxel·9, row-major
  std::vector<float> mosaic_mrad;                      ///< per voxel, or empty
  double time_s = 0.0;
  std::string label;

  bool scatters(std::size_t voxel) const {
    return phase[voxel] == static_cast<std::int8_t>(Phase::electrolyte) && grain[voxel] >= 0;
  }
  Eigen::Matrix3d H_of_voxel(std::size_t voxel) const;

  /// H at a point inside a grain: trilinear between the voxel centres of this very grain, never across its
  /// boundary (weights of other voxels are left out and the rest scaled up). Exact for a field that is linear
  /// within the grain where all eight neighbours belong to it.
  Eigen::Matrix3d H_at(const Eigen::Vector3d& point_m, std::int32_t grain_of_point) const;
};

}  // namespace lauelith
