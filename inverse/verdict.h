// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string>
#include <vector>

#include "inverse/evidence.h"

namespace lauelith::inverse {

/// The fixed vocabulary.
enum class VerdictWord {
  penetration,
  transport,
  mixed,
  no_change,
  inconclusive_underpowered,
  inconclusive_models_inadequate,
  data_quality_failed
};
const char* word_of(VerdictWord word);
/// Says which mechanism: penetration, transport, mixed; or that nothing changed.
bool is_decisive(VerdictWord word);

/// 2 ln B above which evidence is "very strong" (R. E. Kass & A. E. Raftery, J. Am. Stat. Assoc. 90 (1995)
/// 773).
inline constexpr double decisive_twice_log = 10.0;

/// One condition of the verdict, in numbers and in a sentence of plain English.
struct VerdictCheck {
  std::string name;
  bool passed = true;
  double value = 0.0;
  double limit = 0.0;
  std::string sentence;
};

/// Shares of simulated data sets that reach a decisive correct verdict.
struct PowerEstimate {
  double share = 0.0;
  double low = 0.0;  ///< 95 % binomial interval (Clopper-Pearson)
  double high = 1.0;
  int n_correct = 0;
  int n_decisive_wrong = 0;
  int n_simulated = 0;  ///< 0: not estimated
};

/// Everything that the order of decisions needs; filled by comparison.h, or partly by simulations.
struct VerdictInput {
  Evidence evidence;
  std::array<double, n_hypotheses> prior{};
  std::vector<VerdictCheck> quality;   ///< step 1
  std::vector<VerdictCheck> adequacy;  ///< step 2: predictive checks of the best hypothesis, descriptors
  PowerEstimate at_fitted;             ///< n_simulated = 0: taken as sufficient
  PowerEstimate at_smallest_effect;
  bool held_out_agrees = true;
  double held_out_loss = 0.0;  ///< of the best explanation against the rival that predicts the last scan best
  Hypothesis held_out_rival = Hypothesis::M0;
  double held_out_error = 0.0;   ///< of the loss; 0: not asked for
  std::vector<Evidence> sweeps;  ///< under other prior widths
  double mixture_low = 0.0;      ///< of the share of the signal that penetration explains, 95 %
  double mixture_high = 1.0;
  std::vector<VerdictCheck> apart;  ///< of a mixture: both mechanisms seen where the other hardly reaches
};

struct Verdict {
  VerdictWord word = VerdictWord::inconclusive_underpowered;
  std::array<double, n_hypotheses> posterior{};
  Hypothesis best = Hypothesis::M0;  ///< M1 also where M1c is the larger part of penetration
  double twice_log_bayes = 0.0;      ///< of the best (M1 and M1c pooled) against the best other
  std::vector<VerdictCheck> checks;  ///< all, passed or not
};

/// The order of decisions:
///   1 a quality check failed                                         data-quality-failed
///   2 M_other most probable, or an adequacy check failed             inconclusive-models-inadequate
///   3 power below 0.5 at the fitted amplitude (M0 best: at the smallest effect)  inconclusive-underpowered
///   4 M0 best, 2 ln B > 10 against every other, the smallest effect seen in 80 % of simulations  no-change
///   5–7 P ≥ 0.95, 2 ln B > 10, held-out scan agrees, same under wider and narrower priors
///       (mixed: 0.1 < w < 0.9 over its interval, each seen apart)     penetration, transport, mixed
///   8 else                                                           inconclusive-underpowered
/// The Bayes factor against M_other does not enter step 4: a free field of vanishing size is no change.
/// Pinned by: Verdict.* (tests/inverse/verdict_test.cc).
Verdict verdict_of(const VerdictInput& input);

}  // namespace lauelith::inverse
