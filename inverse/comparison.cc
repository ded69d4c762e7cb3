// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/comparison.h"

#include <algorithm>
#include <cmath>

#include "inverse/control_regions.h"
#include "inverse/held_out.h"
#include "inverse/simulated_verdicts.h"
#include "src/random.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;

namespace {

VerdictWord word_for(Hypothesis hypothesis) {
  if (hypothesis == Hypothesis::M1 || hypothesis == Hypothesis::M1c) return VerdictWord::penetration;
  return hypothesis == Hypothesis::M2 ? VerdictWord::transport : VerdictWord::mixed;
}

/// M1 stands for M1c as well; the larger of both is used where amplitudes are wanted.
Hypothesis fitted_hypothesis(Hypothesis best, const Evidence& evidence) {
  const bool weakened = best == Hypothesis::M1 &&
                        evidence[index_of(Hypothesis::M1c)].log_z > evidence[index_of(Hypothesis::M1)].log_z;
  return weakened ? Hypothesis::M1c : best;
}

SimulatedNoise noise_of(const ComparisonModel& model, const EvidenceSetting& setting) {
  const EvidenceCell& cell = model.cells().cells()[setting.cell];
  return {cell.s, cell.length};
}

void estimate_power(const ComparisonModel& model, const CellData& data, const ComparisonEffort& effort,
                    Hypothesis best, VerdictInput& input) {
  const Hypothesis fitted = fitted_hypothesis(best, input.evidence);
  const EvidenceSetting& setting = input.evidence[index_of(fitted)].best;
  const SimulatedNoise noise = noise_of(model, setting);
  if (best != Hypothesis::M0 && best != Hypothesis::M_other) {
    const Changes truth = model.signal(model.evidence().amplitudes(data, setting));
    input.at_fitted =
        power_of(model, truth, word_for(best), noise, effort.n_power, effort.seed, effort.n_threads);
    return;
  }
  if (best != Hypothesis::M0) return;
  input.at_smallest_effect = detection_power(model, smallest_interface_effect(model.setting()), noise,
                                             effort.n_power, effort.seed, effort.n_threads);
  if (model.cells().n_second() == 0) return;
  const PowerEstimate boundary = detection_power(model, smallest_boundary_effect(model.setting()), noise,
                                                 effort.n_power, effort.seed + 1, effort.n_threads);
  if (boundary.share < input.at_smallest_effect.share) input.at_smallest_effect = boundary;
}

ParameterPosterior posterior_of(const std::string& name, std::vector<double> draws,
                                std::vector<double> prior) {
  std::sort(draws.begin(), draws.end());
  std::sort(prior.begin(), prior.end());
  const auto at = [](const std::vector<double>& sorted, double u) {
    return sorted[static_cast<std::size_t>(u * static_cast<double>(sorted.size() - 1))];
  };
  ParameterPosterior parameter{name,
                               at(draws, 0.5),
                               {at(draws, 0.25), at(draws, 0.75)},
                               {at(draws, 0.1), at(draws, 0.9)},
                               {at(draws, 0.025), at(draws, 0.975)},
                               1.0};
  const auto width = [&](const std::vector<double>& sorted) {
    return std::log(std::max(at(sorted, 0.9), 1e-12)) - std::log(std::max(at(sorted, 0.1), 1e-12));
  };
  parameter.width_ratio = width(prior) > 0.0 ? width(draws) / width(prior) : 1.0;
  return parameter;
}

std::vector<ParameterPosterior> parameters_of(const ComparisonModel& model, const Evidence& evidence,
                                              Hypothesis best, std::uint32_t seed) {
  constexpr int n_draws = 1000;
  constexpr std::uint32_t stream = 46;
  const HypothesisPriors& priors = model.setting().priors;
  const bool has_scale = best != Hypothesis::M0 && best != Hypothesis::M_other;
  std::vector<double> s, length, scale, s_prior, length_prior;
  for (int i = 0; i < n_draws; ++i) {
    RandomSequence random(seed, stream, static_cast<std::uint64_t>(i), 0);
    const EvidenceSetting& one = drawn_setting(evidence[index_of(best)], random.uniform());
    const EvidenceCell& cell = model.cells().cells()[one.cell];
    s.push_back(cell.s);
    length.push_back(priors.length_grid_um[cell.length]);
    scale.push_back(one.scale);
    s_prior.push_back(std::abs(random.normal()) * priors.discrepancy_sd);
    length_prior.push_back(priors.length_um * std::exp(std::log(2.0) * random.normal()));
  }
  std::vector<ParameterPosterior> parameters{posterior_of("discrepancy_sd", s, s_prior),
                                             posterior_of("discrepancy_length_um", length, length_prior)};
  if (best != Hypothesis::M0)
    parameters.push_back(
        posterior_of("signal_rms", scale, has_scale ? scale_grid(priors) : priors.other_grid));
  return parameters;
}

/// σ² 1ᵀ Σ⁻¹ 1 of the first component, σ² the mean variance.
double effective_pixels(const ComparisonModel& model, const EvidenceSetting& setting) {
  const auto& blocks = model.cells().algebra().blocks();
  const EvidenceCell& cell = model.cells().cells()[setting.cell];
  double sum = 0.0;
  for (std::size_t b = 0; b < blocks.size(); b += 5) {
    const Discrepancy discrepancy(model.pixels(), blocks[b],
                                  model.setting().priors.length_grid_um[cell.length], 200);
    const Eigen::VectorXd weighted = blocks[b].variance.cwiseInverse();
    const Eigen::VectorXd E = discrepancy.projected(weighted).col(0);
    const double information = weighted.sum() - E.dot(discrepancy.gain(cell.s).cwiseProduct(E));
    sum += information * blocks[b].variance.mean();
  }
  return sum;
}

/// Whether the rule of the held-out scan is all that keeps a verdict back: its error takes time.
bool is_decisive_but_for_held_out(VerdictInput input) {
  input.held_out_agrees = true;
  return is_decisive(verdict_of(input).word);
}

}  // namespace

