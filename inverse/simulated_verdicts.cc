// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/simulated_verdicts.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>

#include "inverse/mechanism_columns.h"
#include "inverse/verdict_input.h"
#include "src/parallel.h"

namespace lauelith::inverse {

Changes changes_of_sources(const InfluenceBasis& basis, const std::vector<std::size_t>& sources,
                           const Eigen::MatrixXd& amplitudes, const ComparedPixels& pixels) {
  return source_columns(basis, sources, pixels) * amplitudes;
}

Changes simulated_changes(const ComparisonModel& model, const Changes& truth, const SimulatedNoise& noise,
                          std::uint32_t seed, std::uint64_t number) {
  return truth + simulated_background(model, noise.length, noise.discrepancy_sd, seed, number);
}

Verdict simulated_verdict(const ComparisonModel& model, const Changes& changes) {
  return verdict_of(verdict_input(model, model.cells().data_of(changes)));
}

PowerEstimate power_of(const ComparisonModel& model, const Changes& truth, VerdictWord expected,
                       const SimulatedNoise& noise, int n_simulated, std::uint32_t seed, int n_threads) {
  std::vector<VerdictWord> words(static_cast<std::size_t>(n_simulated));
  for_each_index(words.size(), n_threads, [&](std::size_t i) {
    words[i] = simulated_verdict(model, simulated_changes(model, truth, noise, seed, i)).word;
  });
  PowerEstimate power;
  power.n_simulated = n_simulated;
  for (const VerdictWord word : words) {
    power.n_correct += word == expected ? 1 : 0;
    power.n_decisive_wrong += word != expected && is_decisive(word) ? 1 : 0;
  }
  set_interval(power);
  return power;
}

PowerEstimate detection_power(const ComparisonModel& model, const Changes& truth, const SimulatedNoise& noise,
                              int n_simulated, std::uint32_t seed, int n_threads) {
  struct Outcome {
    bool seen = false;
    bool missed = false;
  };
  std::vector<Outcome> outcomes(static_cast<std::size_t>(n_simulated));
  for_each_index(outcomes.size(), n_threads, [&](std::size_t i) {
    const Changes changes = simulated_changes(model, truth, noise, seed, i);
    const VerdictInput input = verdict_input(model, model.cells().data_of(changes));
    double best = input.evidence[index_of(Hypothesis::M0)].log_z;
    for (const HypothesisEvidence& one : input.evidence)
      if (one.is_tested) best = std::max(best, one.log_z);
    outcomes[i].seen = 2.0 * (best - input.evidence[index_of(Hypothesis::M0)].log_z) > decisive_twice_log;
    outcomes[i].missed = verdict_of(input).word == VerdictWord::no_change;
  });
  PowerEstimate power;
  power.n_simulated = n_simulated;
  for (const Outcome& one : outcomes) {
    power.n_correct += one.seen ? 1 : 0;
    power.n_decisive_wrong += one.missed ? 1 : 0;
  }
  set_interval(power);
  return power;
}

void set_interval(PowerEstimate& power) {
  const double n = power.n_simulated;
  const double k = power.n_correct;
  power.share = n > 0 ? k / n : 0.0;
  using Beta = boost::math::beta_distribution<double>;
  power.low = k > 0 ? boost::math::quantile(Beta(k, n - k + 1), 0.025) : 0.0;
  power.high = k < n ? boost::math::quantile(Beta(k + 1, n - k), 0.975) : 1.0;
}

}  // namespace lauelith::inverse
