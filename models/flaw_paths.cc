// SPDX-License-Identifier: BSD-3-Clause
#include "models/flaw_paths.h"

#include <algorithm>
#include <limits>

#include "models/boundary_paths.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

/// What is left of a path after its first `length`.
std::vector<Vector3d> rest_of(const std::vector<Vector3d>& path, double length) {
  std::vector<Vector3d> rest;
  for (std::size_t i = 1; i < path.size(); ++i) {
    const Vector3d along = path[i] - path[i - 1];
    if (rest.empty() && length < along.norm() * (1.0 - 1e-9))
      rest.push_back(path[i - 1] + length / along.norm() * along);
    length -= along.norm();
    if (!rest.empty()) rest.push_back(path[i]);
  }
  return rest;
}

/// The longest straight way from a point that stays inside, shrunk a little so that it ends in the body.
double room(const Vector3d& from, const Vector3d& direction, const DomainBox& domain) {
  double length = std::numeric_limits<double>::infinity();
  for (int k = 0; k < 3; ++k) {
    if (direction[k] > 0.0) length = std::min(length, (domain.high[k] - from[k]) / direction[k]);
    if (direction[k] < 0.0) length = std::min(length, (domain.low[k] - from[k]) / direction[k]);
  }
  return 0.9 * length;
}

int piece_at_mouth(const Flaw& flaw, const BoundaryNetwork& boundaries, const DomainBox& domain) {
  int best = -1;
  double nearest = std::numeric_limits<double>::infinity();
  for (const int piece : pieces_at_interface(boundaries, domain)) {
    const auto& one = boundaries.pieces()[static_cast<std::size_t>(piece)];
    const double distance = (nearest_point(one, flaw.path.front(), 2) - flaw.path.front()).norm();
    if (distance >= nearest) continue;
    nearest = distance;
    best = piece;
  }
  return best;
}

}  // namespace

Flaw growth_path(const Flaw& flaw, const BoundaryNetwork& boundaries, const DomainBox& domain, double extra) {
  Flaw path = flaw;
  path.path.clear();
  if (extra <= 0.0) return path;
  if (flaw.along_boundary && boundaries.dimension() == 2) {
    const int piece = piece_at_mouth(flaw, boundaries, domain);
    path.path = rest_of(path_along_boundary(boundaries, piece, flaw.depth + extra), flaw.depth);
  } else {
    const Vector3d tip = flaw.path.back();
    const Vector3d direction = (tip - flaw.path[flaw.path.size() - 2]).normalized();
    const double length = std::min(extra, room(tip, direction, domain));
    if (length > 0.0) path.path = {tip, tip + length * direction};
  }
  path.depth = path_length(path.path);
  return path;
}

}  // namespace lauelith::models
