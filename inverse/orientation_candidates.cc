// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/orientation_candidates.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "forward/laue_spot.h"

namespace lauelith::inverse {

using Eigen::Matrix3d;
using Eigen::Matrix3f;
using Eigen::Vector3d;
using Eigen::Vector3f;

namespace {

constexpr double same_direction = 1e-6;  // |difference| of unit vectors that are one direction

bool is_same(const Vector3d& a, const Vector3d& b) {
  return (a - b).squaredNorm() < same_direction * same_direction;
}

/// Both ends of the strongest lines of the table, strongest first.
std::vector<Vector3d> strongest_directions(const forward::ReflectionTable& table, std::size_t n) {
  std::vector<Vector3d> directions;
  for (std::size_t i = 0; i < std::min(n, table.n_directions()); ++i) {
    const Vector3d normal = (table.B_1_A() * table.primitive(i).cast<double>()).normalized();
    directions.push_back(normal);
    directions.push_back(-normal);
  }
  return directions;
}

/// No rotation of the group carries an earlier direction of the list onto direction i.
bool is_first_of_orbit(const std::vector<Vector3d>& directions, std::size_t i,
                       const std::vector<Matrix3d>& rotations) {
  for (const Matrix3d& S : rotations) {
    const Vector3d image = S * directions[i];
    for (std::size_t j = 0; j < i; ++j) {
      if (is_same(image, directions[j])) return false;
    }
  }
  return true;
}

/// Among the images of `second` under the rotations that keep `first`, the greatest in lexicographic order.
bool is_first_about_axis(const Vector3d& second, const std::vector<Matrix3d>& keepers) {
  for (const Matrix3d& S : keepers) {
    const Vector3d image = S * second;
    if (is_same(image, second)) continue;
    for (int k = 0; k < 3; ++k) {
      if (std::abs(image[k] - second[k]) < same_direction) continue;
      if (image[k] > second[k]) return false;
      break;
    }
  }
  return true;
}

}  // namespace

Matrix3f bisector_triad(const Vector3f& first, const Vector3f& second) {
  Matrix3f triad;
  triad.col(0) = (first + second).normalized();
  triad.col(1) = (second - first).normalized();
  triad.col(2) = triad.col(0).cross(triad.col(1));
  return triad;
}

DirectionPairs::DirectionPairs(const forward::ReflectionTable& table,
                               const std::vector<Matrix3d>& proper_rotations, std::size_t n_strong_directions,
                               double largest_angle_rad) {
  constexpr double smallest_angle_rad =
      0.03;  // below it the pair says little about the turn around its bisector
  const std::vector<Vector3d> directions = strongest_directions(table, n_strong_directions);
  for (std::size_t i = 0; i < directions.size(); ++i) {
    if (!is_first_of_orbit(directions, i, proper_rotations)) continue;
    std::vector<Matrix3d> keepers;
    for (const Matrix3d& S : proper_rotations) {
      if (is_same(S * directions[i], directions[i])) keepers.push_back(S);
    }
    for (const Vector3d& second : directions) {
      const double angle = std::acos(std::clamp(directions[i].dot(second), -1.0, 1.0));
      if (angle < smallest_angle_rad || angle > largest_angle_rad || !is_first_about_axis(second, keepers))
        continue;
      pairs_.push_back(
          {static_cast<float>(angle), bisector_triad(directions[i].cast<float>(), second.cast<float>())});
    }
  }
  std::stable_sort(pairs_.begin(), pairs_.end(),
                   [](const Pair& a, const Pair& b) { return a.angle_rad < b.angle_rad; });
}

std::pair<std::vector<DirectionPairs::Pair>::const_iterator,
          std::vector<DirectionPairs::Pair>::const_iterator>
DirectionPairs::between(float low_rad, float high_rad) const {
  const auto first = std::lower_bound(pairs_.begin(), pairs_.end(), low_rad,
                                      [](const Pair& pair, float angle) { return pair.angle_rad < angle; });
  const auto last = std::upper_bound(first, pairs_.end(), high_rad,
                                     [](float angle, const Pair& pair) { return angle < pair.angle_rad; });
  return {first, last};
}

std::vector<Vector3f> plane_normals(const std::vector<Peak>& peaks, const Detector& detector) {
  std::vector<Vector3f> normals;
  normals.reserve(peaks.size());
  for (const Peak& peak : peaks) {
    normals.push_back(
        forward::plane_normal_of_ray(ray_of_pixel(detector, {peak.x_px, peak.y_px})).cast<float>());
  }
  return normals;
}

}  // namespace lauelith::inverse
