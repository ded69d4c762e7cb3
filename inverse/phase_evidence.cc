// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/phase_evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "inverse/peak_grid.h"

namespace lauelith::inverse {
namespace {

/// Ranks with ties shared.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    for (std::size_t i = first; i <= last; ++i) result[order[i]] = 0.5 * static_cast<double>(first + last);
    first = last + 1;
  }
  return result;
}

/// Intensity from which a predicted spot belongs to the n strongest that the camera could have shown.
std::vector<const forward::PredictedSpot*> strongest_visible(const std::vector<forward::PredictedSpot>& predicted, std::size_t n,
                                                    const Detector& detector) {
  std::vector<const forward::PredictedSpot*> visible;
  for (const forward::PredictedSpot& spot : predicted) {
    if (!detector.is_masked(spot.px)) visible.push_back(&spot);
  }
  n = std::min(n, visible.size());
  std::partial_sort(visible.begin(), visible.begin() + static_cast<long>(n), visible.end(),
                    [](const auto* a, const auto* b) { return a->intensity > b->intensity; });
  visible.resize(n);
  return visible;
}

double completeness(const FittedGrain& grain, const std::vector<forward::PredictedSpot>& predicted, const std::vector<Peak>& peaks,
                    const IndexingPlan& plan) {
  const Detector& detector = plan.setup.detector;
  const auto strongest = strongest_visible(predicted, grain.matches.size(), detector);
  if (strongest.empty()) return 0.0;
  const double radius = std::max(1.5, 4.0 * grain.lattice.tau_px);
  const PeakGrid grid(peaks, std::vector<std::uint8_t>(peaks.size(), 1), detector.rows, detector.cols, radius);
  const auto n_met = std::count_if(strongest.begin(), strongest.end(), [&grid](const forward::PredictedSpot* spot) {
    return grid.nearest(static_cast<float>(spot->px.x()), static_cast<float>(spot->px.y())) >= 0;
  });
  return static_cast<double>(n_met) / static_cast<double>(strongest.size());
}

/// Predicted and observed intensity of the peaks of a grain that were measured whole, in logarithms.
struct IntensityPairs {
  std::vector<double> ln_predicted;
  std::vector<double> ln_observed;
};

