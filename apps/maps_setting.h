// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "forward/spot_prediction.h"
#include "src/maps_file.h"

namespace lauelith {

/// Maps that a run goes on from must be of the same crystal, tilt of the sample and detector (corners of the
/// panel within a pixel): InputError with both otherwise.
void check_same_setting(const std::string& path, const MapsSetting& maps, const forward::LaueSetup& setup);

}  // namespace lauelith
