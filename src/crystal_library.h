// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/crystal.h"

namespace lauelith {

/// Names of the built-in crystals (src/data/crystals), in alphabetical order.
std::vector<std::string> crystal_names();

/// A built-in crystal by name (any case), or one read from a CIF file if the text names a file.
/// Throws UsageError with the known names when it is neither, InputError for a CIF that cannot be used.
Crystal find_crystal(const std::string& name_or_cif);

/// Reads the first structure of a CIF (through gemmi): cell, operators, sites, occupancies, B or U. The
/// operators win over the name; a contradiction, no symmetry at all, an angle outside 10–170°, an occupancy
/// sum above 1.01 or a negative B is an InputError. `file` is used in messages.
Crystal crystal_from_cif(const std::string& text, const std::string& file);

/// Reads one of the TOML files of src/data/crystals. `file` is used in messages.
Crystal crystal_from_toml(std::string_view text, const std::string& file);

}  // namespace lauelith
