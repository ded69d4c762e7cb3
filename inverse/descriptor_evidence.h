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
  std::array<double, n_hypotheses> log_z{};  ///< M1c as M1; not_tested where nothing was simulated
  int n_simulated = 0;                       ///< per hypothesis
};
DescriptorEvidence descriptor_evidence(const ComparisonModel& model, const DescriptorFrame& frame,
                                       const Changes& changes, const Evidence& evidence, int n_simulated,
                                       std::uint32_t seed, int n_threads);

/// Both roads compared for the best hypothesis against each other one: they disagree if both say
/// |2 ln B| > 6 with opposite signs.
VerdictCheck roads_agree(const Evidence& evidence, const DescriptorEvidence& descriptors, Hypothesis best);

/// Posterior predictive check of the best hypothesis: data sets with amplitudes from its posterior; the
/// largest deviation of a descriptor from their mean, in standard deviations, against what the data sets
/// themselves show. Fails below p = 0.02.
VerdictCheck predictive_check(const ComparisonModel& model, const DescriptorFrame& frame,
                              const Changes& changes, const DataProjection& projection,
                              const Evidence& evidence, Hypothesis best, int n_simulated, std::uint32_t seed,
                              int n_threads);

}  // namespace lauelith::inverse
