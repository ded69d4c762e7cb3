// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/power_cells.h"

namespace lauelith::models {

/// Wanted grain sizes: equivalent diameters (of a disc of the same area in 2-D, a sphere of the same volume
/// in 3-D) are log-normal with this mean and this standard deviation of the logarithm.
struct SizeDistribution {
  double mean_diameter = 130e-6;  ///< m
  double log_sd = 0.35;
};

/// Areas or volumes of the grains that fill a domain: drawn until they do, then scaled to fill it exactly.
/// More than 200,000 grains are refused (LimitError).
std::vector<double> draw_grain_measures(const SizeDistribution& sizes, const DomainBox& domain, int dimension,
                                        unsigned seed);

/// Sites of a power tessellation whose cells have the given areas or volumes, each within the relative
/// tolerance: damped Newton on the concave dual of semi-discrete optimal transport,
///   ∂V_i/∂w_j = −A_ij/(2 |s_i − s_j|),
/// with Lloyd steps (sites to centroids) in between, which make the grains compact.
///   J. Kitagawa, Q. Mérigot, B. Thibert, J. Eur. Math. Soc. 21 (2019) 2603 (damping, convergence);
///   D. P. Bourne et al., Phil. Mag. 100 (2020) 2677 (use for grains).
/// Pinned by LaguerrePacking.CellsHaveTheirSizes.
struct PackingOptions {
  int n_lloyd = 5;
  double tolerance = 1e-6;
};
std::vector<PowerSite> pack_cells(const std::vector<double>& measures, const DomainBox& domain, int dimension,
                                  unsigned seed, const PackingOptions& options = {});

}  // namespace lauelith::models
