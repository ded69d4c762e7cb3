// SPDX-License-Identifier: BSD-3-Clause
#include "src/expression_field.h"

#include <muParser.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>

#include "src/failure.h"
#include "src/random.h"
#include "src/units.h"

namespace lauelith {
namespace {

constexpr double most_voxels = 5e7;
constexpr std::uint32_t orientation_stream = 20;
constexpr std::array<const char*, 9> H_names{"H_xx", "H_xy", "H_xz", "H_yx", "H_yy",
                                             "H_yz", "H_zx", "H_zy", "H_zz"};

/// A formula bound to a point.
class Formula {
 public:
  Formula(const std::string& key, const std::string& text) : key_(key), text_(text) {
    try {
      parser_.DefineVar("x_um", &point_um_[0]);
      parser_.DefineVar("y_um", &point_um_[1]);
      parser_.DefineVar("z_um", &point_um_[2]);
      parser_.SetExpr(text);
      parser_.Eval();
    } catch (const mu::Parser::exception_type& error) {
      refuse(error.GetMsg());
    }
  }
  Formula(const Formula&) = delete;
  Formula& operator=(const Formula&) = delete;

  double at(const Eigen::Vector3d& point_m) {
    for (int axis = 0; axis < 3; ++axis)
      point_um_[static_cast<std::size_t>(axis)] = point_m[axis] / units::um;
    const double value = parser_.Eval();
    if (!std::isfinite(value)) refuse("no finite number at " + place());
    return value;
  }

  [[noreturn]] void refuse(const std::string& found) const {
    throw UsageError({"[field]", key_, "a formula of x_um, y_um, z_um", "'" + text_ + "': " + found,
                      "for example \"x_um < 130 ? 0 : 1\""});
  }
  std::string place() const {
    return "x, y, z = " + std::to_string(point_um_[0]) + ", " + std::to_string(point_um_[1]) + ", " +
           std::to_string(point_um_[2]) + " um";
  }

 private:
  std::string key_;
  std::string text_;
  std::array<double, 3> point_um_{};
  mu::Parser parser_;
};

FieldGrid grid_of(const ExpressionFieldOptions& options) {
  const auto refuse = [](const std::string& key, const std::string& expected) -> void {
    throw UsageError({"[field]", key, expected, "something else", ""});
  };
  if (options.origin_um.size() != 3) refuse("origin_um", "three numbers");
  if (options.size_um.size() != 3) refuse("size_um", "three numbers");
  if (options.spacing_um.size() != 3 && options.spacing_um.size() != 1) {
    refuse("spacing_um", "three numbers, or one for all");
  }
  FieldGrid grid;
  double n_voxels = 1.0;
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const bool is_constant = axis == 2 && options.size_um[a] == 0.0;
    const double wanted_um = options.spacing_um.size() == 1 ? options.spacing_um[0] : options.spacing_um[a];
    if (!(wanted_um > 0.0)) refuse("spacing_um", "numbers above 0");
    if (!is_constant && !(options.size_um[a] > 0.0)) refuse("size_um", "numbers above 0 (z: or 0)");
    const double n = is_constant ? 1.0 : std::max(1.0, std::round(options.size_um[a] / wanted_um));
    n_voxels *= n;
    grid.n[a] = static_cast<std::size_t>(std::min(n, most_voxels));
    const double spacing_um = is_constant ? wanted_um : options.size_um[a] / n;
    grid.spacing_m[axis] = spacing_um * units::um;
    // The face is Z = 0: a field with depth hangs below its origin.
    const double low_um = axis == 2 ? options.origin_um[a] - options.size_um[a] : options.origin_um[a];
    grid.origin_m[axis] = (low_um + (is_constant ? 0.0 : 0.5 * spacing_um)) * units::um;
  }
  if (n_voxels > most_voxels) refuse("spacing_um", "at most 5e7 voxels");
  return grid;
}

std::vector<Eigen::Matrix3d> orientations_of(const ExpressionFieldOptions& options, std::uint32_t seed) {
  std::vector<Eigen::Matrix3d> rotations;
  if (options.orientation.size() % 4 != 0) {
    throw UsageError({"[field]", "orientation", "four numbers w, x, y, z per grain",
                      std::to_string(options.orientation.size()) + " numbers", ""});
  }
  for (std::size_t i = 0; i < options.orientation.size(); i += 4) {
    const double* q = options.orientation.data() + i;
    const Eigen::Quaterniond quaternion(q[0], q[1], q[2], q[3]);
    if (!(quaternion.norm() > 1e-6)) {
      throw UsageError({"[field]", "orientation", "quaternions that are not zero", "zero", ""});
    }
    rotations.push_back(quaternion.normalized().toRotationMatrix());
  }
  for (int g = 0; rotations.empty() || g < (options.orientation.empty() ? options.n_grains : 0); ++g) {
    RandomSequence random(seed, orientation_stream, 0, static_cast<std::uint32_t>(g));
    const Eigen::Quaterniond q(random.normal(), random.normal(), random.normal(), random.normal());
    rotations.push_back(q.normalized().toRotationMatrix());
  }
  return rotations;
}

void fill_voxels(const ExpressionFieldOptions& options, CrystalField& field) {
  Formula phase("phase", options.phase);
  Formula grain("grain", options.grain);
  const auto n_grains = static_cast<double>(field.R_sample_from_crystal.size());
  for (std::size_t v = 0; v < field.grid.n_voxels(); ++v) {
    const Eigen::Vector3d point = field.grid.centre_m(v);
    const double p = std::round(phase.at(point));
    const double g = std::round(grain.at(point));
    if (!(p >= 0.0 && p <= 2.0)) phase.refuse("other than 0, 1, 2 at " + phase.place());
    if (!(g >= -1.0 && g < n_grains)) {
      grain.refuse("grain without orientation at " + grain.place() + " (n_grains is " +
                   std::to_string(static_cast<int>(n_grains)) + ")");
    }
    field.phase.push_back(static_cast<std::int8_t>(p));
    field.grain.push_back(p == 1.0 ? static_cast<std::int32_t>(g) : -1);
  }
}

bool is_zero(const std::string& text) { return text == "0" || text == "0.0"; }

void fill_gradient(const std::string& key, const std::string& text, std::size_t component,
                   CrystalField& field) {
  if (is_zero(text)) return;
  Formula formula(key, text);
  for (std::size_t v = 0; v < field.grid.n_voxels(); ++v) {
    const double value = formula.at(field.grid.centre_m(v));
    if (std::abs(value) > largest_displacement_gradient && field.scatters(v)) {
      formula.refuse(std::to_string(value) + " at " + formula.place() +
                     ", not within ±0.5 (below the face z_um is negative)");
    }
    field.H[9 * v + component] = static_cast<float>(value);
  }
}

void fill_mosaic(const std::string& text, CrystalField& field) {
  if (is_zero(text)) return;
  Formula formula("mosaic_mrad", text);
  for (std::size_t v = 0; v < field.grid.n_voxels(); ++v) {
    const double value = formula.at(field.grid.centre_m(v));
    if (value < 0.0) formula.refuse(std::to_string(value) + " at " + formula.place() + ", below 0");
    field.mosaic_mrad.push_back(static_cast<float>(value));
  }
}

}  // namespace

