// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/boundary_trace.h"

#include <algorithm>

namespace lauelith::inverse {

using Eigen::Vector2d;

NearestPiece nearest_piece(const std::vector<TracePiece>& pieces, const Vector2d& place_um) {
  NearestPiece nearest;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Vector2d along = pieces[i].end_um - pieces[i].start_um;
    const double length2 = std::max(along.squaredNorm(), 1e-12);
    const double share = std::clamp(along.dot(place_um - pieces[i].start_um) / length2, 0.0, 1.0);
    const double distance = (place_um - pieces[i].start_um - share * along).norm();
    if (distance < nearest.distance_um) nearest = {static_cast<int>(i), distance};
  }
  return nearest;
}

}  // namespace lauelith::inverse
