// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "models/microstructure.h"
#include "src/maps_file.h"
#include "src/text_file.h"

namespace lauelith::models {

/// Measured orientations on a regular grid of points, x fastest; empty where nothing was indexed.
struct OrientationMap {
  int nx = 0;
  int ny = 0;
  Eigen::Vector2d origin = Eigen::Vector2d::Zero();  ///< of the first point, m
  Eigen::Vector2d step = Eigen::Vector2d::Ones();    ///< m
  std::vector<std::optional<Eigen::Matrix3d>> R_sample_from_crystal;
};

/// A `.ctf` text (HKL Channel): Bunge angles in degrees, X and Y in µm, phase 0 is not indexed. Its sample
/// axes are taken as ours. InputErrors name line and column.
OrientationMap map_of_ctf(const TextFile& text);
/// The strongest accepted grain of every frame of a maps.h5.
OrientationMap map_of_scan(const Maps& maps, const std::string& file);

/// How points become grains.
struct Segmentation {
  double tolerance = 0.0873;  ///< rad: neighbours closer than this belong together (5°)
  int least_points = 5;       ///< smaller grains dissolve into their neighbours
};

/// Grains are connected points whose neighbours differ by less than the tolerance (cubic symmetry); each gets
/// the mean orientation of its points; gaps are filled from around, and the map is continued outwards to
/// cover the domain. In 3-D it is extruded along the depth. A map without any indexed point is an InputError.
/// Pinned by GrainFiles.* (tests/models/grain_files_test.cc).
Microstructure microstructure_of_map(const OrientationMap& map, const Segmentation& segmentation,
                                     const DomainBox& domain, int dimension, const std::string& file);

/// Voxels repeated outwards (the outermost again and again) until they cover the domain; Z only in 3-D.
VoxelGrid covering(const VoxelGrid& grid, const DomainBox& domain, int dimension);

}  // namespace lauelith::models
