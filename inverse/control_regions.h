// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <vector>

#include "inverse/map_region.h"
#include "inverse/verdict.h"

namespace lauelith::inverse {

/// Two parts of the map, each with pixels that one of the mechanisms can hardly reach: away from the
/// boundaries (near them deposits act, and so do intergranular cracks), and away from the interface. A
/// mixture must be seen as penetration in the first and as transport, alone or beside penetration, in the
/// second; otherwise one mechanism may merely have been described too poorly where both act, and the other
/// made up for it.
/// Pinned by: ControlRegions.* (tests/inverse/control_regions_test.cc).
class ControlRegions {
 public:
  /// The columns are those of `model`; pixels outside a region lose their weight.
  ControlRegions(const ComparisonModel& model, int n_threads);

  /// Of the verdict `mixed`: 2 ln B > 6 for penetration and for transport where each can be told apart.
  std::vector<VerdictCheck> checks(const Changes& changes) const;

 private:
  MapRegion off_boundaries_;
  MapRegion off_interface_;
};

}  // namespace lauelith::inverse
