// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Units of electrochemists, to SI: multiply on the way in, divide on the way out.
namespace lauelith::units {

inline constexpr double cm2 = 1e-4;         // also Ω cm² to Ω m²
inline constexpr double cm3 = 1e-6;         // also cm³/mol to m³/mol
inline constexpr double uA_per_cm2 = 1e-2;  // to A/m²
inline constexpr double mA_per_cm2 = 10.0;
inline constexpr double S_per_cm = 100.0;
inline constexpr double mS_per_cm = 0.1;
inline constexpr double mV = 1e-3;
inline constexpr double um_per_s = 1e-6;
inline constexpr double minute = 60.0;
inline constexpr double hour = 3600.0;

}  // namespace lauelith::units
