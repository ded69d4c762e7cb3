// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "models/grain_boundaries.h"
#include "models/matern_field.h"
#include "src/grain.h"
#include "src/parameter.h"

namespace lauelith::models {

/// Stress-free strain as tensor components (xx, yy, zz, yz, xz, xy; sample frame), expansion positive. Stress
/// follows from ε − ε*, whatever ε* does to the lattice.

/// A surface that was machined or has met moisture.
struct TreatedSurface {
  Eigen::Vector3d point = Eigen::Vector3d::Zero();    ///< on it, m
  Eigen::Vector3d inward = Eigen::Vector3d::UnitY();  ///< unit normal into the electrolyte

  double depth_of(const Eigen::Vector3d& x) const { return (x - point).dot(inward); }
};
/// The electrode face (Y = 0); in three dimensions also the scanned face (Z = 0).
std::vector<TreatedSurface> treated_surfaces(const DomainBox& domain, int dimension);

/// Machining layer: + strain · exp(−s/depth)(I − n⊗n); plastic, so the lattice keeps its spacing. Positive
/// values press the layer together. Layers of several surfaces add.
struct MachiningLayer {
  double strain = 5e-4;
  double depth = 20e-6;  ///< m
};
Vector6d machining_eigenstrain(const MachiningLayer& layer, const TreatedSurface& surface,
                               const Eigen::Vector3d& point);

/// H⁺/Li⁺ exchange: + strain · exp(−s/depth) I; a change of composition, so the lattice grows with it. Where
/// two surfaces meet the exchanged share saturates: 1 − Π(1 − e_k).
struct ExchangeLayer {
  double strain = 0.0;
  double depth = 1e-6;  ///< m
};
Vector6d exchange_eigenstrain(const ExchangeLayer& layer, const std::vector<TreatedSurface>& surfaces,
                              const Eigen::Vector3d& point);

/// Mismatch of a grain: six independent Mandel components of the given standard deviation, so that no frame
/// is preferred. The same for a grain number and seed whatever the number of grains.
Vector6d grain_mismatch(double sd, unsigned seed, int grain);

/// Thermal strain α ΔT I, and Vegard's Ω_c Δc/3 I.
Vector6d thermal_eigenstrain(double expansion_1_K, double temperature_difference_K);
Vector6d composition_eigenstrain(double partial_volume_m3_mol, double concentration_difference_mol_m3);

/// An opening h n of a flat piece, smeared over a band of width w about it: (h/w) n⊗n where the distance to
/// its plane is at most w/2 and the foot of the point lies in the piece; zero elsewhere. It is exact outside
/// the band, does not change the lattice, and its integral over the band is h n⊗n per length (area).
Vector6d band_eigenstrain(const BoundaryPiece& piece, double opening, double width,
                          const Eigen::Vector3d& point, int dimension);

/// One source of stress-free strain, as a solver sees it.
struct EigenstrainMode {
  std::string name;
  bool changes_lattice = false;
  std::function<Vector6d(const Eigen::Vector3d& point, int grain)> at;  ///< grain −1: zero
};

/// [residual]: what Scan 0 shows before any current.
struct ResidualOptions {
  double layer_strain = 5e-4;
  double layer_depth_um = 20.0;
  double exchange_strain = 0.0;
  double exchange_depth_um = 1.0;
  double grain_strain_sd = 1e-4;
  bool grain_strain_in_lattice = false;
  double field_strain_sd = 1e-4;
  double field_length_um = 20.0;
  int field_waves = 512;
  double second_phase_expansion_1_K = 13e-6;
  double expansion_1_K = 13e-6;
  double cooling_K = 0.0;
  int seed = 1;
};
void describe(ParameterVisitor& visit, ResidualOptions& options);

/// The residual modes that are switched on (amplitude not zero): machining, exchange, grains, field, thermal.
/// Thermal strain acts in grains that are not electrolyte, against the electrolyte's own expansion. The modes
/// hold what they need by value.
/// Pinned by Eigenstrain.* (tests/models/eigenstrain_test.cc).
std::vector<EigenstrainMode> residual_modes(const ResidualOptions& options,
                                            const Microstructure& microstructure);

/// Sum of all modes at a point, and of those that do not change the lattice.
struct TotalEigenstrain {
  Vector6d all = Vector6d::Zero();
  Vector6d not_in_lattice = Vector6d::Zero();
};
TotalEigenstrain total_eigenstrain(const std::vector<EigenstrainMode>& modes, const Eigen::Vector3d& point,
                                   int grain);

}  // namespace lauelith::models
