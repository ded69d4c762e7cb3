// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/peak_search.h"

#include <algorithm>
#include <cmath>

#include "inverse/noisy_peaks.h"
#include "inverse/spot_groups.h"
#include "inverse/spot_significance.h"

namespace lauelith::inverse {
namespace {

constexpr double sigma_to_fwhm = 2.3548200450309493;
constexpr double least_visible = 0.6;

Peak peak_of(const FoundSpot& found) {
  const SpotParameters& spot = found.fitted.spot;
  const SpotCovariance& covariance = found.fitted.covariance;
  const forward::SpotAxes axes = forward::axes_of({spot.xx, spot.xy, spot.yy});
  Peak peak;
  peak.x_px = spot.x_px;
  peak.y_px = spot.y_px;
  peak.x_sigma_px = std::sqrt(covariance(1, 1));
  peak.y_sigma_px = std::sqrt(covariance(2, 2));
  peak.xy_covariance_px2 = covariance(1, 2);
  peak.intensity = spot.intensity;
  peak.intensity_sigma = std::sqrt(covariance(0, 0));
  peak.background = found.fitted.background;
  peak.height = found.fitted.height;
  peak.fwhm_major_px = sigma_to_fwhm * axes.sigma_major_px;
  peak.fwhm_minor_px = sigma_to_fwhm * axes.sigma_minor_px;
  peak.tilt_deg = axes.tilt_deg;
  peak.significance = found.significance;
  peak.saturated = found.fitted.saturated;
  peak.shape_fixed = found.shape_fixed;
  peak.clipped = found.fitted.visible < least_visible;
  peak.blended = found.blended;
  return peak;
}

/// Median width of the free, whole, unsaturated spots found; 0 if there are fewer than `n_least`.
double median_width(const std::vector<FoundSpot>& spots, std::size_t n_least) {
  std::vector<double> widths;
  for (const FoundSpot& found : spots) {
    const SpotParameters& spot = found.fitted.spot;
    const bool clean = !found.shape_fixed && !found.blended && !found.fitted.saturated;
    if (clean && found.fitted.visible > 0.9)
      widths.push_back(std::pow(spot.xx * spot.yy - spot.xy * spot.xy, 0.25));
  }
  if (widths.size() < n_least) return 0.0;
  const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  std::nth_element(widths.begin(), middle, widths.end());
  return *middle;
}

double median_level(const LocalBackground& background) {
  std::vector<float> levels;
  for (const TileStatistics& tile : background.tiles()) {
    if (tile.measured && !tile.constant) levels.push_back(tile.level);
  }
  if (levels.empty()) return 0.0;
  const auto middle = levels.begin() + static_cast<std::ptrdiff_t>(levels.size() / 2);
  std::nth_element(levels.begin(), middle, levels.end());
  return *middle;
}

/// Intensity for which Σ w·N·p/√variance reaches the threshold, w the normalised filter, p the spot: N·√Σp².
double detection_limit(const NoiseModel& noise, double level, double width, double psf_sigma_px,
                       double threshold) {
  double squares = 0.0;
  for (const double share : forward::pixel_shares(0.0, psf_sigma_px, -40, 81)) squares += share * share;
  return threshold * width * std::sqrt(noise.variance(level)) / squares;
}

/// Everything that does not depend on the point spread.
struct SearchField {
  const PixelView& pixels;
  const LocalBackground& background;
  const NoiseModel& noise;
};

struct SearchResult {
  std::vector<FoundSpot> spots;
  double frame_width = 1.0;
};

struct CandidateList {
  std::vector<SpotCandidate> candidates;
  double frame_width = 1.0;
};

CandidateList candidates_of(const SearchField& field, double psf_sigma_px, double threshold) {
  // The foot of a peak serves to see which maxima belong together; below 3.5 it is mostly noise.
  const double screen = std::min(3.5, 0.64 * threshold);
  const Significance significance =
      measure_significance(field.pixels, field.background, field.noise, psf_sigma_px, screen);
  return {find_candidates(field.pixels, field.background, field.noise, significance, psf_sigma_px, threshold),
          significance.frame_width};
}

SearchResult search(const SearchField& field, const GroupOptions& options) {
  const CandidateList list = candidates_of(field, options.psf.sigma_px, options.threshold);
  SpotFitter fitter(field.pixels, field.noise, list.frame_width);
  return {fit_candidates(field.pixels, field.background, field.noise, list.candidates, fitter, options),
          list.frame_width};
}

/// Of two filters that between them serve widths from 0.65 to 3.3 px, the one that sees the ten best
/// candidates better: for frames without any bright spot to measure.
double better_filter(const SearchField& field, double threshold) {
  double best = 0.0;
  double best_score = -1.0;
  for (const double width : {1.0, 2.2}) {
    const CandidateList list = candidates_of(field, width, threshold);
    double score = 0.0;
    for (std::size_t i = 0; i < std::min<std::size_t>(10, list.candidates.size()); ++i) {
      score += list.candidates[i].significance;
    }
    if (score <= best_score) continue;
    best = width;
    best_score = score;
  }
  return best;
}

/// Search without a bright spot to measure: guess the width, measure it on what turns up, search again if it
/// differs.
SearchResult search_without_width(const SearchField& field, GroupOptions& options) {
  options.psf = {better_filter(field, options.threshold), 1.0};
  for (int pass = 0; pass < 2; ++pass) {  // candidates found with the wrong width prefer it
    const CandidateList list = candidates_of(field, options.psf.sigma_px, options.threshold);
    SpotFitter fitter(field.pixels, field.noise, list.frame_width);
    const double together =
        likeliest_point_spread(field.background, list.candidates, options.psf.sigma_px, fitter);
    if (together > 0.0) options.psf = {together, 0.4};
  }
  SearchResult result = search(field, options);
  if (options.psf.spread < 1.0) return result;
  const double width = median_width(result.spots, 8);
  if (width <= 0.0) return result;
  options.psf = {width, 0.4};
  return search(field, options);
}

PeakList list_of(const SearchResult& result, const PixelView& pixels, double gain, double psf_sigma_px) {
  PeakList list;
  list.rows = pixels.rows;
  list.cols = pixels.cols;
  list.gain = gain;
  list.psf_sigma_px = psf_sigma_px;
  for (const FoundSpot& found : result.spots) list.peaks.push_back(peak_of(found));
  std::sort(list.peaks.begin(), list.peaks.end(),
            [](const Peak& a, const Peak& b) { return a.intensity > b.intensity; });
  for (std::size_t i = 0; i < std::min<std::size_t>(20, list.peaks.size()); ++i) {
    list.n_saturated_brightest += list.peaks[i].saturated ? 1 : 0;
  }
  return list;
}

}  // namespace

void describe(ParameterVisitor& visit, PeakSearchOptions& options) {
  visit.number({"significance", "peaks must stand out of the local noise by this many standard deviations",
                3.0, 100.0},
               options.significance);
  visit.number({"psf_sigma_px", "Gaussian width of a sharp spot; 0: measured from the frame", 0.0, 10.0},
               options.psf_sigma_px);
}

NoisyPeaks find_noisy_peaks(const Image& image, const PeakSearchOptions& options) {
  PixelView pixels{
      image.rows, image.cols, image.value.data(), image.mask.data(),
      image.saturation > 0.0 ? static_cast<float>(image.saturation) : std::numeric_limits<float>::infinity()};
  if (image.rows <= 0 || image.cols <= 0) return {};
  LocalBackground background(pixels);
  const DeadArea dead = find_dead_area(pixels, background);
  if (!dead.mask.empty()) {
    pixels.mask = dead.mask.data();
    background.measure_again(pixels, dead.tiles);
  }
  const NoiseModel noise = estimate_noise(background);
  const SearchField field{pixels, background, noise};
  GroupOptions group{{options.psf_sigma_px, 0.4}, options.significance};
  if (group.psf.sigma_px <= 0.0) {
    SpotFitter fitter(pixels, noise, 1.0);
    group.psf.sigma_px = measure_point_spread(pixels, background, fitter);
  }
  const SearchResult result =
      group.psf.sigma_px > 0.0 ? search(field, group) : search_without_width(field, group);
  const double width = median_width(result.spots, 1);
  PeakList list = list_of(result, pixels, noise.gain, width > 0.0 ? width : group.psf.sigma_px);
  list.detection_limit = detection_limit(noise, median_level(background), result.frame_width,
                                         group.psf.sigma_px, options.significance);
  const double psf_sigma_px = list.psf_sigma_px > 0.0 ? list.psf_sigma_px : 1.0;
  return {std::move(list), {noise, width_of_frame(background, psf_sigma_px)}};
}

PeakList find_peaks(const Image& image, const PeakSearchOptions& options) {
  return find_noisy_peaks(image, options).peaks;
}

}  // namespace lauelith::inverse
