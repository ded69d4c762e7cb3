// SPDX-License-Identifier: BSD-3-Clause
#include "models/deposition.h"

#include <algorithm>
#include <cmath>

#include "models/random_streams.h"
#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/random.h"
#include "src/units.h"

namespace lauelith::models {

void describe(ParameterVisitor& visit, DepositionOptions& options) {
  visit.number(
      {"exchange_current_ratio",
       "exchange current of grain boundaries over that of the interface; 0 switches internal deposition "
       "off (prior 1e-9 to 1e-2)",
       0.0, 1.0},
      options.exchange_current_ratio);
  visit.number({"nucleation_mV", "mean barrier of sites that are not wetted", 0.0, 1000.0},
               options.nucleation_mV);
  visit.number({"nucleation_sd_mV", "spread of the barriers", 0.0, 1000.0}, options.nucleation_sd_mV);
  visit.number({"site_density_per_mm", "wetted patches per length of boundary", 0.0, 1e4},
               options.site_density_per_mm);
  visit.number({"patch_um", "half-length of a wetted patch (prior 1 to 50)", 0.01, 1000.0}, options.patch_um);
  visit.number({"electron_availability", "share of states that give electrons", 0.0, 1.0},
               options.electron_availability);
  visit.number({"dissolution_efficiency", "how well deposits dissolve again; 0: a ratchet", 0.0, 1.0},
               options.dissolution_efficiency);
  visit.number(
      {"free_thickness_nm", "lithium that a boundary holds before it opens (prior 0 to 100)", 0.0, 1e5},
      options.free_thickness_nm);
  visit.number({"surface_bleed_um",
                "3d: depth below the scanned face within which deposits leak out (prior 0 to 20)", 0.0, 1e3},
               options.surface_bleed_um);
  visit.number({"percolation_thickness_nm", "deposits thicker than this are metal and conduct", 0.01, 1e4},
               options.percolation_thickness_nm);
  visit.integer({"seed", "of sites and barriers", 0, 2147483647.0}, options.seed);
}

InternalDeposition::Rate InternalDeposition::rate(double supersaturation_V, double pressure_Pa,
                                                  double barrier_V, bool has_nucleated) const {
  const double RT = constants::gas_J_mol_K * temperature_K;
  const double f = constants::faraday_C_mol / RT;
  const double per_pressure = volume_m3_mol / constants::faraday_C_mol;
  const double U = supersaturation_V - per_pressure * pressure_Pa - (has_nucleated ? 0.0 : barrier_V);
  if (U <= 0.0 && !has_nucleated) return {};
  const double forward = std::exp(std::clamp(alpha * f * U, -200.0, 200.0));
  const double backward = std::exp(std::clamp(-(1.0 - alpha) * f * U, -200.0, 200.0));
  const double i = exchange_current_A_m2 * (U < 0.0 ? dissolution_efficiency : 1.0);
  const double slope = i * f * (alpha * forward + (1.0 - alpha) * backward);
  return {i * (forward - backward), slope, -slope * per_pressure};
}

InternalDeposition internal_deposition_of(const DepositionOptions& options,
                                          double interface_exchange_current_A_m2, double temperature_K,
                                          double alpha, double volume_m3_mol) {
  return {options.exchange_current_ratio * options.electron_availability * interface_exchange_current_A_m2,
          temperature_K, alpha, volume_m3_mol, options.dissolution_efficiency};
}

std::vector<DepositionSite> deposition_sites(const DepositionOptions& options,
                                             const std::vector<BoundaryPiece>& pieces, int dimension,
                                             double face_z_m) {
  const auto seed = static_cast<unsigned>(options.seed);
  std::vector<DepositionSite> sites(pieces.size());
  std::vector<Eigen::Vector3d> centres;
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    RandomSequence random(seed, stream_of(RandomStream::deposition_site), k, 0);
    const double length = dimension == 2 ? pieces[k].measure : std::sqrt(pieces[k].measure);
    // A piece is shorter than the distance of sites in all but absurd studies: at most one starts on it.
    if (random.uniform() < options.site_density_per_mm * units::per_mm * length)
      centres.push_back(pieces[k].centre);
  }
  for (std::size_t k = 0; k < pieces.size(); ++k) {
    RandomSequence random(seed, stream_of(RandomStream::nucleation), k, 0);
    sites[k].barrier_V =
        std::max(0.0, units::mV * (options.nucleation_mV + options.nucleation_sd_mV * random.normal()));
    for (const Eigen::Vector3d& centre : centres) {
      if ((pieces[k].centre - centre).norm() <= options.patch_um * units::um * (1.0 - 1e-9))
        sites[k].is_wetted = true;
    }
    const double bleed = options.surface_bleed_um * units::um;
    if (dimension == 3 && bleed > 0.0)
      sites[k].drained = 1.0 - std::exp(-std::max(0.0, face_z_m - pieces[k].centre[2]) / bleed);
  }
  return sites;
}

}  // namespace lauelith::models
