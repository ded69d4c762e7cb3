// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "forward/reflections.h"
#include "src/detector.h"
#include "src/peak.h"

namespace lauelith::inverse {

/// Pairs of strong directions of the crystal, sorted by the angle between them: one member of each orbit of
/// the proper rotations against every other direction (and its opposite), each inequivalent pair once.
class DirectionPairs {
 public:
  DirectionPairs(const forward::ReflectionTable& table, const std::vector<Eigen::Matrix3d>& proper_rotations,
                 std::size_t n_strong_directions, double largest_angle_rad);

  struct Pair {
    float angle_rad;
    Eigen::Matrix3f crystal_triad;  ///< columns: along the bisector, across it in the plane, normal
  };
  /// Pairs with an angle in [low, high].
  std::pair<std::vector<Pair>::const_iterator, std::vector<Pair>::const_iterator> between(
      float low_rad, float high_rad) const;
  std::size_t size() const { return pairs_.size(); }

 private:
  std::vector<Pair> pairs_;
};

/// Orthonormal triad of two unit vectors: bisector, difference, normal. Errors of the two directions share
/// out evenly.
Eigen::Matrix3f bisector_triad(const Eigen::Vector3f& first, const Eigen::Vector3f& second);

/// Unit plane normals (lab) of the peaks: the direction of G that sends the beam there.
std::vector<Eigen::Vector3f> plane_normals(const std::vector<Peak>& peaks, const Detector& detector);

}  // namespace lauelith::inverse
