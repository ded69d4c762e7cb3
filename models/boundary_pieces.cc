// SPDX-License-Identifier: BSD-3-Clause
#include "models/boundary_pieces.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "models/facets.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

using Polygon = Facet;

/// Halves the polygon across its longest extent until none is longer than one and a half piece.
void split(const Polygon& polygon, double length, std::vector<Polygon>& parts) {
  Vector3d along = Vector3d::Zero();
  for (const Vector3d& a : polygon) {
    for (const Vector3d& b : polygon) {
      if ((b - a).norm() > along.norm()) along = b - a;
    }
  }
  if (along.norm() <= 1.5 * length) {
    parts.push_back(polygon);
    return;
  }
  const Vector3d direction = along.normalized();
  const auto by_place = [&](const Vector3d& a, const Vector3d& b) {
    return a.dot(direction) < b.dot(direction);
  };
  const auto [low, high] = std::minmax_element(polygon.begin(), polygon.end(), by_place);
  const Vector3d middle = 0.5 * (*low + *high);
  split(clipped(polygon, middle, direction), length, parts);
  split(clipped(polygon, middle, -direction), length, parts);
}

BoundaryPiece piece_of(const PowerFace& face, const Polygon& corners, double measure) {
  BoundaryPiece piece;
  piece.grain_a = face.cell_a;
  piece.grain_b = face.cell_b;
  piece.normal = face.normal;
  piece.measure = measure;
  piece.corners = corners;
  return piece;
}

void add_segments(const PowerFace& face, double length, std::vector<BoundaryPiece>& pieces) {
  const Vector3d along = face.corners[1] - face.corners[0];
  const int n = std::max(1, static_cast<int>(std::lround(face.measure / length)));
  for (int k = 0; k < n; ++k) {
    const Vector3d a = face.corners[0] + along * (static_cast<double>(k) / n);
    const Vector3d b = face.corners[0] + along * (static_cast<double>(k + 1) / n);
    pieces.push_back(piece_of(face, {a, b}, face.measure / n));
  }
}

struct BlockSum {
  Vector3d vector_area = Vector3d::Zero();
  Vector3d moment = Vector3d::Zero();
  double weight = 0.0;
};

}  // namespace

std::vector<BoundaryPiece> pieces_of_faces(const std::vector<PowerFace>& faces, int dimension,
                                           double length) {
  const double smallest = std::pow(1e-6 * length, dimension - 1);
  std::vector<BoundaryPiece> pieces;
  for (const PowerFace& face : faces) {
    if (face.measure <= smallest) continue;
    if (dimension == 2) {
      add_segments(face, length, pieces);
      continue;
    }
    std::vector<Polygon> parts;
    split(face.corners, length, parts);
    for (const Polygon& part : parts) pieces.push_back(piece_of(face, part, area_of(part)));
  }
  return pieces;
}

std::vector<BoundaryPiece> pieces_of_blocks(const std::vector<SmallFace>& faces, double length) {
  std::map<std::array<int, 5>, BlockSum> blocks;
  for (const SmallFace& face : faces) {
    const Eigen::Vector3i block = (face.centre / length).array().floor().cast<int>();
    BlockSum& sum = blocks[{face.grain_a, face.grain_b, block[0], block[1], block[2]}];
    const double area = face.vector_area.norm();
    sum.vector_area += face.vector_area;
    sum.moment += area * face.centre;
    sum.weight += area;
  }
  std::vector<BoundaryPiece> pieces;
  for (const auto& [key, sum] : blocks) {
    const double area = sum.vector_area.norm();
    if (area < 1e-6 * sum.weight) continue;  // folded back on itself: no direction
    BoundaryPiece piece;
    piece.grain_a = key[0];
    piece.grain_b = key[1];
    piece.normal = sum.vector_area / area;
    piece.measure = area;
    const Vector3d u = 0.5 * std::sqrt(area) * piece.normal.unitOrthogonal();
    const Vector3d v = piece.normal.cross(u);
    const Vector3d centre = sum.moment / sum.weight;
    piece.corners = {centre - u - v, centre + u - v, centre + u + v, centre - u + v};
    pieces.push_back(piece);
  }
  return pieces;
}

}  // namespace lauelith::models
