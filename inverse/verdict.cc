// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/verdict.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace lauelith::inverse {

namespace {

constexpr double decisive_probability = 0.95;

/// Hypotheses as the verdict sees them: penetration pools M1 and M1c.
constexpr std::array<Hypothesis, 5> pooled{Hypothesis::M0, Hypothesis::M1, Hypothesis::M2, Hypothesis::M12,
                                           Hypothesis::M_other};
constexpr const char* pooled_names[] = {"no change", "penetration", "transport", "both", "something else"};

struct Pooled {
  std::array<double, 5> log_z{};
  std::array<double, 5> probability{};
  std::size_t best = 0;
  double twice_log_bayes = 0.0;  ///< against the best other
  std::size_t second = 0;
};

Pooled pooled_of(const Evidence& evidence, const std::array<double, n_hypotheses>& prior) {
  Pooled result;
  std::vector<double> logarithms;
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    const std::size_t h = index_of(pooled[i]);
    double weight = evidence[h].is_tested ? prior[h] : 0.0;
    result.log_z[i] = evidence[h].log_z;
    const std::size_t c = index_of(Hypothesis::M1c);
    if (pooled[i] == Hypothesis::M1 && evidence[c].is_tested) {
      weight += prior[c];
      std::vector<double> parts{std::log(prior[c] / weight) + evidence[c].log_z};
      if (evidence[h].is_tested) parts.push_back(std::log(prior[h] / weight) + evidence[h].log_z);
      result.log_z[i] = log_sum(parts);
    }
    logarithms.push_back(weight > 0.0 ? std::log(weight) + result.log_z[i] : not_tested);
  }
  const double sum = log_sum(logarithms);
  for (std::size_t i = 0; i < pooled.size(); ++i) result.probability[i] = std::exp(logarithms[i] - sum);
  const auto largest = std::max_element(result.probability.begin(), result.probability.end());
  result.best = static_cast<std::size_t>(largest - result.probability.begin());
  double other = not_tested;
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    if (i == result.best || result.log_z[i] <= other) continue;
    other = result.log_z[i];
    result.second = i;
  }
  result.twice_log_bayes = 2.0 * (result.log_z[result.best] - other);
  return result;
}

bool is_strong(const Pooled& result) {
  return result.probability[result.best] >= decisive_probability &&
         result.twice_log_bayes > decisive_twice_log;
}

std::string number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

bool all_passed(const std::vector<VerdictCheck>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const VerdictCheck& check) { return check.passed; });
}

/// 2 ln B of no change against every mechanism that makes at least the smallest effect.
double twice_log_no_change(const Evidence& evidence) {
  double largest = not_tested;
  for (const Hypothesis h : {Hypothesis::M1, Hypothesis::M1c, Hypothesis::M2, Hypothesis::M12})
    largest = std::max(largest, evidence[index_of(h)].log_z_visible);
  return 2.0 * (evidence[index_of(Hypothesis::M0)].log_z - largest);
}

VerdictCheck check(const char* name, bool passed, double value, double limit, std::string sentence) {
  return {name, passed, value, limit, std::move(sentence)};
}

/// `what`: that the share of simulated measurements does.
VerdictCheck power_check(const PowerEstimate& power, double limit, const char* where, const char* what) {
  return check("power", power.n_simulated == 0 || power.share >= limit, power.share, limit,
               "Of simulated measurements " + std::string(where) + ", " +
                   number("%.0f %%", 100.0 * power.share) + " " + what + "; " +
                   number("%.0f %%", 100.0 * limit) + " are needed.");
}

VerdictCheck held_out_check(const VerdictInput& input) {
  std::string text = "The last scan, predicted from the earlier ones, does not speak against it.";
  if (input.held_out_loss > 0.0) {
    text = "Predicted from the earlier scans, the last one is better explained otherwise by " +
           number("%.1f", input.held_out_loss);
    if (input.held_out_error > 0.0) text += " ± " + number("%.1f", input.held_out_error);
    text += " in ln p; more than 4 and more than two standard errors count.";
  }
  return check("held_out_scan", input.held_out_agrees, input.held_out_loss,
               std::max(4.0, 2.0 * input.held_out_error), text);
}

