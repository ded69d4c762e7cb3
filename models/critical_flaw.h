// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace lauelith::models {

/// The lithium-filled edge flaw of depth a that a current i can just open: the overpotential that drives
/// lithium in equals what the pressure at the tip needs,
///   i (R_ct + a/σ_i) = (V_Li/F) (K_Ic/(Y √(π a)) + P_n)
/// K_Ic toughness, Y = 1.12, R_ct charge-transfer resistance (Ω m²), a/σ_i an upper bound of the ohmic head
/// at the tip, V_Li molar volume of lithium, P_n pressure on the flaw's faces (compression closes it). The
/// left side grows with a and the right one falls: one solution, deeper flaws open. Source: the closed forms
/// of linear fracture mechanics and E = p V/F; pseudo-static, no focusing. Pinned by CriticalFlaw.*.
struct CriticalFlaw {
  double toughness_Pa_sqrt_m = 1e6;
  double shape = 1.12;
  double transfer_resistance_ohm_m2 = 1e-3;
  double lithium_volume_m3_mol = 13e-6;

  double pressure_Pa(double depth_m) const;  ///< K_Ic/(Y √(π a))
  /// i for a given depth, A/m².
  double current_A_m2(double depth_m, double conductivity_S_m, double closing_Pa) const;
  /// a for a given current, m; between 1 nm and 1 m (the ends stand for beyond).
  double depth_m(double current_A_m2, double conductivity_S_m, double closing_Pa) const;
  /// d ln a/d ln σ_i and d ln a/d P_n (1/Pa) at that depth.
  struct Slopes {
    double conductivity = 0.0;
    double closing_1_Pa = 0.0;
  };
  Slopes slopes(double depth_m, double current_A_m2, double conductivity_S_m) const;
};

}  // namespace lauelith::models
