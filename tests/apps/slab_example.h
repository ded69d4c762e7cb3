// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lauelith {

/// A slab of three grains with two half pennies and deposits, cycled within two seconds; ends inside of
/// [numerics].
inline const char* const small_slab_study = R"([model]
dimension = "3d"
slab_depth_um = 30.0
[fracture]
path_um = 2.5
toughness_MPa_sqrt_m = 0.1
[deposition]
exchange_current_ratio = 1e-4
[electro]
conductivity_electronic_S_cm = 1e-7
boundary_conductivity_ratio = 1e4
[protocol]
block_current_uA_cm2 = [10.0, 1000.0]
block_half_cycle_min = [20.0, 10.0]
block_half_cycles = [2.0, 3.0]
scan_state = "rest rest cycling"
[cell]
thickness_mm = 0.06
width_um = 60.0
window_um = [30.0, 30.0]
[grains]
source = "laguerre"
size_um = 40.0
boundary_piece_um = 20.0
[residual]
field_waves = 32
[flaws]
place_um = [20.0, 40.0]
place_depth_um = [5.0, 7.5]
place_angle_deg = [0.0, 10.0]
[numerics]
degree = 1
cell_window_um = 7.5
cell_boundary_um = 7.5
cell_flaw_um = 1.875
cell_far_um = 7.5
voxel_um = 3.0
)";

}  // namespace lauelith
