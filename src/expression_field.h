// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/crystal_field.h"
#include "src/parameter.h"

namespace lauelith {

/// The table [field] of a study: a crystal field written down as formulas of x_um, y_um, z_um (cell frame),
/// evaluated at voxel centres. Syntax of muparser: + - * / ^, sin, cos, exp, sqrt, abs, a ? b : c, && || < >.
struct ExpressionFieldOptions {
  std::vector<double> origin_um = {0.0, 0.0, 0.0};    ///< lowest corner
  std::vector<double> size_um = {400.0, 400.0, 0.0};  ///< z: depth below the face, 0: constant along Z
  std::vector<double> spacing_um = {4.0, 4.0, 4.0};
  std::string phase = "1";          ///< 0 empty, 1 electrolyte, 2 lithium
  std::string grain = "0";          ///< row of the orientations
  std::vector<double> orientation;  ///< w, x, y, z per grain; empty: random, from the seed
  int n_grains = 1;                 ///< random orientations to draw
  std::string H_xx = "0", H_xy = "0", H_xz = "0";
  std::string H_yx = "0", H_yy = "0", H_yz = "0";
  std::string H_zx = "0", H_zy = "0", H_zz = "0";
  std::string mosaic_mrad = "0";
};
void describe(ParameterVisitor& visit, ExpressionFieldOptions& options);

/// UsageError that names the key for a formula that cannot be read or gives no number.
CrystalField evaluated_field(const ExpressionFieldOptions& options, std::uint32_t seed);

}  // namespace lauelith
