// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <vector>

#include "models/conduction_bounds.h"
#include "models/pressure_conductivity.h"
#include "models/stress_map.h"
#include "solvers/conduction.h"

namespace lauelith::solvers {

/// Under which conditions the polycrystal conducts.
struct ConductionSetting {
  double temperature_K = 298.15;
  double added_pressure_Pa = 0.0;           ///< hydrostatic, on top of the map's own
  double boundary_resistance_ohm_m2 = 0.0;  ///< of the faces between grains
};

/// One direction of an effective conductivity.
struct EffectiveDirection {
  double conductivity_S_m = 0.0;
  models::PressureConductivity::Slopes slopes;  ///< of ln σ_eff; pressure: by the added one
  double focusing_largest = 0.0;                ///< largest current density over its mean
  double focusing_99 = 0.0;                     ///< 99th percentile over the mean
  std::vector<double> unknowns;
};

/// Conductivity tensor of every cell: law at the cell's pressure, anisotropy of its deviator, and the
/// resistance of its faces to other grains in series, half of it on either side:
///   ρ = σ⁻¹ + Σ_k n_k (R/2)/h_k e_k e_k,   n_k faces of the cell along axis k that are boundaries.
/// Exact for boundaries along the axes (brick layer: 1/σ_eff = 1/σ + R/D); on an inclined one the staircase
/// of voxels has up to √2 times the area. UsageError if the deviator takes a principal conductivity below
/// zero.
class PolycrystalConduction {
 public:
  PolycrystalConduction(models::StressMap stress, ConductionProblem::Outside outside);

  EffectiveDirection effective(const models::PressureConductivity& law, const ConductionSetting& setting,
                               int direction, const std::vector<double>& start = {}) const;
  /// The same with the potential that `solver` finds.
  EffectiveDirection effective_by(const Conduction& solver, const models::PressureConductivity& law,
                                  const ConductionSetting& setting, int direction,
                                  const std::vector<double>& start = {}) const;
  /// Law at the voxels alone (S/m; 0 in a pore), without boundaries: what the bounds are taken from.
  std::vector<double> local(const models::PressureConductivity& law, const ConductionSetting& setting) const;
  models::ConductionBounds bounds(const models::PressureConductivity& law,
                                  const ConductionSetting& setting) const;

  const models::StressMap& stress() const { return stress_; }
  const Conduction& conduction() const { return *conduction_; }
  std::size_t n_unknowns() const { return conduction_->n_unknowns(); }

 private:
  struct CellLaw {
    std::vector<Eigen::Matrix3d> conductivity_S_m;
    std::vector<Eigen::Matrix3d> by_log_sigma;  ///< its derivative by the ln σ_i of the cell
  };
  CellLaw cell_law(const models::PressureConductivity& law, const ConductionSetting& setting) const;
  std::array<int, 3> boundary_faces(std::size_t voxel) const;

  models::StressMap stress_;
  ConductionProblem::Outside outside_;
  std::vector<std::array<int, 3>> faces_;  ///< boundaries of every voxel by axis
  std::unique_ptr<Conduction> conduction_;
};

}  // namespace lauelith::solvers
