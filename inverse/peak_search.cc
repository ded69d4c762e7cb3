// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/peak_search.h"

#include <algorithm>
#include <cmath>

#include "inverse/spot_groups.h"

namespace lauelith::inverse {
namespace {

constexpr double usual_psf_px = 1.0;            // until the frame tells
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

/// Median width of the free, whole, unsaturated spots found; 0 if there are none.
double median_width(const std::vector<FoundSpot>& spots) {
  std::vector<double> widths;
  for (const FoundSpot& found : spots) {
    const SpotParameters& spot = found.fitted.spot;
    const bool clean = !found.shape_fixed && !found.blended && !found.fitted.saturated;
    if (clean && found.fitted.visible > 0.9) widths.push_back(std::pow(spot.xx * spot.yy - spot.xy * spot.xy, 0.25));
  }
  if (widths.empty()) return 0.0;
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
double detection_limit(const NoiseModel& noise, double level, double width, double psf_sigma_px, double threshold) {
  double squares = 0.0;
  for (const double share : forward::pixel_shares(0.0, psf_sigma_px, -40, 81)) squares += share * share;
  return threshold * width * std::sqrt(noise.variance(level)) / squares;
}

struct SearchResult {
  std::vector<FoundSpot> spots;
  double frame_width = 1.0;
};

SearchResult search(const PixelView& pixels, const LocalBackground& background, const NoiseModel& noise,
                    const GroupOptions& options) {
  const Significance significance = measure_significance(pixels, background, noise, options.psf_sigma_px);
  const std::vector<SpotCandidate> candidates =
      find_candidates(pixels, background, noise, significance, options.psf_sigma_px, options.threshold);
  SpotFitter fitter(pixels, noise, significance.frame_width);
  return {fit_candidates(pixels, background, noise, candidates, fitter, options), significance.frame_width};
}

PeakList list_of(const SearchResult& result, const PixelView& pixels, double gain, double psf_sigma_px) {
  PeakList list;
  list.rows = pixels.rows;
  list.cols = pixels.cols;
  list.gain = gain;
  list.psf_sigma_px = psf_sigma_px;
  for (const FoundSpot& found : result.spots) list.peaks.push_back(peak_of(found));
  std::sort(list.peaks.begin(), list.peaks.end(), [](const Peak& a, const Peak& b) { return a.intensity > b.intensity; });
  for (std::size_t i = 0; i < std::min<std::size_t>(20, list.peaks.size()); ++i) {
    list.n_saturated_brightest += list.peaks[i].saturated ? 1 : 0;
  }
  return list;
}

}  // namespace

void describe(ParameterVisitor& visit, PeakSearchOptions& options) {
  visit.number({"significance", "peaks must stand out of the local noise by this many standard deviations", 3.0, 100.0},
               options.significance);
  visit.number({"psf_sigma_px", "Gaussian width of a sharp spot; 0: measured from the frame", 0.0, 10.0},
               options.psf_sigma_px);
}

PeakList find_peaks(const Image& image, const PeakSearchOptions& options) {
  PixelView pixels{image.rows, image.cols, image.value.data(), image.mask.data(),
                   image.saturation > 0.0 ? static_cast<float>(image.saturation) : std::numeric_limits<float>::infinity()};
  if (image.rows <= 0 || image.cols <= 0) return {};
  LocalBackground background(pixels);
  const std::vector<std::uint8_t> mask = mask_without_dead_area(pixels, background);
  if (!mask.empty()) {
    pixels.mask = mask.data();
    background.measure_again_at_edges(pixels);
  }
  const NoiseModel noise = estimate_noise(background);
  GroupOptions group{options.psf_sigma_px, options.significance};
  if (group.psf_sigma_px <= 0.0) {
    SpotFitter fitter(pixels, noise, 1.0);
    group.psf_sigma_px = measure_point_spread(pixels, background, fitter);
  }
  const bool guessed = group.psf_sigma_px <= 0.0;
  if (guessed) group.psf_sigma_px = usual_psf_px;
  SearchResult result = search(pixels, background, noise, group);
  double width = median_width(result.spots);
  if (guessed && width > 0.0 && std::abs(std::log(width / usual_psf_px)) > 0.3) {
    group.psf_sigma_px = width;
    result = search(pixels, background, noise, group);
    width = median_width(result.spots);
  }
  PeakList list = list_of(result, pixels, noise.gain, width > 0.0 ? width : group.psf_sigma_px);
  list.detection_limit = detection_limit(noise, median_level(background), result.frame_width, group.psf_sigma_px,
                                         options.significance);
  return list;
}

}  // namespace lauelith::inverse
