// SPDX-License-Identifier: BSD-3-Clause
#include "models/flaw_pieces.h"

#include <Eigen/Geometry>
#include <cmath>

#include "src/constants.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

BoundaryPiece piece_of(int flaw, const Vector3d& normal, double measure, std::vector<Vector3d> corners) {
  BoundaryPiece piece;
  piece.boundary = flaw;
  piece.grain_a = piece.grain_b = -1;
  piece.normal = normal;
  piece.measure = measure;
  piece.corners = std::move(corners);
  piece.centre = middle_of(piece.corners);
  return piece;
}

BoundaryPiece half_disc(const Flaw& flaw, int number) {
  constexpr int n_sectors = 23;
  const double sector = constants::pi / n_sectors;
  // n sectors of a polygon of corner radius R have the area n R² sin(sector)/2.
  const double radius = flaw.depth * std::sqrt(sector / std::sin(sector));
  const Vector3d inward = (flaw.path.back() - flaw.path.front()).normalized();
  const Vector3d along = flaw.normal.cross(inward);
  std::vector<Vector3d> corners;
  for (int k = 0; k <= n_sectors; ++k) {
    const double angle = -0.5 * constants::pi + k * sector;
    corners.push_back(flaw.path.front() + radius * (std::cos(angle) * inward + std::sin(angle) * along));
  }
  return piece_of(number, flaw.normal, 0.5 * constants::pi * flaw.depth * flaw.depth, std::move(corners));
}

}  // namespace

std::vector<BoundaryPiece> flaw_pieces(const std::vector<Flaw>& flaws, double length, int dimension) {
  std::vector<BoundaryPiece> pieces;
  if (dimension == 2) {
    for (const FlawSegment& segment : segments_of(flaws, length)) {
      pieces.push_back(piece_of(segment.flaw, segment.normal, segment.length, {segment.start, segment.end}));
    }
    return pieces;
  }
  for (std::size_t i = 0; i < flaws.size(); ++i) pieces.push_back(half_disc(flaws[i], static_cast<int>(i)));
  return pieces;
}

}  // namespace lauelith::models
