// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

namespace lauelith::models {

/// What an effective conductivity may be at all, from the conductivities of equal volumes (0: a pore).
///   harmonic ≤ σ_eff ≤ arithmetic mean (series and parallel), any arrangement
///   with pores of fraction φ in an isotropic arrangement, Hashin–Shtrikman: σ_eff ≤ σ_max · 2(1−φ)/(2+φ) in
///   three dimensions, σ_max · (1−φ)/(1+φ) in two
/// Z. Hashin, S. Shtrikman, J. Appl. Phys. 33 (1962) 3125. Pinned by ConductionBounds.*.
struct ConductionBounds {
  double series = 0.0;  ///< 0 with pores
  double parallel = 0.0;
  double hashin_shtrikman = 0.0;  ///< of what is left by the pores; parallel without pores
  double pore_fraction = 0.0;
};
ConductionBounds conduction_bounds(const std::vector<double>& conductivities, int dimension);

/// Factor of the Hashin–Shtrikman upper bound: 0.857 in 3-D and 0.818 in 2-D at 10 % pores.
double porosity_bound(double pore_fraction, int dimension);

}  // namespace lauelith::models
