// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/phase_evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "inverse/peak_grid.h"

namespace lauelith::inverse {
namespace {

/// Ranks with ties shared.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    for (std::size_t i = first; i <= last; ++i) result[order[i]] = 0.5 * static_cast<double>(first + last);
    first = last + 1;
  }
  return result;
}

/// A predicted spot that the camera could have shown, and whether any peak is there.
struct PredictedSpotView {
  double ln_intensity = 0.0;
  std::size_t place = 0;  ///< among the predicted
  bool is_seen = false;
};

/// Stronger ones first; among equals the order of prediction.
bool is_stronger(const PredictedSpotView& a, const PredictedSpotView& b) {
  return a.ln_intensity != b.ln_intensity ? a.ln_intensity > b.ln_intensity : a.place < b.place;
}

/// All of them; the grain's number of matches strongest come first, in any order.
std::vector<PredictedSpotView> visible_spots(const FittedGrain& grain,
                                             const std::vector<forward::PredictedSpot>& predicted,
                                             const std::vector<Peak>& peaks, const Detector& detector) {
  const double radius = std::max(1.5, 4.0 * grain.lattice.tau_px);
  const PeakGrid grid(peaks, std::vector<std::uint8_t>(peaks.size(), 1), detector.rows, detector.cols,
                      radius);
  std::vector<PredictedSpotView> visible;
  for (const forward::PredictedSpot& spot : predicted) {
    if (detector.is_masked(spot.px)) continue;
    const bool is_seen = grid.nearest(static_cast<float>(spot.px.x()), static_cast<float>(spot.px.y())) >= 0;
    visible.push_back({std::log(std::max(spot.intensity, 1e-300)), visible.size(), is_seen});
  }
  const std::size_t n = std::min(grain.matches.size(), visible.size());
  std::nth_element(visible.begin(), visible.begin() + static_cast<std::ptrdiff_t>(n), visible.end(),
                   is_stronger);
  return visible;
}

/// Share of the first n that are seen.
double seen_share(const std::vector<PredictedSpotView>& visible, std::size_t n) {
  const auto last = visible.begin() + static_cast<long>(std::min(n, visible.size()));
  if (last == visible.begin()) return 0.0;
  const auto n_seen =
      std::count_if(visible.begin(), last, [](const PredictedSpotView& spot) { return spot.is_seen; });
  return static_cast<double>(n_seen) / static_cast<double>(last - visible.begin());
}

/// Predicted and observed intensity of the peaks of a grain that were measured whole, in logarithms.
struct IntensityPairs {
  std::vector<double> ln_predicted;
  std::vector<double> ln_observed;
};

IntensityPairs intensity_pairs(const FittedGrain& grain, const std::vector<forward::PredictedSpot>& predicted,
                               const std::vector<Peak>& peaks) {
  IntensityPairs pairs;
  for (const SpotMatch& match : grain.matches) {
    const Peak& peak = peaks[static_cast<std::size_t>(match.peak)];
    if (peak.saturated || peak.clipped) continue;
    const forward::PredictedSpot* spot = predicted_spot(predicted, match.direction);
    if (spot == nullptr || !(spot->intensity > 0.0 && peak.intensity > 0.0)) continue;
    pairs.ln_predicted.push_back(std::log(spot->intensity));
    pairs.ln_observed.push_back(std::log(peak.intensity));
  }
  return pairs;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<long>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
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

/// ln I_observed = ln_scale + slope·ln I_predicted ± sigma. Extinction takes |F|² towards |F|, so the slope
/// of a real crystal lies between a half and one.
struct IntensityLaw {
  double ln_scale = 0.0;
  double slope = 1.0;
  double sigma = 1.0;
  double of(double ln_predicted) const { return ln_scale + slope * ln_predicted; }
};

IntensityLaw fitted_law(const IntensityPairs& pairs) {
  constexpr double smallest_sigma = 0.4;
  constexpr double largest_sigma = 1.0;  // a factor 2.7 per spot
  const double x_mean = mean(pairs.ln_predicted);
  const double y_mean = mean(pairs.ln_observed);
  double xx = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < pairs.ln_predicted.size(); ++i) {
    xx += (pairs.ln_predicted[i] - x_mean) * (pairs.ln_predicted[i] - x_mean);
    xy += (pairs.ln_predicted[i] - x_mean) * (pairs.ln_observed[i] - y_mean);
  }
  IntensityLaw law;
  law.slope = xx > 0.0 ? std::clamp(xy / xx, 0.5, 1.0) : 1.0;
  std::vector<double> offsets;
  for (std::size_t i = 0; i < pairs.ln_predicted.size(); ++i) {
    offsets.push_back(pairs.ln_observed[i] - law.slope * pairs.ln_predicted[i]);
  }
  law.ln_scale = median(offsets);
  law.sigma = std::clamp(std::sqrt(variance_about(offsets, law.ln_scale)), smallest_sigma, largest_sigma);
  return law;
}

