// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/verdict_input.h"

#include <algorithm>
#include <cmath>

#include "src/random.h"

namespace lauelith::inverse {

using Eigen::MatrixXd;

namespace {

constexpr double largest_held_out_loss = 4.0;
constexpr int n_draws = 200;

/// Σ aᵀ G a over scans.
double energy(const MatrixXd& amplitudes, const MatrixXd& gram) {
  return (amplitudes.transpose() * gram * amplitudes).trace();
}

}  // namespace

std::array<double, n_hypotheses> held_out_scores(const ComparisonModel& model,
                                                 const DataProjection& projection, const Evidence& evidence) {
  std::array<double, n_hypotheses> scores{};
  const int K = static_cast<int>(model.evidence().scan_covariance().rows());
  if (K < 2) return scores;
  const Evidence earlier = model.evidence().evaluate(projection, K - 1);
  for (std::size_t h = 0; h < n_hypotheses; ++h) scores[h] = evidence[h].log_z - earlier[h].log_z;
  return scores;
}

std::array<double, 3> mixture_share(const ComparisonModel& model, const DataProjection& projection,
                                    const HypothesisEvidence& both, std::uint32_t seed) {
  const EvidenceCells& cells = model.cells();
  const auto n = cells.n_first();
  const EvidenceCell& cell = cells.cells()[both.best.cell];
  const MatrixXd G = cells.algebra()
                         .gram(cell.length, cell.s, cells.columns().cols())
                         .bottomRightCorner(model.n_signals(), model.n_signals());
  std::vector<double> shares;
  constexpr std::uint32_t stream = 44;
  for (int i = 0; i < n_draws; ++i) {
    RandomSequence random(seed, stream, static_cast<std::uint64_t>(i), 0);
    const MatrixXd a = model.evidence().drawn_amplitudes(projection, drawn_setting(both, random.uniform()),
                                                         seed, static_cast<std::uint64_t>(i));
    const double first = energy(a.topRows(n), G.topLeftCorner(n, n));
    const double second = energy(a.bottomRows(a.rows() - n), G.bottomRightCorner(a.rows() - n, a.rows() - n));
    shares.push_back(first / std::max(first + second, 1e-300));
  }
  std::sort(shares.begin(), shares.end());
  return {shares[4], shares[99], shares[194]};
}

VerdictInput verdict_input(const ComparisonModel& model, const DataProjection& projection, bool complete) {
  VerdictInput input;
  const EvidenceModel& evidence = model.evidence();
  input.evidence = evidence.evaluate(projection);
  input.prior = evidence.priors().probability;
  const Verdict first = verdict_of(input);
  const bool names_mechanism = is_decisive(first.word) || first.best == Hypothesis::M12;
  if (!complete &&
      (!names_mechanism || first.word == VerdictWord::no_change || first.twice_log_bayes <= 10.0))
    return input;
  for (const double widening : {2.0, 0.5}) input.sweeps.push_back(evidence.evaluate(projection, 0, widening));
  const auto scores = held_out_scores(model, projection, input.evidence);
  const double own =
      first.best == Hypothesis::M1 ? std::max(scores[1], scores[2]) : scores[index_of(first.best)];
  input.held_out_agrees = own > *std::max_element(scores.begin(), scores.end()) - largest_held_out_loss;
  if (first.best == Hypothesis::M12) {
    const auto share = mixture_share(model, projection, input.evidence[index_of(Hypothesis::M12)], 1);
    input.mixture_low = share[0];
    input.mixture_high = share[2];
  }
  return input;
}

}  // namespace lauelith::inverse
