// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/boundary_trace.h"

#include <algorithm>
#include <cmath>

#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Vector2d;

std::vector<TracePiece> boundary_traces(const InfluenceBasis& basis) {
  const bool is_flat = basis.frame.grid.n[2] == 1;
  std::vector<TracePiece> traces;
  for (const BasisSource& source : basis.sources) {
    if (source.kind != "boundary") continue;
    const Vector2d normal = source.normal.head<2>().normalized();
    const double length = is_flat ? source.measure : std::sqrt(source.measure);
    const Vector2d along = 0.5 * length * Vector2d(normal.y(), -normal.x());
    const Vector2d centre = source.centre_m.head<2>();
    traces.push_back({source.group, (centre - along) / units::um, (centre + along) / units::um});
  }
  return traces;
}

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
