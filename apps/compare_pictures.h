// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/compare_job.h"

namespace lauelith {

/// What is left of q = Δᵀ C⁻¹ Δ/S − 5 (mean zero without a change) in bins of the distance from the interface
/// or from boundaries: of the last scan's change, and of the fits of the hypotheses.
struct ChangeProfile {
  std::vector<double> distance_um;
  std::vector<double> measured;
  std::vector<double> error;                  ///< standard error of `measured` without a change
  std::vector<std::vector<double>> expected;  ///< per tested signal hypothesis: M1, M2, M12
};
struct ChangeProfiles {
  std::vector<std::string> hypotheses;
  ChangeProfile depth;
  ChangeProfile boundary;
};
ChangeProfiles change_profiles(const PreparedComparison& prepared, const inverse::ComparisonResult& result);

/// Maps of the last scan's change, of its best fit and of what is left under every hypothesis, on common
/// limits; profiles over depth and distance from boundaries; evidence.
void write_compare_pictures(const std::string& folder, const PreparedComparison& prepared,
                            const inverse::ComparisonResult& result);

}  // namespace lauelith
