// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

#include "inverse/grain_growth.h"

namespace lauelith::inverse {

/// The spot of a direction among predicted ones, which come in the order of their directions; null if none.
const forward::PredictedSpot* predicted_spot(const std::vector<forward::PredictedSpot>& predicted,
                                             std::uint32_t direction);

/// Positions alone cannot tell crystals with the same zones apart (all cubic ones share them); what a phase
/// predicts about *which* spots are strong can. `free_peaks`: 1 for peaks not explained by other grains.
PhaseEvidence weigh_phase(const FittedGrain& grain, const std::vector<forward::PredictedSpot>& predicted,
                          const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& free_peaks,
                          const IndexingPlan& plan);

/// Three plain tests: explained share >= 0.45, completeness >= 0.7, rank correlation >= 0.5. Accepted when
/// the likelihood ratio favours the phase tenfold, when all three tests pass (a spectrum unlike the assumed
/// one spoils the ratio first), or when nine tenths of the peaks are explained and four fifths of *all*
/// predicted spots are there, weak ones included (lists without real intensities). Without informative
/// intensities and short of that, explained share >= 0.6 and completeness >= 0.8 decide. Rejected when the
/// ratio is against it and no test passes; doubtful otherwise. Calibrated on made patterns of seven crystals,
/// each indexed as each (tests/inverse/indexing_test.cc). Crystals whose planes have the same directions
/// and extinct ones that differ little (copper as germanium) are not told apart reliably.
enum class PhaseVerdict { accepted, doubtful, rejected };
/// `frame_share`: share of all peaks of the frame that its grains explain together.
PhaseVerdict judge(const PhaseEvidence& evidence, double frame_share);

/// Spearman's rank correlation; NaN when either side is constant.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace lauelith::inverse
