// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "solvers/cell_study.h"

namespace lauelith::verification {

/// A cell that is solved in a second: few grains, two flaws, one boundary network.
inline solvers::CellStudy small_cell() {
  solvers::CellStudy study;
  study.model.level = "L1";
  study.cell.thickness_mm = 0.12;
  study.cell.width_um = 120.0;
  study.cell.window_um = {60.0, 60.0};
  study.grains.size_um = 40.0;
  study.grains.boundary_piece_um = 20.0;
  study.residual.field_waves = 32;
  study.flaws.place_um = {50.0, 70.0};
  study.flaws.place_depth_um = {6.0, 9.0};
  study.flaws.place_angle_deg = {0.0, 12.0};
  study.numerics.voxel_um = 4.0;
  study.numerics.cell_far_um = 20.0;
  return study;
}

}  // namespace lauelith::verification
