// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "src/influence_basis.h"

namespace lauelith::inverse {

/// A straight piece of the trace of a grain boundary in the map.
struct TracePiece {
  int boundary = 0;  ///< pieces between the same two grains share it
  Eigen::Vector2d start_um = Eigen::Vector2d::Zero();
  Eigen::Vector2d end_um = Eigen::Vector2d::Zero();

  Eigen::Vector2d centre_um() const { return 0.5 * (start_um + end_um); }
  Eigen::Vector2d normal() const {
    const Eigen::Vector2d along = (end_um - start_um).normalized();
    return {-along.y(), along.x()};
  }
};

struct NearestPiece {
  int piece = -1;  ///< −1: there is no boundary
  double distance_um = 1e30;
};
/// Where the boundary sources of a basis lie; of one in space, as long as its patches are wide.
std::vector<TracePiece> boundary_traces(const InfluenceBasis& basis);
NearestPiece nearest_piece(const std::vector<TracePiece>& pieces, const Eigen::Vector2d& place_um);

}  // namespace lauelith::inverse
