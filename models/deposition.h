// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/grain_boundaries.h"
#include "src/parameter.h"

namespace lauelith::models {

/// [deposition]: lithium inside the electrolyte, on grain boundaries.
struct DepositionOptions {
  double exchange_current_ratio = 0.0;
  double nucleation_mV = 2.0;
  double nucleation_sd_mV = 1.0;
  double site_density_per_mm = 20.0;
  double patch_um = 10.0;
  double electron_availability = 1.0;
  double dissolution_efficiency = 0.2;
  double free_thickness_nm = 0.0;
  double surface_bleed_um = 5.0;
  double percolation_thickness_nm = 5.0;
  int seed = 1;
};
void describe(ParameterVisitor& visit, DepositionOptions& options);

/// Li⁺ + e⁻ → Li on a grain boundary:
///   F r_s = i_0 c_e [exp(α f U_d) − exp(−(1 − α) f U_d)],   U_d = U − V p/F − η_nuc (1 − N)
/// U = φ_i − φ_e supersaturation, V; p = −n·σ·n pressure on the boundary; η_nuc nucleation barrier, N whether
/// the site has nucleated (before that nothing can dissolve); c_e availability of electrons; the backward
/// rate counts ξ times (dissolution efficiency). Deposition stops at V p/F = U. f = F/(R T). The electron
/// availability as in public inputs for pores of mixed conductors; ξ and η_nuc are choices of this project
/// (physics §4.5). Pinned by Deposition.*.
struct InternalDeposition {
  double exchange_current_A_m2 = 0.0;  ///< i_0 c_e
  double temperature_K = 298.15;
  double alpha = 0.5;
  double volume_m3_mol = 13e-6;
  double dissolution_efficiency = 0.2;

  struct Rate {
    double current_A_m2 = 0.0;  ///< F r_s
    double by_supersaturation_S_m2 = 0.0;
    double by_pressure_A_m2_Pa = 0.0;
  };
  Rate rate(double supersaturation_V, double pressure_Pa, double barrier_V, bool has_nucleated) const;
};
InternalDeposition internal_deposition_of(const DepositionOptions& options,
                                          double interface_exchange_current_A_m2, double temperature_K,
                                          double alpha, double volume_m3_mol);

/// One place of deposition: what distinguishes it from others.
struct DepositionSite {
  bool is_wetted = false;  ///< nucleated from the start
  double barrier_V = 0.0;  ///< η_nuc
  double drained = 1.0;    ///< share of the opening that stays: 1 − exp(−depth/bleed) in a slab, 1 in 2-D
};
/// A site per piece of boundary. Wetted patches of half-length patch_um lie at random along the boundaries,
/// site_density_per_mm of them; other pieces draw their barrier (normal, cut at 0).
std::vector<DepositionSite> deposition_sites(const DepositionOptions& options,
                                             const std::vector<BoundaryPiece>& pieces, int dimension,
                                             double face_z_m);

}  // namespace lauelith::models
