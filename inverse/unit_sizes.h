// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "inverse/compared_maps.h"
#include "src/influence_basis.h"

namespace lauelith::inverse {

/// Prior standard deviation of what a mechanism does, when its signal has rms 1 over the map: of the
/// pressures in flaws and of the openings of boundary pieces; see mechanism_columns.h for the shares of each.
/// 0: no source.
struct UnitSizes {
  double pressure_Pa = 0.0;
  double opening_m = 0.0;
};
UnitSizes unit_sizes(const InfluenceBasis& basis, const ComparedPixels& pixels);

}  // namespace lauelith::inverse
