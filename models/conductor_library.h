// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "models/material_library.h"

namespace lauelith::models {

/// Ionic conductors of models/data/conductor_*.toml, in alphabetical order. Each has
/// activation_volume_cm3_mol, activation_energy_eV, conductivity_mS_cm (298.15 K, no pressure) and
/// bulk_modulus_GPa, with reference, status and range per value. Most are *unverified*.
std::vector<std::string> conductor_names();

/// By name in any case, or a TOML file of the same layout; UsageError with what is near, InputError for a
/// file that lacks one of the four.
Material find_conductor(const std::string& name_or_file);

}  // namespace lauelith::models
