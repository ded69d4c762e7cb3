// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>

#include "inverse/descriptors.h"
#include "inverse/verdict.h"

namespace lauelith::inverse {

/// The second road: how probable the descriptors are under each hypothesis. Data sets are simulated with the
/// scales, courses and discrepancies that the linear evidence finds (their posterior), amplitudes drawn anew
/// from their prior at those scales; descriptors are rank-normalised over all hypotheses together, and
///   ln Z = ln N(s; mean, covariance shrunk by 10 % towards its diagonal)
/// (synthetic likelihood, S. N. Wood, Nature 466 (2010) 1102).
struct DescriptorEvidence {
  Descriptors observed = Descriptors::Zero();
  std::array<double, n_hypotheses> log_z{};      ///< M1c as M1; not_tested where nothing was simulated
  std::array<double, n_hypotheses> distance2{};  ///< squared Mahalanobis distance from what was simulated
  int n_simulated = 0;                           ///< per hypothesis
};
DescriptorEvidence descriptor_evidence(const ComparisonModel& model, const DescriptorFrame& frame,
                                       const Changes& changes, const Evidence& evidence, int n_simulated,
                                       std::uint32_t seed, int n_threads);

/// Both roads compared for the best hypothesis against each other one. They disagree if both say |2 ln B| > 6
/// with opposite signs and the descriptors are what the other one makes (p > 0.01) and what the best one does
/// not: outside of everything simulated the synthetic likelihood has no meaning.
VerdictCheck roads_agree(const Evidence& evidence, const DescriptorEvidence& descriptors, Hypothesis best);

/// How much of the last scan's change beyond drift and noise the signal of the best hypothesis leaves
/// unexplained, as a share of q (descriptors.h). Every mechanism's fields are approximations, so that strong
/// signals always leave significant misfits; above 0.4 the explanation is inadequate. M0 has nothing to
/// explain.
VerdictCheck explained_check(const ComparisonModel& model, const Changes& changes, const CellData& data,
                             const Evidence& evidence, Hypothesis best);

}  // namespace lauelith::inverse