IntensityPairs intensity_pairs(const FittedGrain& grain, const std::vector<forward::PredictedSpot>& predicted,
                               const std::vector<Peak>& peaks) {
  std::unordered_map<std::uint32_t, double> of_direction;
  for (const forward::PredictedSpot& spot : predicted) of_direction.emplace(spot.direction, spot.intensity);
  IntensityPairs pairs;
  for (const SpotMatch& match : grain.matches) {
    const Peak& peak = peaks[static_cast<std::size_t>(match.peak)];
    const auto found = of_direction.find(match.direction);
    if (found == of_direction.end() || peak.saturated || peak.clipped) continue;
    if (!(found->second > 0.0 && peak.intensity > 0.0)) continue;
    pairs.ln_predicted.push_back(std::log(found->second));
    pairs.ln_observed.push_back(std::log(peak.intensity));
  }
  return pairs;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double variance_about(const std::vector<double>& values, double centre) {
  double sum = 0.0;
  for (const double value : values) sum += (value - centre) * (value - centre);
  return sum / static_cast<double>(values.size());
}

double ln_normal(double x, double sigma) { return -0.5 * x * x / (sigma * sigma) - std::log(sigma); }

/// Faintest intensity the list shows, robustly: its third percentile.
double ln_detection_limit(const std::vector<Peak>& peaks) {
  std::vector<double> intensities;
  for (const Peak& peak : peaks) intensities.push_back(peak.intensity);
  const auto place = intensities.begin() + static_cast<long>(0.03 * static_cast<double>(intensities.size()));
  std::nth_element(intensities.begin(), place, intensities.end());
  return std::log(std::max(*place, 1e-300));
}

/// How much better the intensities of the matched peaks follow the prediction than a law of their own.
double ln_ratio_of_intensities(const IntensityPairs& pairs, double ln_scale, double sigma) {
  const double mean = std::accumulate(pairs.ln_observed.begin(), pairs.ln_observed.end(), 0.0) /
                      static_cast<double>(pairs.ln_observed.size());
  const double spread = std::max(0.3, std::sqrt(variance_about(pairs.ln_observed, mean)));
  double sum = 0.0;
  for (std::size_t i = 0; i < pairs.ln_observed.size(); ++i) {
    const double unrelated = ln_normal(pairs.ln_observed[i] - mean, spread);
    const double related = ln_normal(pairs.ln_observed[i] - pairs.ln_predicted[i] - ln_scale, sigma);
    sum += std::log(0.9 * std::exp(related) + 0.1 * std::exp(unrelated)) - unrelated;  // 0.1: blends and extinction
  }
  return sum;
}

/// How much better "strong ones are seen, weak ones not" explains which predicted spots meet a peak than one common
/// rate of meeting, whatever that rate (uniform prior).
double ln_ratio_of_visibility(const std::vector<forward::PredictedSpot>& predicted, const PeakGrid& grid, const Detector& detector,
                              double ln_scale, double sigma, double ln_limit) {
  constexpr double lost = 0.05;  // strong spots behind a blend, a gap that no mask tells of, a neighbour
  double sum = 0.0;
  int n_seen = 0;
  int n = 0;
  for (const forward::PredictedSpot& spot : predicted) {
    const double above = (std::log(std::max(spot.intensity, 1e-300)) + ln_scale - ln_limit) / sigma;
    if (above < -2.0 || detector.is_masked(spot.px)) continue;
    const double visible = lost / 4.0 + (1.0 - lost) * 0.5 * std::erfc(-above / std::sqrt(2.0));
    const bool seen = grid.nearest(static_cast<float>(spot.px.x()), static_cast<float>(spot.px.y())) >= 0;
    sum += std::log(seen ? visible : 1.0 - visible);
    n_seen += seen ? 1 : 0;
    ++n;
  }
  const double ln_common = std::lgamma(n_seen + 1.0) + std::lgamma(n - n_seen + 1.0) - std::lgamma(n + 2.0);
  return sum - ln_common;
}

double log10_likelihood_ratio(const IntensityPairs& pairs, const FittedGrain& grain,
                              const std::vector<forward::PredictedSpot>& predicted, const std::vector<Peak>& peaks,
                              const Detector& detector) {
  constexpr double smallest_sigma = 0.4;
  constexpr double largest_sigma = 1.0;   // a factor 2.7 per spot
  if (pairs.ln_observed.size() < 4) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> ratios;
  for (std::size_t i = 0; i < pairs.ln_observed.size(); ++i) ratios.push_back(pairs.ln_observed[i] - pairs.ln_predicted[i]);
  const double ln_scale = median(ratios);
  const double sigma = std::clamp(std::sqrt(variance_about(ratios, ln_scale)), smallest_sigma, largest_sigma);
  const double radius = std::max(1.5, 4.0 * grain.lattice.tau_px);
  const PeakGrid grid(peaks, std::vector<std::uint8_t>(peaks.size(), 1), detector.rows, detector.cols, radius);
  return (ln_ratio_of_intensities(pairs, ln_scale, sigma) +
          ln_ratio_of_visibility(predicted, grid, detector, ln_scale, sigma, ln_detection_limit(peaks))) /
         std::log(10.0);
}

}  // namespace

double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> x = ranks(a);
  const std::vector<double> y = ranks(b);
  const double mean = 0.5 * (static_cast<double>(x.size()) - 1.0);
  double xx = 0.0;
  double yy = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
    xy += (x[i] - mean) * (y[i] - mean);
  }
  return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : std::numeric_limits<double>::quiet_NaN();
}

PhaseEvidence weigh_phase(const FittedGrain& grain, const std::vector<forward::PredictedSpot>& predicted,
                          const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& free_peaks,
                          const IndexingPlan& plan) {
  PhaseEvidence evidence;
  const auto n_free = static_cast<double>(std::accumulate(free_peaks.begin(), free_peaks.end(), 0L));
  evidence.explained_share = n_free > 0.0 ? static_cast<double>(grain.matches.size()) / n_free : 0.0;
  evidence.completeness = completeness(grain, predicted, peaks, plan);
  const IntensityPairs pairs = intensity_pairs(grain, predicted, peaks);
  evidence.rank_correlation = rank_correlation(pairs.ln_predicted, pairs.ln_observed);
  evidence.log10_likelihood_ratio = log10_likelihood_ratio(pairs, grain, predicted, peaks, plan.setup.detector);
  return evidence;
}

PhaseVerdict judge(const PhaseEvidence& evidence, std::size_t n_spots) {
  constexpr double decades_per_spot = 0.1;
  if (std::isnan(evidence.log10_likelihood_ratio) || std::isnan(evidence.rank_correlation)) {
    const bool clear = evidence.explained_share >= 0.6 && evidence.completeness >= 0.8;
    return clear ? PhaseVerdict::accepted : PhaseVerdict::doubtful;
  }
  if (evidence.log10_likelihood_ratio >= decades_per_spot * static_cast<double>(n_spots)) return PhaseVerdict::accepted;
  const bool some = evidence.explained_share >= 0.45 || evidence.completeness >= 0.7 || evidence.rank_correlation >= 0.5;
  return some || evidence.log10_likelihood_ratio >= 0.0 ? PhaseVerdict::doubtful : PhaseVerdict::rejected;
}

}  // namespace lauelith::inverse
