// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "models/microstructure.h"
#include "models/misorientation.h"

namespace lauelith::models {

/// A flat piece of a grain boundary, short enough to be one source of strain.
struct BoundaryPiece {
  int boundary = 0;  ///< row of `boundaries`
  int grain_a = 0;   ///< a < b
  int grain_b = 0;
  Eigen::Vector3d centre = Eigen::Vector3d::Zero();   ///< m
  Eigen::Vector3d normal = Eigen::Vector3d::UnitX();  ///< unit, from a to b
  double measure = 0.0;                               ///< 2-D: length, m; 3-D: area, m²
  std::vector<Eigen::Vector3d> corners;               ///< 2-D: the two ends; 3-D: convex polygon in order
};

/// Everything between two grains.
struct GrainBoundary {
  int grain_a = 0;
  int grain_b = 0;
  BoundaryCharacter character;
  double measure = 0.0;
  std::vector<int> pieces;
};

struct NearestBoundary {
  int piece = -1;                                  ///< −1: there is no boundary
  double distance = 0.0;                           ///< m; infinite without a boundary
  double signed_distance = 0.0;                    ///< positive on the side of grain_b of the piece
  Eigen::Vector3d foot = Eigen::Vector3d::Zero();  ///< the nearest point of the boundary
};

/// All boundaries of a microstructure, cut into pieces, with a grid to find the nearest. Z is ignored in 2-D.
class BoundaryNetwork {
 public:
  /// Pieces must carry grains, normal, measure and corners; the rest is filled in.
  BoundaryNetwork(std::vector<BoundaryPiece> pieces, const std::vector<MaterialGrain>& grains,
                  const DomainBox& domain, int dimension);

  int dimension() const { return dimension_; }
  const std::vector<BoundaryPiece>& pieces() const { return pieces_; }
  const std::vector<GrainBoundary>& boundaries() const { return boundaries_; }
  double total_measure() const;

  NearestBoundary nearest(const Eigen::Vector3d& point) const;
  /// Pieces that come nearer than the radius, in rising order.
  std::vector<int> pieces_within(const Eigen::Vector3d& point, double radius) const;

 private:
  Eigen::Vector3i bin_of(const Eigen::Vector3d& point) const;
  const std::vector<int>& bin(const Eigen::Vector3i& place) const;
  void fill_bins();
  void collect_boundaries(const std::vector<MaterialGrain>& grains);

  std::vector<BoundaryPiece> pieces_;
  std::vector<GrainBoundary> boundaries_;
  DomainBox domain_;
  int dimension_;
  Eigen::Vector3i n_bins_ = Eigen::Vector3i::Ones();
  Eigen::Vector3d bin_size_ = Eigen::Vector3d::Ones();
  std::vector<std::vector<int>> bins_;
};

/// Mean of the corners.
Eigen::Vector3d middle_of(const std::vector<Eigen::Vector3d>& corners);

/// The point of a piece that is nearest to another.
Eigen::Vector3d nearest_point(const BoundaryPiece& piece, const Eigen::Vector3d& point, int dimension);

/// Boundaries in pieces of about `piece_length`, without those whose middle lies in a pore.
///   power cells: exact, straight or flat faces, cut evenly;
///   2-D voxels and meshes: chains of edges between junctions, cut by arc length; those of voxels are first
///     smoothed along the chain, ends fixed, so that normals do not follow the stair-steps (mean error on a
///     straight boundary below 3°);
///   3-D voxels and meshes: faces gathered in blocks of the piece length, with their vector sum as normal and
///     area (exact for a flat boundary); such a piece is drawn as a square.
/// Pinned by GrainBoundaries.* (tests/models/grain_boundaries_test.cc).
BoundaryNetwork boundaries_of(const Microstructure& microstructure, double piece_length);

}  // namespace lauelith::models
