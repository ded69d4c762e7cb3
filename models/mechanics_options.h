// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/material_library.h"
#include "src/parameter.h"

namespace lauelith::models {

/// [mechanics]: the elastic constants of the grains.
struct MechanicsOptions {
  std::string material = "LLZTO";
  double stiffness_scale = 0.96;
  std::vector<double> stiffness_GPa;
};
void describe(ParameterVisitor& visit, MechanicsOptions& options);

/// C11, C12, C44 (Pa) as used: those given, else those of the material times the scale. Refused (UsageError)
/// if not positive definite.
CubicStiffness stiffness_of(const MechanicsOptions& options);

/// Properties behind the options that are unverified, for `check` to warn of.
std::vector<MaterialProperty> unverified_properties(const MechanicsOptions& options);

}  // namespace lauelith::models
