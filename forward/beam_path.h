// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "src/crystal_field.h"

namespace lauelith::forward {

/// Lengths of material, m.
struct Passed {
  double electrolyte_m = 0.0;
  double lithium_m = 0.0;
};

/// How much material lies vertically above every voxel; what leaves towards the camera must cross it. Exact
/// for layers parallel to the face, an approximation where columns differ.
class Overburden {
 public:
  explicit Overburden(const CrystalField& field);
  /// Above a point of the voxel, up to the face Z = 0 or to the end of the field.
  Passed above(std::size_t voxel, double z_m) const;

 private:
  const CrystalField& field_;
  std::vector<float> electrolyte_m_;  // above the top of each voxel
  std::vector<float> lithium_m_;
};

/// A stretch of the beam inside one grain along which the lattice changes linearly and slowly. t: length
/// along the beam from the face, m. The beam runs along (0, cos ω, −sin ω) of the sample frame, so it comes
/// out t·cos ω further from the interface and t·sin ω deeper.
struct PathInterval {
  std::int32_t grain = -1;
  double t_begin_m = 0.0;
  double t_end_m = 0.0;
  Eigen::Matrix3d H_middle = Eigen::Matrix3d::Zero();
  Eigen::Matrix3d dH_dt_1_m = Eigen::Matrix3d::Zero();
  double mosaic_mrad = 0.0;
  Passed before;  ///< on the way in, up to t_begin
  Passed above;   ///< vertically above the point at t_begin
};

struct PathOptions {
  double incidence_rad = 0.0;
  double reach_m = 0.0;           ///< length of electrolyte after which nothing is left of the beam
  double px_per_gradient = 0.0;   ///< at most so many pixels per unit of H does any spot move
  double largest_step_px = 0.0;   ///< no spot moves further inside an interval
  double straightness_px = 0.05;  ///< no spot leaves the straight line by more; a fifth of it as a rule
};

/// The path of a thin beam that enters the face Z = 0 at (x, y). The field is cut at voxel faces and centres,
/// where its interpolation has kinks; pieces are joined as long as `options` allow, and split where one is
/// too long. Pinned by tests/forward/beam_path_test.cc.
std::vector<PathInterval> beam_path(const CrystalField& field, const Overburden& overburden,
                                    const Eigen::Vector2d& entry_m, const PathOptions& options);

}  // namespace lauelith::forward
