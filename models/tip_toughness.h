// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/parameter.h"

namespace lauelith::models {

/// [fracture]: what it takes to lengthen a flaw. `enabled`, `model` and `length_um` belong to the phase
/// field; growth along the prescribed path of a flaw needs none of them.
struct FractureOptions {
  bool enabled = false;
  std::string model = "AT2";
  double length_um = 2.0;
  double toughness_MPa_sqrt_m = 1.0;
  double boundary_energy_ratio = 0.4;
  double toughness_floor_ratio = 1.0;
  double toughness_current_mA_cm2 = 0.1;
  double subcritical_velocity_um_s = 0.0;
  double subcritical_exponent = 20.0;
  double path_um = 20.0;
};
void describe(ParameterVisitor& visit, FractureOptions& options);

/// Energy it takes to make new surface at the tip of a flaw that carries current:
///   G_c(i) = G_0 [r + (1 − r) exp(−i/i_c)],   G_0 = K²/E' (times a ratio along a grain boundary)
/// K toughness, Pa √m; E' plane modulus; i current density that the tip draws when
/// nothing presses on it, A/m² (only plating weakens); r floor,
/// 1 switches the weakening off. Subcritical growth v = v_0 (G/G_c)^(n/2) below G_c. The form of G_c(i) is a
/// choice of this project for the reported fall of toughness with current (physics §7, M1c). Pinned by
/// TipToughness.*.
struct TipToughness {
  double toughness_Pa_sqrt_m = 1e6;
  double boundary_energy_ratio = 0.4;
  double floor_ratio = 1.0;
  double current_A_m2 = 1.0;
  double velocity_m_s = 0.0;
  double exponent = 20.0;

  double energy_J_m2(double plane_modulus_Pa, bool along_boundary, double tip_current_A_m2) const;
  double velocity(double energy_release_J_m2, double energy_J_m2) const;
};
TipToughness tip_toughness_of(const FractureOptions& options);

}  // namespace lauelith::models