void add_strength_checks(const Pooled& result, const VerdictInput& input, Verdict& verdict) {
  auto& checks = verdict.checks;
  const std::string best = pooled_names[result.best];
  checks.push_back(check("posterior_probability", result.probability[result.best] >= decisive_probability,
                         result.probability[result.best], decisive_probability,
                         "The most probable explanation, " + best + ", has a probability of " +
                             number("%.3f", result.probability[result.best]) + "; a verdict needs 0.95."));
  checks.push_back(check(
      "bayes_factor", result.twice_log_bayes > decisive_twice_log, result.twice_log_bayes, decisive_twice_log,
      "Evidence for " + best + " against " + pooled_names[result.second] +
          ": 2 ln B = " + number("%.1f", result.twice_log_bayes) + "; a verdict needs more than 10."));
  checks.push_back(held_out_check(input));
  bool same = true;
  for (const Evidence& sweep : input.sweeps) {
    const Pooled other = pooled_of(sweep, input.prior);
    same = same && other.best == result.best && is_strong(other);
  }
  checks.push_back(check("prior_sweep", same, same ? 1.0 : 0.0, 1.0,
                         same ? "The verdict is the same with signal priors twice and half as wide."
                              : "With signal priors twice or half as wide the verdict would be another."));
  if (pooled[result.best] == Hypothesis::M12) {
    const bool inside = input.mixture_low > 0.1 && input.mixture_high < 0.9;
    checks.push_back(check("mixture_share", inside, input.mixture_low, 0.1,
                           "Penetration explains " + number("%.0f", 100.0 * input.mixture_low) + " to " +
                               number("%.0f %%", 100.0 * input.mixture_high) +
                               " of the signal; a mixture needs both between 10 and 90 %."));
    checks.insert(checks.end(), input.apart.begin(), input.apart.end());
  }
}

VerdictWord word_for(Hypothesis hypothesis) {
  if (hypothesis == Hypothesis::M1) return VerdictWord::penetration;
  return hypothesis == Hypothesis::M2 ? VerdictWord::transport : VerdictWord::mixed;
}

/// Steps 3 and 4 for M0.
VerdictWord word_without_signal(const VerdictInput& input, Verdict& verdict) {
  verdict.checks.push_back(power_check(input.at_smallest_effect, 0.8, "with the smallest effect of interest",
                                       "show that something changed"));
  const double twice = twice_log_no_change(input.evidence);
  const bool strong = twice > decisive_twice_log;
  verdict.checks.push_back(
      check("no_change_bayes_factor", strong, twice, decisive_twice_log,
            "Evidence for no change against any mechanism of at least the smallest effect: "
            "2 ln B = " +
                number("%.1f", twice) + "; a verdict needs more than 10."));
  const bool powerful = verdict.checks[verdict.checks.size() - 2].passed;
  return strong && powerful ? VerdictWord::no_change : VerdictWord::inconclusive_underpowered;
}

}  // namespace

const char* word_of(VerdictWord word) {
  switch (word) {
    case VerdictWord::penetration:
      return "penetration";
    case VerdictWord::transport:
      return "transport";
    case VerdictWord::mixed:
      return "mixed";
    case VerdictWord::no_change:
      return "no-change";
    case VerdictWord::inconclusive_underpowered:
      return "inconclusive-underpowered";
    case VerdictWord::inconclusive_models_inadequate:
      return "inconclusive-models-inadequate";
    case VerdictWord::data_quality_failed:
      return "data-quality-failed";
  }
  return "";
}

bool is_decisive(VerdictWord word) { return word <= VerdictWord::no_change; }

Verdict verdict_of(const VerdictInput& input) {
  Verdict verdict;
  verdict.checks = input.quality;
  const Pooled result = pooled_of(input.evidence, input.prior);
  verdict.best = pooled[result.best];
  verdict.twice_log_bayes = result.twice_log_bayes;
  std::vector<double> logarithms;
  for (std::size_t h = 0; h < n_hypotheses; ++h)
    logarithms.push_back(input.evidence[h].is_tested ? std::log(input.prior[h]) + input.evidence[h].log_z
                                                     : not_tested);
  const double sum = log_sum(logarithms);
  for (std::size_t h = 0; h < n_hypotheses; ++h) verdict.posterior[h] = std::exp(logarithms[h] - sum);
  if (!all_passed(input.quality)) {
    verdict.word = VerdictWord::data_quality_failed;
    return verdict;
  }
  const bool other = verdict.best == Hypothesis::M_other;
  verdict.checks.push_back(check("known_mechanism", !other, result.probability.back(), 0.5,
                                 other
                                     ? "A smooth change of unknown origin explains the maps better than any "
                                       "of the mechanisms."
                                     : "A known explanation is more probable than a smooth change of unknown "
                                       "origin."));
  verdict.checks.insert(verdict.checks.end(), input.adequacy.begin(), input.adequacy.end());
  if (other || !all_passed(input.adequacy)) {
    verdict.word = VerdictWord::inconclusive_models_inadequate;
    return verdict;
  }
  if (verdict.best == Hypothesis::M0) {
    verdict.word = word_without_signal(input, verdict);
    return verdict;
  }
  add_strength_checks(result, input, verdict);
  verdict.checks.push_back(
      power_check(input.at_fitted, 0.5, "at the fitted amplitude", "reach the right decisive verdict"));
  const std::size_t n_quality = input.quality.size();
  const std::vector<VerdictCheck> rest(verdict.checks.begin() + static_cast<std::ptrdiff_t>(n_quality),
                                       verdict.checks.end());
  verdict.word = all_passed(rest) ? word_for(verdict.best) : VerdictWord::inconclusive_underpowered;
  return verdict;
}

}  // namespace lauelith::inverse
