// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/eigenstrain.h"
#include "solvers/plating_run.h"
#include "src/field_file.h"
#include "src/influence_basis.h"
#include "src/number_table.h"
#include "src/picture.h"

namespace lauelith::solvers {

/// What fields are made from: the basis, the amplitudes of its sources before any current, and the laws.
struct PlatingView {
  const PlatingSystem& system;
  const InfluenceBasis& basis;
  Eigen::VectorXd scan0;  ///< amplitudes
  std::vector<models::EigenstrainMode> residual;
  double bulk_modulus_Pa = 0.0;
};

/// Amplitudes of all sources of the basis at a moment.
Eigen::VectorXd amplitudes_at(const PlatingView& view, const PlatingMoment& moment);

/// A moment per scan of the protocol, "Scan 0", "Scan 1", …: H of the lattice, and by name
/// pressure_Pa (−K tr of the elastic strain: exact for cubic grains of any orientation), deposit_thickness_nm
/// (lithium of flaws and boundaries in the voxels they cross), potential_ionic_V, potential_electronic_V,
/// supersaturation_V. With `is_time_resolved` H and thickness of a row of voxels are those of the time when
/// the beam passes it, rows in the order of Y over the duration of the scan; the rest is the snapshot's.
std::vector<FieldMoment> scan_moments(const PlatingView& view, const models::Protocol& protocol,
                                      const std::vector<PlatingMoment>& moments, bool is_time_resolved);

/// Pressure of sym H less the lattice changes of residual modes, voxel by voxel.
std::vector<float> voxel_pressure(const PlatingView& view, const std::vector<float>& H);

/// The columns of statistics.csv, and the voltage against time as a picture.
NumberTable statistics_table(const PlatingSystem& system, const std::vector<PlatingRow>& rows);
Picture voltage_picture(const std::vector<PlatingRow>& rows);

}  // namespace lauelith::solvers
