// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/cubic_elasticity.h"
#include "src/crystal_field.h"
#include "src/map_layers.h"

namespace lauelith::models {

/// Pressure and stress deviator at the voxels of a field or the points of a map: what conduction asks for.
struct StressMap {
  FieldGrid grid;
  std::vector<char> conducts;  ///< 0: pore or lithium
  std::vector<int> grain;      ///< −1: none
  std::vector<double> pressure_Pa;
  std::vector<Eigen::Matrix3d> stress_deviator_Pa;  ///< sample frame
  std::vector<Eigen::Matrix3d> R_sample_from_crystal;
  std::size_t n_unknown = 0;  ///< conducting, but without a strain: they have the mean pressure of the rest
  std::string closure;        ///< where the hydrostatic part comes from, in words

  int dimension() const { return grid.is_constant_along_z() ? 2 : 3; }
};

/// A simulated field: σ = C : sym H per grain, P = −tr σ/3; with `pressure_Pa` (the field's own scalar, may
/// be empty) P is that. H holds stress-free lattice changes too where there are any; they then pass for
/// stress.
StressMap stress_of_field(const CrystalField& field, const CubicStiffness& C,
                          const std::vector<double>& pressure_Pa);

/// How the volume part of a measured strain, which white-beam patterns do not hold, is closed.
///   traction_free  σ·e_Z = 0 at the face: tr ε = −(C : ε_dev)_ZZ/K for a cubic crystal of any orientation.
///                  Assumes the free-surface condition over the probed depth and no composition strain.
///   energy         the dataset /entry/derived/volume_strain (tr ε) that an energy scan gives
enum class HydrostaticClosure { traction_free, energy };

/// Points of a measured map; `volume_strain` per frame for the closure by energy.
StressMap stress_of_maps(const ScanLayers& scan, const CubicStiffness& C, HydrostaticClosure closure,
                         const std::vector<double>& volume_strain);

/// tr ε of the traction-free closure. Pinned by StressMap.TractionFreeClosure.
double traction_free_trace(const CubicStiffness& C, const Eigen::Matrix3d& R_sample_from_crystal,
                           const Eigen::Matrix3d& strain_deviator);

}  // namespace lauelith::models
