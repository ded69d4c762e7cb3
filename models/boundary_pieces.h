// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/grain_boundaries.h"

namespace lauelith::models {

/// The ways from shapes of grains to pieces of boundary; see `boundaries_of`.

/// Exact faces of power cells.
std::vector<BoundaryPiece> pieces_of_faces(const std::vector<PowerFace>& faces, int dimension, double length);

/// An edge between two grains in the plane, with grain_a (the smaller number) to its left.
struct DirectedEdge {
  int from = 0;  ///< nodes
  int to = 0;
  int grain_a = 0;
  int grain_b = 0;
};
/// Edges joined to chains that end where three grains meet or the domain ends; `n_smoothings` passes of
/// (1/4, 1/2, 1/4) along each chain, its ends held; cut by arc length.
std::vector<BoundaryPiece> pieces_of_chains(const std::vector<DirectedEdge>& edges,
                                            const std::vector<Eigen::Vector3d>& nodes, int n_smoothings,
                                            double length);

/// A small face between two grains in space.
struct SmallFace {
  int grain_a = 0;
  int grain_b = 0;
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();
  Eigen::Vector3d vector_area = Eigen::Vector3d::Zero();  ///< area times normal, from a to b
};
/// Faces of one pair of grains in one block of space become one piece.
std::vector<BoundaryPiece> pieces_of_blocks(const std::vector<SmallFace>& faces, double length);

}  // namespace lauelith::models
