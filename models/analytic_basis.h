// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "models/grain_boundaries.h"
#include "src/influence_basis.h"

namespace lauelith::models {

/// Influence fields where there is no finite-element model: closed forms in an infinite isotropic body, plane
/// strain, on the points of a map.
///   crack     unit pressure (Pa) in a straight crack that starts at the interface: the half of a central
///   crack
///             that lies in the electrolyte, at candidate places, depths and angles
///   boundary  unit opening (m) of a piece of grain boundary
/// Fields are averaged over a pixel near their singular points. The matrix of pressures is left empty.
/// Pinned by: AnalyticBasis.* (tests/models/analytic_basis_test.cc).
struct AnalyticBasisOptions {
  Eigen::Vector2d interface_um = Eigen::Vector2d::Zero();
  Eigen::Vector2d interface_normal = Eigen::Vector2d::UnitY();  ///< into the electrolyte
  double crack_spacing_um = 12.0;
  std::vector<double> crack_depths_um{6.0, 15.0, 35.0};
  std::vector<double> crack_angles_deg{-35.0, 0.0, 35.0};  ///< from the normal
  double young = 150e9;  ///< Pa; only ratios matter to evidence, the values to amplitudes
  double poisson = 0.26;
  int n_threads = 0;
};

InfluenceBasis analytic_basis(const FieldGrid& grid, const BoundaryNetwork* boundaries,
                              const AnalyticBasisOptions& options);

}  // namespace lauelith::models
