// SPDX-License-Identifier: BSD-3-Clause
#include "src/pole_figure_colour.h"

#include <Eigen/LU>
#include <cmath>

#include "src/crystal_symmetry.h"
#include "src/laue_class.h"
#include "src/space_group.h"

namespace lauelith {

using Eigen::Matrix3d;
using Eigen::Vector3d;

namespace {

/// The class whose key is used, as a space group that has exactly its operations; empty: no key.
struct KeyChoice {
  std::string name;
  std::string space_group;
  std::vector<std::string> corner_names;
};

KeyChoice choice_for(std::string_view symbol) {
  if (symbol == "m-3m" || symbol == "m-3") return {"m-3m", "P m -3 m", {"001", "011", "111"}};
  if (symbol == "4/mmm" || symbol == "4/m") return {"4/mmm", "P 4/m m m", {"001", "100", "110"}};
  if (symbol == "6/mmm" || symbol == "6/m") return {"6/mmm", "P 6/m m m", {"0001", "2-1-10", "10-10"}};
  if (symbol == "mmm") return {"mmm", "P m m m", {"001", "100", "010"}};
  return {};
}

std::array<Vector3d, 3> corners_of(const std::string& name) {
  const Vector3d x = Vector3d::UnitX();
  const Vector3d y = Vector3d::UnitY();
  const Vector3d z = Vector3d::UnitZ();
  if (name == "m-3m") return {z, (y + z).normalized(), (x + y + z).normalized()};
  if (name == "4/mmm") return {z, x, (x + y).normalized()};
  if (name == "6/mmm") return {z, x, Vector3d(std::sqrt(3.0) / 2.0, 0.5, 0.0)};
  return {z, x, y};
}

std::uint8_t channel(double share) {
  return static_cast<std::uint8_t>(std::lround(255.0 * std::sqrt(std::max(share, 0.0))));
}

}  // namespace

PoleFigureKey::PoleFigureKey(const Crystal& crystal) {
  const KeyChoice choice = choice_for(laue_class_of(crystal).symbol);
  name_ = choice.name;
  if (name_.empty()) return;
  corner_names_ = choice.corner_names;
  corners_ = corners_of(name_);
  Matrix3d columns;
  for (int k = 0; k < 3; ++k) columns.col(k) = corners_[static_cast<std::size_t>(k)];
  weights_of_direction_ = columns.inverse();
  Crystal of_key = crystal;
  of_key.operations = operations_of_space_group(choice.space_group, "inverse pole figure");
  for (const Matrix3d& rotation : proper_rotations(of_key)) {
    operations_.push_back(rotation);
    operations_.push_back(-rotation);
  }
}

bool PoleFigureKey::colour_inside(const Vector3d& direction, Colour& colour) const {
  constexpr double slack = 1e-9;
  const Vector3d weights = weights_of_direction_ * direction;
  if (weights.minCoeff() < -slack) return false;
  const Vector3d shares = weights / weights.maxCoeff();
  colour = {channel(shares.x()), channel(shares.y()), channel(shares.z())};
  return true;
}

Colour PoleFigureKey::colour_of(const Vector3d& direction_crystal) const {
  Colour colour = {128, 128, 128};
  for (const Matrix3d& operation : operations_) {
    if (colour_inside(operation * direction_crystal, colour)) break;
  }
  return colour;
}

Colour PoleFigureKey::colour_of(const Matrix3d& R_sample_from_crystal, int sample_axis) const {
  return colour_of(R_sample_from_crystal.row(sample_axis).transpose());
}

}  // namespace lauelith
