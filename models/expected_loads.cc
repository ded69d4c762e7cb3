// SPDX-License-Identifier: BSD-3-Clause
#include "models/expected_loads.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>

#include "models/analytic_cracks.h"
#include "src/constants.h"

namespace lauelith::models {
namespace {

double local_current(const LoadConditions& conditions) {
  return conditions.focusing * conditions.current_A_m2;
}

double flaw_overpotential_V(const LoadConditions& conditions, double depth_m) {
  return local_current(conditions) *
         (conditions.transfer_resistance_ohm_m2 + depth_m / conditions.conductivity_ionic_S_m);
}

/// Pieces of one flaw, by their number among the openings.
std::map<int, std::vector<std::size_t>> pieces_by_flaw(const InfluenceBasis& basis,
                                                       const std::vector<std::size_t>& openings) {
  std::map<int, std::vector<std::size_t>> flaws;
  for (std::size_t row = 0; row < openings.size(); ++row) {
    const BasisSource& source = basis.sources[openings[row]];
    if (source.kind == "flaw") flaws[source.group].push_back(row);
  }
  return flaws;
}

/// Length of a flaw as far as its pieces tell it.
double length_of(const InfluenceBasis& basis, const std::vector<std::size_t>& openings,
                 const std::vector<std::size_t>& pieces) {
  double length = 0.0;
  for (const std::size_t row : pieces) length += basis.sources[openings[row]].measure;
  return length;
}

}  // namespace

double flaw_pressure_Pa(const LoadConditions& conditions, double depth_m) {
  const double offered =
      lithium_pressure(flaw_overpotential_V(conditions, depth_m), conditions.lithium_volume_m3_mol);
  return std::min(offered, edge_crack_pressure(conditions.toughness_Pa_sqrt_m, depth_m));
}

bool flaw_grows(const LoadConditions& conditions, double depth_m) {
  return lithium_pressure(flaw_overpotential_V(conditions, depth_m), conditions.lithium_volume_m3_mol) >
         edge_crack_pressure(conditions.toughness_Pa_sqrt_m, depth_m);
}

double supersaturation_V(const LoadConditions& conditions, double y_m) {
  const double R = conditions.transfer_resistance_ohm_m2;
  if (conditions.electrons_from_plating_side)
    return conditions.current_A_m2 * (R + y_m / conditions.conductivity_ionic_S_m);
  return conditions.current_A_m2 * R * (1.0 - 2.0 * y_m / conditions.cell_thickness_m);
}

double boundary_opening_m(const LoadConditions& conditions, double y_m, double patch_half_length_m) {
  const double U = std::max(0.0, supersaturation_V(conditions, y_m));
  const double p = lithium_pressure(U, conditions.lithium_volume_m3_mol);
  const double balanced = patch_mean_opening(p, patch_half_length_m, conditions.plane_modulus_Pa);
  const double voltage =
      conditions.current_A_m2 * (2.0 * conditions.transfer_resistance_ohm_m2 +
                                 conditions.cell_thickness_m / conditions.conductivity_ionic_S_m);
  const double leak_A_m2 = conditions.conductivity_electronic_S_m * voltage / conditions.cell_thickness_m;
  const double brought = conditions.lithium_volume_m3_mol / constants::faraday_C_mol * leak_A_m2 *
                         conditions.charging_s / conditions.boundary_area_ratio;
  return std::min(balanced, U > 0.0 ? brought : 0.0);
}

Eigen::VectorXd amplitudes_of_flaws(const InfluenceBasis& basis, const LoadConditions& conditions) {
  Eigen::VectorXd amplitudes = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(basis.sources.size()));
  const auto openings = basis.openings();
  for (const auto& [flaw, pieces] : pieces_by_flaw(basis, openings)) {
    const auto n = static_cast<Eigen::Index>(pieces.size());
    Eigen::MatrixXd A(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
      const auto row = static_cast<Eigen::Index>(pieces[static_cast<std::size_t>(i)]);
      for (Eigen::Index j = 0; j < n; ++j)
        A(i, j) =
            basis.pressure(row, static_cast<Eigen::Index>(openings[pieces[static_cast<std::size_t>(j)]]));
    }
    const double p = flaw_pressure_Pa(conditions, length_of(basis, openings, pieces));
    const Eigen::VectorXd h = A.partialPivLu().solve(Eigen::VectorXd::Constant(n, p));
    for (Eigen::Index i = 0; i < n; ++i)
      amplitudes[static_cast<Eigen::Index>(openings[pieces[static_cast<std::size_t>(i)]])] = h[i];
  }
  return amplitudes;
}

Eigen::VectorXd amplitudes_of_boundaries(const InfluenceBasis& basis, const LoadConditions& conditions,
                                         const DepositPatches& patches) {
  Eigen::VectorXd amplitudes = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(basis.sources.size()));
  std::map<int, double> length_so_far;
  for (std::size_t j = 0; j < basis.sources.size(); ++j) {
    const BasisSource& source = basis.sources[j];
    if (source.kind != "boundary") continue;
    double& before = length_so_far[source.group];
    const double middle = before + 0.5 * source.measure;
    before += source.measure;
    if (std::fmod(middle, patches.spacing_m) >= 2.0 * patches.half_length_m) continue;
    amplitudes[static_cast<Eigen::Index>(j)] =
        boundary_opening_m(conditions, source.centre_m.y(), patches.half_length_m);
  }
  return amplitudes;
}

}  // namespace lauelith::models
