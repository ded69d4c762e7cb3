// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "src/map_layers.h"

namespace lauelith {

/// Every grain of a maps file as one row of comma-separated numbers: frame, place and status, the columns of
/// /entry/grains under their own names (tensors with _xx … _xy, matrices with _11 … _33), Bunge angles, the
/// number of spots, and what /entry/derived says about the frame. A frame without grains has one row with
/// nan. One header row; names end in units; 17 digits. Pinned by MapsCsv.*
/// (tests/src/orientation_text_test.cc).
std::string maps_csv(const ScanLayers& scan);

}  // namespace lauelith