void describe(ParameterVisitor& visit, ExpressionFieldOptions& options) {
  visit.numbers({"origin_um", "corner of the field with the lowest x and y, and the Z of its top", -1e6, 1e6},
                options.origin_um);
  visit.numbers({"size_um", "extent along x, y and downwards; depth 0: constant along Z", 0.0, 1e6},
                options.size_um);
  visit.numbers({"spacing_um", "of voxels, rounded so that they fill the size", 1e-3, 1e6},
                options.spacing_um);
  visit.text({"phase", "formula: 0 empty, 1 electrolyte, 2 lithium"}, options.phase);
  visit.text({"grain", "formula: number of the grain, from 0"}, options.grain);
  visit.numbers({"orientation", "w, x, y, z of R_sample_from_crystal per grain; empty: random", -1e3, 1e3},
                options.orientation);
  visit.integer({"n_grains", "how many random orientations", 1.0, 1e6}, options.n_grains);
  std::string* const H[] = {&options.H_xx, &options.H_xy, &options.H_xz, &options.H_yx, &options.H_yy,
                            &options.H_yz, &options.H_zx, &options.H_zy, &options.H_zz};
  for (std::size_t i = 0; i < 9; ++i) {
    visit.text({H_names[i], "formula: component of the elastic displacement gradient"}, *H[i]);
  }
  visit.text({"mosaic_mrad", "formula: rms width of the orientations in a voxel"}, options.mosaic_mrad);
}

CrystalField evaluated_field(const ExpressionFieldOptions& options, std::uint32_t seed) {
  CrystalField field;
  field.grid = grid_of(options);
  field.R_sample_from_crystal = orientations_of(options, seed);
  fill_voxels(options, field);
  field.H.assign(9 * field.grid.n_voxels(), 0.0F);
  const std::string* const H[] = {&options.H_xx, &options.H_xy, &options.H_xz, &options.H_yx, &options.H_yy,
                                  &options.H_yz, &options.H_zx, &options.H_zy, &options.H_zz};
  for (std::size_t i = 0; i < 9; ++i) fill_gradient(H_names[i], *H[i], i, field);
  fill_mosaic(options.mosaic_mrad, field);
  return field;
}

}  // namespace lauelith
