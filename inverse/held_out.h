// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <vector>

#include "inverse/map_region.h"
#include "inverse/verdict.h"

namespace lauelith::inverse {

/// ln p(last scan | earlier scans) of every hypothesis: ln Z of all scans minus ln Z of all but the last.
using HeldOutScores = std::array<double, n_hypotheses>;
HeldOutScores held_out_scores(const EvidenceModel& model, const CellData& data, const Evidence& evidence);

/// How much worse the best hypothesis (M1 with M1c) predicts the last scan than the best of all does; 0: it
/// is that one.
struct HeldOutLoss {
  double loss = 0.0;
  Hypothesis rival = Hypothesis::M0;
};
HeldOutLoss held_out_loss(const HeldOutScores& scores, Hypothesis best);

/// The error of such a difference, from strips of the map across the interface, each wider than twice the
/// length of the discrepancy: √(B · variance over B strips). A misfit at a few places counts as what it is.
/// Pinned by: HeldOut.* (tests/inverse/control_regions_test.cc).
class HeldOutStrips {
 public:
  HeldOutStrips(const ComparisonModel& model, int n_threads);
  double standard_error(const Changes& changes, Hypothesis best, Hypothesis rival) const;

 private:
  std::vector<MapRegion> strips_;
};

/// The rule of the held-out scan (after A. Vehtari, A. Gelman, J. Gabry, Stat. Comput. 27 (2017) 1413): a
/// loss counts if it is above 4 and above two standard errors. Looks again at an input whose loss is above 4.
void weigh_held_out(const HeldOutStrips& strips, const Changes& changes, VerdictInput& input,
                    Hypothesis best);

}  // namespace lauelith::inverse
