// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "src/crystal_field.h"
#include "src/units.h"

namespace lauelith::forward {

/// A single crystal of 400 × 1000 µm, constant along Z, entered near its middle.
inline CrystalField uniform_field(const Eigen::Matrix3d& R_sample_from_crystal,
                                  const Eigen::Matrix3d& H = Eigen::Matrix3d::Zero()) {
  CrystalField field;
  field.grid = {{4, 10, 1},
                {-150.0 * units::um, -150.0 * units::um, 0.0},
                {100.0 * units::um, 100.0 * units::um, 100.0 * units::um}};
  field.phase.assign(40, static_cast<std::int8_t>(Phase::electrolyte));
  field.grain.assign(40, 0);
  field.R_sample_from_crystal = {R_sample_from_crystal};
  for (int v = 0; v < 40; ++v)
    for (int i = 0; i < 9; ++i) field.H.push_back(static_cast<float>(H(i / 3, i % 3)));
  return field;
}

/// The same as a slab of `depth` below the face with H = gradient·z (z negative), voxels of `spacing`.
inline CrystalField graded_field(const Eigen::Matrix3d& R_sample_from_crystal,
                                 const Eigen::Matrix3d& dH_dz_1_m, double depth_m, double spacing_m) {
  CrystalField field;
  const auto n = static_cast<std::size_t>(depth_m / spacing_m + 0.5);
  field.grid = {
      {1, 1, n}, {0.0, 0.0, -depth_m + 0.5 * spacing_m}, {1000.0 * units::um, 2000.0 * units::um, spacing_m}};
  field.phase.assign(n, static_cast<std::int8_t>(Phase::electrolyte));
  field.grain.assign(n, 0);
  field.R_sample_from_crystal = {R_sample_from_crystal};
  for (std::size_t v = 0; v < n; ++v) {
    const Eigen::Matrix3d H = field.grid.centre_m(v).z() * dH_dz_1_m;
    for (int i = 0; i < 9; ++i) field.H.push_back(static_cast<float>(H(i / 3, i % 3)));
  }
  return field;
}

}  // namespace lauelith::forward
