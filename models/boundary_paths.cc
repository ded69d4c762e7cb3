// SPDX-License-Identifier: BSD-3-Clause
#include "models/boundary_paths.h"

#include <algorithm>
#include <set>

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

const Vector3d& lowest_corner(const BoundaryPiece& piece) {
  return *std::min_element(piece.corners.begin(), piece.corners.end(),
                           [](const Vector3d& a, const Vector3d& b) { return a[1] < b[1]; });
}

/// The piece that goes on from a point with the least change of direction; −1: none, or only back.
int next_piece(const BoundaryNetwork& boundaries, const Vector3d& from, const Vector3d& direction,
               const std::set<int>& used) {
  int best = -1;
  double best_cosine = 0.0;
  for (const int candidate : boundaries.pieces_within(from, 1e-9)) {
    if (used.contains(candidate)) continue;
    const auto& corners = boundaries.pieces()[static_cast<std::size_t>(candidate)].corners;
    const bool starts_here = (corners[0] - from).norm() < (corners[1] - from).norm();
    const Vector3d along = starts_here ? corners[1] - corners[0] : corners[0] - corners[1];
    const double cosine = along.normalized().dot(direction);
    if (cosine > best_cosine) {
      best_cosine = cosine;
      best = candidate;
    }
  }
  return best;
}

std::vector<Vector3d> path_in_space(const BoundaryPiece& piece, double length) {
  const double low = lowest_corner(piece)[1];
  Vector3d mouth = Vector3d::Zero();
  int n = 0;
  for (const Vector3d& corner : piece.corners) {
    if (corner[1] > low + 1e-9) continue;
    mouth += corner;
    ++n;
  }
  mouth /= n;
  const Vector3d up = (Vector3d::UnitY() - piece.normal[1] * piece.normal).normalized();
  return {mouth, mouth + length * up};
}

}  // namespace

std::vector<int> pieces_at_interface(const BoundaryNetwork& boundaries, const DomainBox& domain) {
  std::vector<int> found;
  const double tolerance = 1e-6 * domain.size()[1];
  for (std::size_t i = 0; i < boundaries.pieces().size(); ++i) {
    const BoundaryPiece& piece = boundaries.pieces()[i];
    if (lowest_corner(piece)[1] > domain.low[1] + tolerance) continue;
    if (std::abs(piece.normal[1]) < 0.7) found.push_back(static_cast<int>(i));  // steeper than 45°
  }
  return found;
}

std::vector<Vector3d> path_along_boundary(const BoundaryNetwork& boundaries, int piece, double length) {
  const BoundaryPiece& first = boundaries.pieces()[static_cast<std::size_t>(piece)];
  if (boundaries.dimension() == 3) return path_in_space(first, length);
  std::vector<Vector3d> path{lowest_corner(first)};
  std::set<int> used;
  double left = length;
  for (int current = piece; current >= 0 && left > 0.0;) {
    used.insert(current);
    const auto& corners = boundaries.pieces()[static_cast<std::size_t>(current)].corners;
    const bool starts_here = (corners[0] - path.back()).norm() < (corners[1] - path.back()).norm();
    const Vector3d along = (starts_here ? corners[1] : corners[0]) - path.back();
    const double step = std::min(left, along.norm());
    const Vector3d direction = along.normalized();
    path.push_back(path.back() + step * direction);
    left -= step;
    current = left > 0.0 ? next_piece(boundaries, path.back(), direction, used) : -1;
  }
  return path;
}

double path_length(const std::vector<Vector3d>& path) {
  double length = 0.0;
  for (std::size_t i = 1; i < path.size(); ++i) length += (path[i] - path[i - 1]).norm();
  return length;
}

}  // namespace lauelith::models