ComparisonResult compared(const ComparisonModel& model, const Changes& changes,
                          const std::vector<VerdictCheck>& quality, const ComparisonEffort& effort) {
  ComparisonResult result;
  const CellData data = model.cells().data_of(changes, effort.n_threads);
  result.input = verdict_input(model, data, true);
  if (!effort.sweep) result.input.sweeps.clear();
  result.input.quality = quality;
  const Verdict first = verdict_of(result.input);
  const Evidence& evidence = result.input.evidence;
  const Hypothesis best = first.best;
  const Hypothesis fitted = fitted_hypothesis(best, evidence);
  result.held_out = held_out_scores(model.evidence(), data, evidence);
  if (evidence[index_of(Hypothesis::M12)].is_tested)
    result.mixture = mixture_share(model, data, evidence[index_of(Hypothesis::M12)], effort.seed);
  result.parameters = parameters_of(model, evidence, fitted, effort.seed);
  result.n_eff = effective_pixels(model, evidence[index_of(fitted)].best);
  if (first.word == VerdictWord::data_quality_failed) {
    result.verdict = first;
    return result;
  }
  const DescriptorFrame frame(model);
  result.descriptors = descriptor_evidence(model, frame, changes, evidence, effort.n_descriptor, effort.seed,
                                           effort.n_threads);
  result.input.adequacy.push_back(roads_agree(evidence, result.descriptors, best));
  if (best != Hypothesis::M_other)
    result.input.adequacy.push_back(explained_check(model, changes, data, evidence, fitted));
  if (!result.input.held_out_agrees && is_decisive_but_for_held_out(result.input))
    weigh_held_out(HeldOutStrips(model, effort.n_threads), changes, result.input, best);
  if (best == Hypothesis::M12) result.input.apart = ControlRegions(model, effort.n_threads).checks(changes);
  if (effort.n_power > 0) estimate_power(model, data, effort, best, result.input);
  result.verdict = verdict_of(result.input);
  return result;
}

}  // namespace lauelith::inverse
