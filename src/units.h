// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "src/constants.h"

/// Conversion at the door: multiply on the way in, divide on the way out. Inside, quantities are SI.
///
/// The one exception is the vocabulary of the crystal itself: cell edges are in Å, reciprocal vectors in 1/Å
/// (no 2π), photon energies in keV, because every table, library and user speaks them; such names carry the
/// unit (`energy_keV`, `B_1_A`). Pixel coordinates are in pixels (`x_px`).
namespace lauelith::units {

inline constexpr double m = 1.0;
inline constexpr double mm = 1e-3;
inline constexpr double um = 1e-6;
inline constexpr double nm = 1e-9;
inline constexpr double A = 1e-10;
inline constexpr double deg = constants::pi / 180.0;  // to radian
inline constexpr double mrad = 1e-3;
inline constexpr double eV_in_keV = 1e-3;
inline constexpr double per_cm = 100.0;
inline constexpr double per_mm = 1e3;
inline constexpr double MPa = 1e6;
inline constexpr double GPa = 1e9;

}  // namespace lauelith::units
