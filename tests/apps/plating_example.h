// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace lauelith {

/// A cell that is cycled within a second or two; ends inside of [numerics].
inline constexpr const char* small_plating_study = R"([cell]
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
[fracture]
path_um = 5.0
[protocol]
block_current_uA_cm2 = [10.0, 1000.0]
block_half_cycle_min = [20.0, 10.0]
block_half_cycles = [2.0, 3.0]
scan_state = "rest rest cycling"
[numerics]
voxel_um = 4.0
cell_far_um = 20.0
degree = 1
)";

/// The digest of `lauelith info --digest`.
inline std::string first_word(const std::string& text) { return text.substr(0, text.find(' ')); }

}  // namespace lauelith
