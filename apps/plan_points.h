// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "apps/study_tables.h"
#include "inverse/expected_errors.h"
#include "src/field_file.h"

namespace lauelith {

/// A point of the planned scan.
struct PlanPoint {
  Eigen::Vector2d place_um = Eigen::Vector2d::Zero();
  std::size_t voxel = FieldGrid::no_voxel;  ///< of the microstructure
  int grain = -1;
};

/// The points of [scan] with the given step over the same area, in the order of the frames.
std::vector<PlanPoint> plan_points(const forward::ScanOptions& scan, const FieldFrame& frame, double step_um);

/// What every grain of the microstructure would be measured with, by the number of its orientation; grains
/// that the scan does not meet, and those with too few spots, have none. The pattern of a grain does not
/// depend on where in it the beam falls: one frame stands for all of them.
std::vector<std::optional<inverse::ExpectedErrors>> plan_errors(const StudyTables& tables,
                                                                const FieldFrame& frame, double exposure_s);

}  // namespace lauelith
