// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/domain_box.h"
#include "src/parameter.h"

namespace lauelith::models {

/// [cell]: the cell and the piece of it that is computed.
struct CellOptions {
  std::string type = "symmetric";
  double thickness_mm = 1.11;
  double relative_density = 0.90;
  double width_um = 400.0;
  std::vector<double> window_um = {260.0, 260.0};
  double stack_pressure_MPa = 0.3;
  double temperature_K = 298.15;
  double lithium_thickness_um = 50.0;
  double counter_potential_V = 4.0;
};
void describe(ParameterVisitor& visit, CellOptions& options);

/// [model]: how much physics, in how many dimensions.
struct ModelOptions {
  std::string level = "L2";
  std::string dimension = "2.5d";
  std::string plane_mode = "generalised_plane_strain";
  double slab_depth_um = 80.0;

  int space_dimension() const { return dimension == "3d" ? 3 : 2; }
};
void describe(ParameterVisitor& visit, ModelOptions& options);

/// X ∈ [0, width], Y ∈ [0, thickness], Z ∈ [−slab depth, 0] (2-D: Z = 0).
DomainBox domain_of(const CellOptions& cell, const ModelOptions& model);
/// The scanned window: centred in X, from Y = 0, over the depth of the domain.
DomainBox window_of(const CellOptions& cell, const ModelOptions& model);

/// Throws UsageErrors naming key, value and what is allowed: the window must fit into the cell.
void require_valid(const CellOptions& cell);

}  // namespace lauelith::models
