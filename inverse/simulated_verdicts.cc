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

std::vector<VerdictInput> simulated_inputs(const ComparisonModel& model, const Changes& truth,
                                           const SimulatedNoise& noise, int n_simulated, std::uint32_t seed,
                                           int n_threads) {
  constexpr std::size_t most_at_once = 8;
  const Eigen::Index K = truth.cols();
  std::vector<VerdictInput> inputs(static_cast<std::size_t>(n_simulated));
  const std::size_t n_batches = (inputs.size() + most_at_once - 1) / most_at_once;
  for_each_index(n_batches, n_threads, [&](std::size_t batch) {
    const std::size_t first = batch * most_at_once;
    const std::size_t n = std::min(most_at_once, inputs.size() - first);
    Changes changes(truth.rows(), K * static_cast<Eigen::Index>(n));
    for (std::size_t i = 0; i < n; ++i)
      changes.middleCols(K * static_cast<Eigen::Index>(i), K) =
          truth + simulated_background(model, noise.length, noise.discrepancy_sd, seed, first + i);
    const std::vector<CellData> data = model.cells().data_of_each(changes, K);
    for (std::size_t i = 0; i < n; ++i) inputs[first + i] = verdict_input(model, data[i]);
  });
  return inputs;
}

PowerEstimate power_of(const ComparisonModel& model, const Changes& truth, VerdictWord expected,
                       const SimulatedNoise& noise, int n_simulated, std::uint32_t seed, int n_threads) {
  PowerEstimate power;
  power.n_simulated = n_simulated;
  for (const VerdictInput& input : simulated_inputs(model, truth, noise, n_simulated, seed, n_threads)) {
    const VerdictWord word = verdict_of(input).word;
    power.n_correct += word == expected ? 1 : 0;
    power.n_decisive_wrong += word != expected && is_decisive(word) ? 1 : 0;
  }
  set_interval(power);
  return power;
}

PowerEstimate detection_power(const ComparisonModel& model, const Changes& truth, const SimulatedNoise& noise,
                              int n_simulated, std::uint32_t seed, int n_threads) {
  PowerEstimate power;
  power.n_simulated = n_simulated;
  for (const VerdictInput& input : simulated_inputs(model, truth, noise, n_simulated, seed, n_threads)) {
    const double none = input.evidence[index_of(Hypothesis::M0)].log_z;
    double best = none;
    for (const HypothesisEvidence& one : input.evidence)
      if (one.is_tested) best = std::max(best, one.log_z);
    power.n_correct += 2.0 * (best - none) > decisive_twice_log ? 1 : 0;
    power.n_decisive_wrong += verdict_of(input).word == VerdictWord::no_change ? 1 : 0;
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
