// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "inverse/grain_growth.h"

namespace lauelith {

/// Positions alone cannot tell crystals with the same zones apart (all cubic ones share them); what a phase predicts
/// about *which* spots are strong can. `free_peaks`: 1 for peaks not explained by other grains.
PhaseEvidence weigh_phase(const FittedGrain& grain, const std::vector<PredictedSpot>& predicted,
                          const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& free_peaks,
                          const IndexingPlan& plan);

/// Three tests: explained share >= 0.45, completeness >= 0.7, rank correlation >= 0.5. All passed: accepted; some:
/// doubtful; none: rejected. A list without intensities has to pass the first two more clearly instead.
enum class PhaseVerdict { accepted, doubtful, rejected };
PhaseVerdict judge(const PhaseEvidence& evidence);

/// Spearman's rank correlation; NaN when either side is constant.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace lauelith
