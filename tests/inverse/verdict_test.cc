// SPDX-License-Identifier: BSD-3-Clause
// The order of decisions on evidence made by hand.
#include "inverse/verdict.h"

#include <gtest/gtest.h>

#include "inverse/simulated_verdicts.h"

namespace lauelith::inverse {
namespace {

/// ln Z of M0, M1, M1c, M2, M12, M_other.
VerdictInput input_of(const std::array<double, n_hypotheses>& log_z) {
  VerdictInput input;
  input.prior = HypothesisPriors().probability;
  for (std::size_t h = 0; h < n_hypotheses; ++h) input.evidence[h] = {true, log_z[h], 0.0, log_z[h], {}, {}};
  input.mixture_low = 0.3;
  input.mixture_high = 0.7;
  return input;
}

const VerdictInput penetration = input_of({-900, -100, -104, -300, -120, -200});

TEST(Verdict, StrongEvidenceNamesTheMechanism) {
  EXPECT_EQ(verdict_of(penetration).word, VerdictWord::penetration);
  EXPECT_EQ(verdict_of(input_of({-900, -400, -104, -300, -120, -200})).word, VerdictWord::penetration);
  EXPECT_EQ(verdict_of(input_of({-900, -400, -404, -100, -120, -200})).word, VerdictWord::transport);
  EXPECT_EQ(verdict_of(input_of({-900, -400, -404, -120, -100, -200})).word, VerdictWord::mixed);
  EXPECT_EQ(verdict_of(input_of({-100, -120, -120, -120, -120, -120})).word, VerdictWord::no_change);
}

TEST(Verdict, CloseEvidenceDecidesNothing) {
  EXPECT_EQ(verdict_of(input_of({-900, -100, -104, -103, -120, -200})).word,
            VerdictWord::inconclusive_underpowered);
  EXPECT_EQ(verdict_of(input_of({-100, -102, -120, -120, -120, -120})).word,
            VerdictWord::inconclusive_underpowered);
  EXPECT_EQ(verdict_of(input_of({-900, -104, -104, -103, -100, -90})).word,
            VerdictWord::inconclusive_models_inadequate);
}

TEST(Verdict, EarlierStepsComeFirst) {
  VerdictInput input = penetration;
  input.adequacy.push_back({"predictive", false, 0.001, 0.02, "It does not fit."});
  EXPECT_EQ(verdict_of(input).word, VerdictWord::inconclusive_models_inadequate);
  input.quality.push_back({"registration", false, 0.8, 0.5, "It lies elsewhere."});
  EXPECT_EQ(verdict_of(input).word, VerdictWord::data_quality_failed);
}

TEST(Verdict, PowerHeldOutScanSweepAndMixtureCanStopIt) {
  VerdictInput weak = penetration;
  weak.at_fitted = {0.4, 0.3, 0.5, 40, 0, 100};
  EXPECT_EQ(verdict_of(weak).word, VerdictWord::inconclusive_underpowered);
  VerdictInput contradicted = penetration;
  contradicted.held_out_agrees = false;
  EXPECT_EQ(verdict_of(contradicted).word, VerdictWord::inconclusive_underpowered);
  VerdictInput swept = penetration;
  swept.sweeps.push_back(input_of({-900, -100, -104, -102, -120, -200}).evidence);
  EXPECT_EQ(verdict_of(swept).word, VerdictWord::inconclusive_underpowered);
  VerdictInput mixed = input_of({-900, -400, -404, -120, -100, -200});
  mixed.mixture_high = 0.95;
  EXPECT_EQ(verdict_of(mixed).word, VerdictWord::inconclusive_underpowered);
  mixed.mixture_high = 0.7;
  mixed.apart.push_back({"transport_apart", false, 1.0, 6.0, "It is not seen alone."});
  EXPECT_EQ(verdict_of(mixed).word, VerdictWord::inconclusive_underpowered);
  VerdictInput unseen = input_of({-100, -120, -120, -120, -120, -120});
  unseen.at_smallest_effect = {0.7, 0.6, 0.8, 70, 0, 100};
  EXPECT_EQ(verdict_of(unseen).word, VerdictWord::inconclusive_underpowered);
}

TEST(Verdict, WhatTheMapDoesNotShowIsNotCounted) {
  VerdictInput input = input_of({-900, -100, -104, 0, 0, -200});
  input.evidence[index_of(Hypothesis::M2)] = {};
  input.evidence[index_of(Hypothesis::M12)] = {};
  const Verdict verdict = verdict_of(input);
  EXPECT_EQ(verdict.word, VerdictWord::penetration);
  EXPECT_EQ(verdict.posterior[index_of(Hypothesis::M2)], 0.0);
}

TEST(Verdict, BinomialInterval) {
  PowerEstimate power{0.0, 0.0, 0.0, 0, 0, 300};
  set_interval(power);
  EXPECT_NEAR(power.high, 0.0122, 1e-4);  // 1 − 0.025^(1/300)
  power.n_correct = 50;
  power.n_simulated = 100;
  set_interval(power);
  EXPECT_NEAR(power.low, 0.3983, 1e-4);
  EXPECT_NEAR(power.high, 0.6017, 1e-4);
}

}  // namespace
}  // namespace lauelith::inverse
