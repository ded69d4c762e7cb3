// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "src/influence_basis.h"

namespace lauelith::models {

/// What a cell under current offers to lithium inside the electrolyte; SI. Pseudo-static: the half-cycle is
/// long against the minutes in which pressure and overpotential come to balance.
struct LoadConditions {
  double current_A_m2 = 0.0;                 ///< mean over the electrode
  double focusing = 1.0;                     ///< local over mean current: 1/contact fraction
  double transfer_resistance_ohm_m2 = 1e-3;  ///< R_ct + R_f of the plating interface
  double conductivity_ionic_S_m = 0.04;
  double conductivity_electronic_S_m = 1e-7;
  double cell_thickness_m = 1.11e-3;
  double boundary_area_ratio = 17.0;  ///< area of grain boundaries per electrode area, 2L/D
  double charging_s = 1800.0;         ///< of one direction
  double lithium_volume_m3_mol = 13e-6;
  double plane_modulus_Pa = 164e9;  ///< E/(1 − ν²)
  double toughness_Pa_sqrt_m = 1e6;
  bool electrons_from_plating_side = false;  ///< boundary electrons are those of that electrode ("pinned")
};

/// Pressure of lithium in an edge flaw of depth a, p = F i (R_ct + a/σ_i)/V_Li, at most what makes it grow,
/// K_Ic/(1.12 √(π a)): a flaw beyond that is longer than it was, and its walls carry no more. The ohmic term
/// is an upper bound (the whole head between mouth and tip). Pinned by ExpectedLoads.*.
double flaw_pressure_Pa(const LoadConditions& conditions, double depth_m);
/// Whether the current makes the flaw grow.
bool flaw_grows(const LoadConditions& conditions, double depth_m);

/// Chemical potential of lithium (V, positive plates) at a distance Y from the plating interface: i R_ct
/// (1 − 2Y/L) in a uniform mixed conductor, i (R_ct + Y/σ_i) where the boundaries' electrons are those of the
/// plating electrode.
double supersaturation_V(const LoadConditions& conditions, double y_m);

/// Mean opening of a boundary patch of half-length a_p at Y: the smaller of what balances the
/// supersaturation, π a_p F U/(V_Li E'), and of what the leak current brings in the charging time, V_Li/F ·
/// σ_e V/L · t over the boundary area, V = i (2 R_ct + L/σ_i). No opening where U < 0.
double boundary_opening_m(const LoadConditions& conditions, double y_m, double patch_half_length_m);

/// Amplitudes of all sources when every flaw is under its own pressure (per group of the basis, Pa): openings
/// h with A h = p on the pieces of the flaw, each flaw by itself.
Eigen::VectorXd amplitudes_of_flaws(const InfluenceBasis& basis, const LoadConditions& conditions);
/// The same for deposits in the boundaries: patches of the given half-length, evenly spaced along every
/// boundary (a deposit of even thickness all along a flat boundary strains nothing), each as open as
/// `boundary_opening_m`.
struct DepositPatches {
  double half_length_m = 10e-6;
  double spacing_m = 50e-6;  ///< from middle to middle
};
Eigen::VectorXd amplitudes_of_boundaries(const InfluenceBasis& basis, const LoadConditions& conditions,
                                         const DepositPatches& patches);

}  // namespace lauelith::models
