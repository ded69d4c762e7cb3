// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Physical constants, SI, CODATA 2018 (Tiesinga et al., Rev. Mod. Phys. 93 (2021) 025010). The only place
/// in the repository where they are written; a test looks for strays.
namespace lauelith::constants {

inline constexpr double pi = 3.14159265358979323846;
inline constexpr double speed_of_light_m_s = 299792458.0;       // exact
inline constexpr double planck_J_s = 6.62607015e-34;            // exact
inline constexpr double elementary_charge_C = 1.602176634e-19;  // exact
inline constexpr double boltzmann_J_K = 1.380649e-23;           // exact
inline constexpr double avogadro_1_mol = 6.02214076e23;         // exact
inline constexpr double faraday_C_mol = elementary_charge_C * avogadro_1_mol;
inline constexpr double gas_J_mol_K = boltzmann_J_K * avogadro_1_mol;
inline constexpr double classical_electron_radius_m = 2.8179403262e-15;

/// h·c in the units of a Laue camera: photon energy (keV) = hc_keV_A / wavelength (Å).
inline constexpr double hc_keV_A = planck_J_s * speed_of_light_m_s / elementary_charge_C * 1e7;
/// What LaueTools uses for the same product; only for comparisons with its numbers.
inline constexpr double hc_lauetools_keV_A = 12.398;

}  // namespace lauelith::constants
