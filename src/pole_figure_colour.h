// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <string>
#include <vector>

#include "src/crystal.h"
#include "src/picture.h"

namespace lauelith {

/// The colour key of inverse pole figures in the TSL manner: the direction, as the crystal sees it, is
/// brought into the standard triangle by the Laue group and written as d ∝ r·v₁ + g·v₂ + b·v₃ with r, g, b ≥
/// 0; the colour is (r, g, b)/max, square-rooted. Corners red, green, blue:
///   m-3m   [001] [011] [111]      (m-3 is coloured by the same key: it then shows m-3m)
///   4/mmm  [001] [100] [110]      (4/m likewise)
///   6/mmm  [001] [100] and 30° from it      (6/m likewise)
///   mmm    [001] [100] [010]
/// Trigonal, monoclinic and triclinic classes have no key here. Source of the manner: G. Nolze & R.
/// Hielscher, J. Appl. Cryst. 49 (2016) 1786, section on TSL. Pinned by PoleFigureColour.*
/// (tests/src/map_picture_test.cc).
class PoleFigureKey {
 public:
  /// `crystal` gives the symmetry and the direction of the axes.
  explicit PoleFigureKey(const Crystal& crystal);

  bool exists() const { return !corner_names_.empty(); }
  const std::string& name() const { return name_; }  ///< "m-3m"
  /// Of a unit vector in the crystal frame.
  Colour colour_of(const Eigen::Vector3d& direction_crystal) const;
  /// The sample direction (0 x, 1 y, 2 z) as the crystal sees it, coloured.
  Colour colour_of(const Eigen::Matrix3d& R_sample_from_crystal, int sample_axis) const;

  /// Corners of the triangle, unit vectors in the crystal frame, with their Miller indices.
  const std::array<Eigen::Vector3d, 3>& corners() const { return corners_; }
  const std::vector<std::string>& corner_names() const { return corner_names_; }
  /// Colour of a direction of the triangle, without symmetry; false outside of it.
  bool colour_inside(const Eigen::Vector3d& direction, Colour& colour) const;

 private:
  std::string name_;
  std::array<Eigen::Vector3d, 3> corners_{};
  Eigen::Matrix3d weights_of_direction_ = Eigen::Matrix3d::Identity();
  std::vector<std::string> corner_names_;
  std::vector<Eigen::Matrix3d> operations_;  ///< of the key's class, improper ones included
};

}  // namespace lauelith
