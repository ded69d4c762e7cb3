// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <string>
#include <vector>

#include "inverse/descriptor_evidence.h"
#include "inverse/map_matching.h"
#include "inverse/verdict_input.h"

namespace lauelith::inverse {

struct ComparisonEffort {
  int n_power = 100;       ///< simulated measurements per power estimate; 0: none
  int n_descriptor = 200;  ///< per hypothesis
  bool sweep = true;
  std::uint32_t seed = 1;
  int n_threads = 0;
};

/// A number of the posterior, over all settings of a hypothesis.
struct ParameterPosterior {
  std::string name;  ///< ends in its unit, if it has one
  double median = 0.0;
  std::array<double, 2> half{}, most{}, all{};  ///< 50, 80 and 95 % intervals
  double width_ratio = 1.0;  ///< of the 80 % interval, in the logarithm, to that of the prior
  bool informed() const { return width_ratio < 0.8; }
};

struct ComparisonResult {
  Verdict verdict;
  VerdictInput input;
  DescriptorEvidence descriptors;
  std::array<double, n_hypotheses> held_out{};  ///< ln p(last scan | earlier ones)
  std::array<double, 3> mixture{};              ///< of M12, if tested: 2.5, 50 and 97.5 %
  std::vector<ParameterPosterior> parameters;   ///< of the best hypothesis
  double down_weighted_share = 0.0;
  double n_eff = 0.0;  ///< independent pixels for the mean of one component, under the best discrepancy
};

/// Weights of a Student-t distribution with four degrees of freedom, (4 + 5K)/(4 + χ²) up to 1, of what the
/// most flexible explanation (both mechanisms, drift and a free field) leaves; pixels by themselves.
Eigen::VectorXd student_weights(const ComparisonModel& model, const Changes& changes);

/// Pixels that differ wildly from their neighbours, while these agree: weight 0.
Eigen::VectorXd lone_outliers(const ComparedPixels& pixels, const Changes& changes);

/// Steps 1: registration, usable pixels, errors, outliers.
std::vector<VerdictCheck> quality_checks(const MatchedMaps& matched, double down_weighted_share);

/// Everything but the reading of files and the pictures.
ComparisonResult compared(const ComparisonModel& model, const Changes& changes,
                          const std::vector<VerdictCheck>& quality, const ComparisonEffort& effort);

}  // namespace lauelith::inverse
