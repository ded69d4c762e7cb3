// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lauelith {

/// A cell that is solved in a blink; its last table is [numerics].
inline const char* const small_study = R"([cell]
thickness_mm = 0.12
width_um = 120.0
window_um = [60.0, 60.0]
[grains]
size_um = 40.0
boundary_piece_um = 20.0
[residual]
field_waves = 32
[flaws]
place_um = [50.0]
place_depth_um = [8.0]
place_angle_deg = [5.0]
[numerics]
voxel_um = 4.0
cell_far_um = 20.0
degree = 1
)";

}  // namespace lauelith
