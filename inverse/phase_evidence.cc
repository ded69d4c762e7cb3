// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/phase_evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "inverse/peak_grid.h"

namespace lauelith {
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
std::vector<const PredictedSpot*> strongest_visible(const std::vector<PredictedSpot>& predicted, std::size_t n,
                                                    const Detector& detector) {
  std::vector<const PredictedSpot*> visible;
  for (const PredictedSpot& spot : predicted) {
    if (!detector.is_masked(spot.px)) visible.push_back(&spot);
  }
  n = std::min(n, visible.size());
  std::partial_sort(visible.begin(), visible.begin() + static_cast<long>(n), visible.end(),
                    [](const auto* a, const auto* b) { return a->intensity > b->intensity; });
  visible.resize(n);
  return visible;
}

double completeness(const FittedGrain& grain, const std::vector<PredictedSpot>& predicted, const std::vector<Peak>& peaks,
                    const IndexingPlan& plan) {
  const Detector& detector = plan.setup.detector;
  const auto strongest = strongest_visible(predicted, grain.matches.size(), detector);
  if (strongest.empty()) return 0.0;
  const double radius = std::max(1.5, 4.0 * grain.lattice.tau_px);
  const PeakGrid grid(peaks, std::vector<std::uint8_t>(peaks.size(), 1), detector.rows, detector.cols, radius);
  const auto n_met = std::count_if(strongest.begin(), strongest.end(), [&grid](const PredictedSpot* spot) {
    return grid.nearest(static_cast<float>(spot->px.x()), static_cast<float>(spot->px.y())) >= 0;
  });
  return static_cast<double>(n_met) / static_cast<double>(strongest.size());
}

double intensity_correlation(const FittedGrain& grain, const std::vector<PredictedSpot>& predicted,
                             const std::vector<Peak>& peaks) {
  std::unordered_map<std::uint32_t, double> of_direction;
  for (const PredictedSpot& spot : predicted) of_direction.emplace(spot.direction, spot.intensity);
  std::vector<double> calculated;
  std::vector<double> observed;
  for (const SpotMatch& match : grain.matches) {
    const Peak& peak = peaks[static_cast<std::size_t>(match.peak)];
    const auto found = of_direction.find(match.direction);
    if (found == of_direction.end() || peak.saturated || peak.clipped) continue;
    calculated.push_back(found->second);
    observed.push_back(peak.intensity);
  }
  return rank_correlation(calculated, observed);
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

PhaseEvidence weigh_phase(const FittedGrain& grain, const std::vector<PredictedSpot>& predicted,
                          const std::vector<Peak>& peaks, const std::vector<std::uint8_t>& free_peaks,
                          const IndexingPlan& plan) {
  PhaseEvidence evidence;
  const auto n_free = static_cast<double>(std::accumulate(free_peaks.begin(), free_peaks.end(), 0L));
  evidence.explained_share = n_free > 0.0 ? static_cast<double>(grain.matches.size()) / n_free : 0.0;
  evidence.completeness = completeness(grain, predicted, peaks, plan);
  evidence.rank_correlation = intensity_correlation(grain, predicted, peaks);
  return evidence;
}

PhaseVerdict judge(const PhaseEvidence& evidence) {
  if (std::isnan(evidence.rank_correlation)) {
    const bool clear = evidence.explained_share >= 0.6 && evidence.completeness >= 0.8;
    return clear ? PhaseVerdict::accepted : PhaseVerdict::doubtful;
  }
  const int n_passed = (evidence.explained_share >= 0.45 ? 1 : 0) + (evidence.completeness >= 0.7 ? 1 : 0) +
                       (evidence.rank_correlation >= 0.5 ? 1 : 0);
  if (n_passed == 3) return PhaseVerdict::accepted;
  return n_passed > 0 ? PhaseVerdict::doubtful : PhaseVerdict::rejected;
}

}  // namespace lauelith