/// How much better the intensities of the matched peaks follow the prediction than a law of their own.
double ln_ratio_of_intensities(const IntensityPairs& pairs, const IntensityLaw& law) {
  const double centre = mean(pairs.ln_observed);
  const double spread = std::max(0.3, std::sqrt(variance_about(pairs.ln_observed, centre)));
  double sum = 0.0;
  for (std::size_t i = 0; i < pairs.ln_observed.size(); ++i) {
    const double unrelated = ln_normal(pairs.ln_observed[i] - centre, spread);
    const double related = ln_normal(pairs.ln_observed[i] - law.of(pairs.ln_predicted[i]), law.sigma);
    sum +=
        std::log(0.9 * std::exp(related) + 0.1 * std::exp(unrelated)) - unrelated;  // 0.1: blends, harmonics
  }
  return sum;
}

/// How much better "strong ones are seen, weak ones not" explains which predicted spots meet a peak than one
/// common rate of meeting, whatever that rate (uniform prior).
double ln_ratio_of_visibility(const std::vector<PredictedSpotView>& predicted, const IntensityLaw& law,
                              double ln_limit) {
  constexpr double lost =
      0.2;  // strong spots behind a blend or a gap, or where the spectrum is weaker than assumed
  double sum = 0.0;
  int n_seen = 0;
  int n = 0;
  for (const PredictedSpotView& spot : predicted) {
    const double above = (law.of(spot.ln_intensity) - ln_limit) / law.sigma;
    if (above < -2.0) continue;
    const double visible = lost / 10.0 + (1.0 - lost) * 0.5 * std::erfc(-above / std::sqrt(2.0));
    sum += std::log(spot.is_seen ? visible : 1.0 - visible);
    n_seen += spot.is_seen ? 1 : 0;
    ++n;
  }
  const double ln_common = std::lgamma(n_seen + 1.0) + std::lgamma(n - n_seen + 1.0) - std::lgamma(n + 2.0);
  return sum - ln_common;
}

double log10_likelihood_ratio(const IntensityPairs& pairs, const std::vector<PredictedSpotView>& predicted,
                              const std::vector<Peak>& peaks) {
  if (pairs.ln_observed.size() < 4) return std::numeric_limits<double>::quiet_NaN();
  const IntensityLaw law = fitted_law(pairs);
  return (ln_ratio_of_intensities(pairs, law) +
          ln_ratio_of_visibility(predicted, law, ln_detection_limit(peaks))) /
         std::log(10.0);
}

}  // namespace

const forward::PredictedSpot* predicted_spot(const std::vector<forward::PredictedSpot>& predicted,
                                             std::uint32_t direction) {
  const auto found = std::lower_bound(
      predicted.begin(), predicted.end(), direction,
      [](const forward::PredictedSpot& spot, std::uint32_t wanted) { return spot.direction < wanted; });
  return found != predicted.end() && found->direction == direction ? &*found : nullptr;
}

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
  const auto visible = visible_spots(grain, predicted, peaks, plan.setup.detector);
  const IntensityPairs pairs = intensity_pairs(grain, predicted, peaks);
  evidence.explained_share = n_free > 0.0 ? static_cast<double>(grain.matches.size()) / n_free : 0.0;
  evidence.completeness = seen_share(visible, grain.matches.size());
  evidence.seen_share = seen_share(visible, visible.size());
  evidence.rank_correlation = rank_correlation(pairs.ln_predicted, pairs.ln_observed);
  evidence.log10_likelihood_ratio = log10_likelihood_ratio(pairs, visible, peaks);
  return evidence;
}

PhaseVerdict judge(const PhaseEvidence& evidence, double frame_share) {
  constexpr double favoured = 1.0;  // decades
  const bool explains = evidence.explained_share >= 0.45;
  const bool complete = evidence.completeness >= 0.7;
  const bool correlates = evidence.rank_correlation >= 0.5;  // false when unknown
  const double explained = std::max(evidence.explained_share, frame_share);
  if (explained >= 0.9 && evidence.seen_share >= 0.8) return PhaseVerdict::accepted;
  if (std::isnan(evidence.log10_likelihood_ratio) || std::isnan(evidence.rank_correlation)) {
    const bool clear = evidence.explained_share >= 0.6 && evidence.completeness >= 0.8;
    return clear ? PhaseVerdict::accepted : PhaseVerdict::doubtful;
  }
  if (evidence.log10_likelihood_ratio >= favoured || (explains && complete && correlates))
    return PhaseVerdict::accepted;
  const bool some = explains || complete || correlates || evidence.log10_likelihood_ratio >= 0.0;
  return some ? PhaseVerdict::doubtful : PhaseVerdict::rejected;
}

}  // namespace lauelith::inverse
