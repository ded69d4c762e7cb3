// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/maps_file.h"

namespace lauelith {

/// Version, command and study that a maps file carries.
std::string provenance_text_of_maps(const std::string& path);

/// What the numbers of a maps file refer to, in sentences.
std::string setting_text_of_maps(const Maps& maps);

}  // namespace lauelith
