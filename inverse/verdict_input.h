// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "inverse/comparison_model.h"
#include "inverse/verdict.h"

namespace lauelith::inverse {

/// Evidence and what follows from it alone: the prior sweep (signal scales × 2 and ÷ 2), the held-out last
/// scan, the mixture's share. What cannot change a verdict that is not decisive anyway is left out, unless
/// `complete`.
VerdictInput verdict_input(const ComparisonModel& model, const CellData& data, bool complete = false);

/// The share of the signal's energy (in units of its error) that penetration explains, from 80 draws of the
/// posterior of M12: 2.5, 50 and 97.5 %.
std::array<double, 3> mixture_share(const ComparisonModel& model, const CellData& data,
                                    const HypothesisEvidence& both, std::uint32_t seed);

}  // namespace lauelith::inverse
