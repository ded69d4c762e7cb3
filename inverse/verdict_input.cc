// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/verdict_input.h"

#include <algorithm>
#include <cmath>

#include "inverse/held_out.h"
#include "src/random.h"

namespace lauelith::inverse {

using Eigen::MatrixXd;

namespace {

constexpr double largest_held_out_loss = 4.0;
constexpr int n_draws = 80;

/// Σ aᵀ G a over scans.
double energy(const MatrixXd& amplitudes, const MatrixXd& gram) {
  return (amplitudes.transpose() * gram * amplitudes).trace();
}

}  // namespace

std::array<double, 3> mixture_share(const ComparisonModel& model, const CellData& data,
                                    const HypothesisEvidence& both, std::uint32_t seed) {
  const auto n = model.cells().n_first();
  const MatrixXd& G = model.cells().cells()[both.best.cell].signal_gram;
  std::vector<double> shares;
  constexpr std::uint32_t stream = 44;
  for (int i = 0; i < n_draws; ++i) {
    RandomSequence random(seed, stream, static_cast<std::uint64_t>(i), 0);
    const MatrixXd a = model.evidence().drawn_amplitudes(data, drawn_setting(both, random.uniform()), seed,
                                                         static_cast<std::uint64_t>(i));
    const double first = energy(a.topRows(n), G.topLeftCorner(n, n));
    const double second = energy(a.bottomRows(a.rows() - n), G.bottomRightCorner(a.rows() - n, a.rows() - n));
    shares.push_back(first / std::max(first + second, 1e-300));
  }
  std::sort(shares.begin(), shares.end());
  return {shares[2], shares[40], shares[77]};
}

namespace {

/// M12 claims both mechanisms with a quarter of the signal at least. Its Gaussian prior allows less, so its
/// evidence is that of the encompassing prior times P(a quarter each | data), the prior's own probability
/// taken as 1. The logit of the share is taken as normal, with moments from the posterior.
double log_both_present(const std::array<double, 3>& share) {
  const auto logit = [](double w) { return std::log(std::max(w, 1e-9) / std::max(1.0 - w, 1e-9)); };
  const double middle = logit(share[1]);
  const double sd = std::max(0.05, (logit(share[2]) - logit(share[0])) / 3.92);
  const auto below = [&](double w) { return 0.5 * std::erfc((middle - logit(w)) / (sd * std::sqrt(2.0))); };
  constexpr double least = -30.0;
  return std::max(least, std::log(std::max(below(0.75) - below(0.25), 1e-300)));
}

void require_both(const ComparisonModel& model, const CellData& data, Evidence& evidence) {
  HypothesisEvidence& both = evidence[index_of(Hypothesis::M12)];
  if (!both.is_tested) return;
  const double change = log_both_present(mixture_share(model, data, both, 1));
  both.log_z += change;
  both.log_z_visible += change;
}

}  // namespace

VerdictInput verdict_input(const ComparisonModel& model, const CellData& data, bool complete) {
  VerdictInput input;
  const EvidenceModel& evidence = model.evidence();
  input.evidence = evidence.evaluate(data);
  input.prior = evidence.priors().probability;
  const double mixed = input.evidence[index_of(Hypothesis::M12)].log_z;
  double other = not_tested;
  for (const Hypothesis h : {Hypothesis::M1, Hypothesis::M1c, Hypothesis::M2})
    other = std::max(other, input.evidence[index_of(h)].log_z);
  // Elsewhere it changes nothing: something else explains the data, or M12 is far behind.
  const bool matters = mixed > other - 12.0 && mixed > input.evidence[index_of(Hypothesis::M0)].log_z + 5.0;
  if (matters) require_both(model, data, input.evidence);
  const Verdict first = verdict_of(input);
  const bool names_mechanism = is_decisive(first.word) || first.best == Hypothesis::M12;
  if (!complete &&
      (!names_mechanism || first.word == VerdictWord::no_change || first.twice_log_bayes <= 10.0))
    return input;
  for (const double widening : {2.0, 0.5}) {
    input.sweeps.push_back(evidence.evaluate(data, 0, widening));
    if (matters) require_both(model, data, input.sweeps.back());
  }
  const HeldOutLoss held_out = held_out_loss(held_out_scores(evidence, data, input.evidence), first.best);
  input.held_out_loss = held_out.loss;
  input.held_out_rival = held_out.rival;
  input.held_out_agrees = held_out.loss < largest_held_out_loss;
  if (first.best == Hypothesis::M12) {
    const auto share = mixture_share(model, data, input.evidence[index_of(Hypothesis::M12)], 1);
    input.mixture_low = share[0];
    input.mixture_high = share[2];
  }
  return input;
}

}  // namespace lauelith::inverse
