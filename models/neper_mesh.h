// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/mesh_grains.h"
#include "src/text_file.h"

namespace lauelith::models {

/// A mesh in Gmsh's ASCII format 2.2 as Neper writes it: elements of the highest dimension (triangles,
/// quadrangles; tetrahedra, hexahedra; the latter of each are split), the first tag (the second where the
/// first is 0) is the grain; orientations from $ElsetOrientations.
struct NeperMesh {
  GrainMesh mesh;  ///< lengths in the file's unit; grains numbered from 0 in rising order of their tags
  int dimension = 3;
  std::vector<int> tags;
  std::vector<Eigen::Matrix3d> R_sample_from_crystal;
};

/// Descriptors rodrigues, euler-bunge (degrees), quaternion, axis-angle (degrees), rotmat; with ":active" the
/// rotation turns the sample axes into the crystal axes (R_sample_from_crystal), with ":passive" it is the
/// inverse; Bunge angles always have Bunge's meaning. Without either `default_is_active` decides. A grain
/// without an orientation, a missing node, a binary file are InputErrors with line and column.
NeperMesh neper_mesh_of(const TextFile& text, bool default_is_active);

}  // namespace lauelith::models
