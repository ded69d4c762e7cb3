// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "inverse/comparison_model.h"
#include "inverse/verdict.h"

namespace lauelith::inverse {

/// The changes that sources of a basis make: amplitudes (sources × later scans) in the units of the basis.
Changes changes_of_sources(const InfluenceBasis& basis, const std::vector<std::size_t>& sources,
                           const Eigen::MatrixXd& amplitudes, const ComparedPixels& pixels);

/// Noise, drift and discrepancy under which data are simulated.
struct SimulatedNoise {
  double discrepancy_sd = 1.5e-5;
  std::size_t length = 1;  ///< row of the model's lengths
};

/// What verdicts on simulated measurements of `truth` (5n × scans) are made of: evidence, prior sweep,
/// mixture and held-out scan; not the checks of data quality and no power of their own. The same seed gives
/// the same data whatever the number of threads.
std::vector<VerdictInput> simulated_inputs(const ComparisonModel& model, const Changes& truth,
                                           const SimulatedNoise& noise, int n_simulated, std::uint32_t seed,
                                           int n_threads);

/// How often simulated measurements of `truth` end in `expected`; any other decisive word is counted as
/// wrong.
PowerEstimate power_of(const ComparisonModel& model, const Changes& truth, VerdictWord expected,
                       const SimulatedNoise& noise, int n_simulated, std::uint32_t seed, int n_threads);

/// How often simulated measurements of `truth` show that something changed: 2 ln B > 10 of the best
/// hypothesis against M0. It need not be named which: a claim that nothing changed is wrong in any case.
/// Those that would be called "no-change" all the same are counted as wrong.
PowerEstimate detection_power(const ComparisonModel& model, const Changes& truth, const SimulatedNoise& noise,
                              int n_simulated, std::uint32_t seed, int n_threads);

/// Clopper-Pearson, 95 %.
void set_interval(PowerEstimate& power);

}  // namespace lauelith::inverse
