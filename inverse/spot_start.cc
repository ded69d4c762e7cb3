// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_start.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace lauelith::inverse {
namespace {

constexpr double widest_weight_px = 14.0;
constexpr int largest_reach_px = 80;  // of three widths of 14·1.6, or of 1.5 times the widest point spread

struct Moments {
  double sum = 0.0;
  double x = 0.0;
  double y = 0.0;
  forward::SpotShape shape;
};

/// Σ w·e, Σ w·e·dx, Σ w·e·dx² of the excess e over the level along a row.
struct RowSums {
  double one = 0.0, x = 0.0, xx = 0.0;
};

RowSums row_sums(const PixelView& pixels, double level, double x, int first, int y,
                 std::span<const double> weight) {
  const float* value = pixels.value + pixels.at(first, y);
  const std::uint8_t* mask = pixels.mask + pixels.at(first, y);
  RowSums sums;
  for (std::size_t i = 0; i < weight.size(); ++i) {
    const double excess = mask[i] == 0 ? weight[i] * (value[i] - level) : 0.0;
    const double dx = first + static_cast<int>(i) - x;
    sums.one += excess;
    sums.x += excess * dx;
    sums.xx += excess * dx * dx;
  }
  return sums;
}

/// Of the pixels above the level, under a Gaussian weight about (x, y) out to three of its widths.
Moments weighted_moments(const PixelView& pixels, double level, double x, double y, double width) {
  const int reach = std::min(largest_reach_px, static_cast<int>(std::ceil(3.0 * width)));
  const int cx = static_cast<int>(std::lround(x));
  const int cy = static_cast<int>(std::lround(y));
  const double scale = -0.5 / (width * width);
  const int first = std::max(0, cx - reach);
  const int last = std::min(pixels.cols - 1, cx + reach);
  std::array<double, 2 * largest_reach_px + 1> weight;
  const auto n = static_cast<std::size_t>(std::max(0, last - first + 1));
  for (std::size_t i = 0; i < n; ++i) {
    const double dx = first + static_cast<int>(i) - x;
    weight[i] = std::exp(scale * dx * dx);
  }
  Moments m;
  m.shape = {0.0, 0.0, 0.0};
  for (int j = std::max(0, cy - reach); j <= std::min(pixels.rows - 1, cy + reach); ++j) {
    const RowSums row = row_sums(pixels, level, x, first, j, std::span(weight).first(n));
    const double dy = j - y;
    const double line = std::exp(scale * dy * dy);
    m.sum += line * row.one;
    m.x += line * row.x;
    m.y += line * row.one * dy;
    m.shape.xx += line * row.xx;
    m.shape.xy += line * row.x * dy;
    m.shape.yy += line * row.one * dy * dy;
  }
  if (m.sum <= 0.0) return m;
  m.x /= m.sum;
  m.y /= m.sum;
  m.shape.xx = m.shape.xx / m.sum - m.x * m.x;
  m.shape.xy = m.shape.xy / m.sum - m.x * m.y;
  m.shape.yy = m.shape.yy / m.sum - m.y * m.y;
  return m;
}

/// Widths of C from (C⁻¹ + w⁻²)⁻¹; every axis of the measured ellipse is corrected by itself, its square kept
/// below 0.8 w². The pixel adds 1/12 to the square: nothing is sharper than 0.6.
forward::SpotWidths without_weight(const forward::SpotShape& measured, double width) {
  const forward::SpotWidths widths = forward::widths_of(measured);
  const auto corrected = [width](double sigma) {
    const double square = std::clamp(sigma * sigma, 0.02 * width * width, 0.8 * width * width);
    return std::max(0.6, std::sqrt(square / (1.0 - square / (width * width))));
  };
  return {corrected(widths.major_px), corrected(widths.minor_px)};
}

SpotParameters from_moments(const PixelView& pixels, const SpotCandidate& candidate, double psf_sigma_px) {
  SpotParameters spot{
      0.0, static_cast<double>(candidate.x), static_cast<double>(candidate.y), psf_sigma_px * psf_sigma_px,
      0.0, psf_sigma_px * psf_sigma_px};
  double width = std::max(1.0, 1.5 * psf_sigma_px);
  for (int pass = 0; pass < 8; ++pass) {
    const Moments m = weighted_moments(pixels, candidate.level, spot.x_px, spot.y_px, width);
    if (m.sum <= 0.0 || !(m.shape.xx > 0.0 && m.shape.yy > 0.0)) break;
    const double limit = width;
    spot.x_px += std::clamp(1.5 * m.x, -limit, limit);
    spot.y_px += std::clamp(1.5 * m.y, -limit, limit);
    const forward::SpotWidths widths = without_weight(m.shape, width);
    const forward::SpotShape shape = forward::with_widths(m.shape, widths);
    spot.xx = shape.xx;
    spot.xy = shape.xy;
    spot.yy = shape.yy;
    const double w2 = width * width;
    spot.intensity = m.sum * std::sqrt((shape.xx + w2) * (shape.yy + w2) - shape.xy * shape.xy) / w2;
    const bool fits = widths.major_px < 1.5 * width;
    if (pass > 0 && (fits || width > widest_weight_px)) break;
    if (!fits) width *= 1.6;
  }
  return spot;
}

double root_mean_width(const SpotParameters& spot) {
  return std::pow(std::max(0.0, spot.xx * spot.yy - spot.xy * spot.xy), 0.25);
}

}  // namespace

SpotStart start_of(const PixelView& pixels, const SpotCandidate& candidate, const PointSpread& psf) {
  SpotStart start;
  start.prior = forward::round_shape(psf.sigma_px);
  start.shape_fixed = candidate.significance < free_shape_significance;
  const double psf2 = psf.sigma_px * psf.sigma_px;
  SpotParameters& spot = start.spot;
  spot = from_moments(pixels, candidate, psf.sigma_px);
  const bool astray = std::hypot(spot.x_px - candidate.x, spot.y_px - candidate.y) > 3.0 * psf.sigma_px + 1.0;
  const double deviation = std::max({std::abs(spot.xx - psf2), std::abs(spot.yy - psf2), std::abs(spot.xy)});
  if (candidate.significance < 12.0 || astray || !(spot.intensity > 0.0)) {
    spot.xx = psf2;
    spot.xy = 0.0;
    spot.yy = psf2;
    if (astray || !(spot.intensity > 0.0)) {
      spot.x_px = candidate.x;
      spot.y_px = candidate.y;
      const double height = pixels.value[pixels.at(candidate.x, candidate.y)] - candidate.level;
      spot.intensity = std::max(1.0, height) * 6.0 * (psf2 + 0.1);
    }
    start.prior_sigma_px2 = psf.spread * psf2;
  } else if (candidate.significance < sure_shape_significance) {
    start.prior_sigma_px2 = std::hypot(psf.spread * psf2, std::max(0.0, deviation - psf.spread * psf2));
  }
  return start;
}

double measure_point_spread(const PixelView& pixels, const LocalBackground& background, SpotFitter& fitter) {
  constexpr std::size_t n_wanted = 24;
  std::vector<TileStatistics> tiles;
  for (const TileStatistics& tile : background.tiles()) {
    if (tile.n_usable == 0 || tile.constant || tile.highest >= pixels.saturation) continue;
    if (tile.highest - tile.level > 12.0F * std::sqrt(tile.variance) + 4.0F) tiles.push_back(tile);
  }
  std::sort(tiles.begin(), tiles.end(), [](const TileStatistics& a, const TileStatistics& b) {
    return a.highest - a.level > b.highest - b.level;
  });
  std::vector<double> widths;
  std::vector<TileStatistics> used;
  for (const TileStatistics& tile : tiles) {
    if (widths.size() == n_wanted) break;
    const bool again = std::any_of(used.begin(), used.end(), [&tile](const TileStatistics& other) {
      return std::hypot(tile.highest_x - other.highest_x, tile.highest_y - other.highest_y) < 12.0;
    });
    if (again) continue;
    used.push_back(tile);
    GroupStart group;
    group.level = background.level(tile.highest_x, tile.highest_y);
    group.spots = {start_of(pixels, {tile.highest_x, tile.highest_y, 100.0, group.level}, {})};
    group.slope_sigma = 0.1 * std::sqrt(std::max(tile.variance, 1e-6F));
    const GroupFit fit = fitter.fit(group);
    if (!fit.converged || fit.spots.empty()) continue;
    const FittedSpot& spot = fit.spots.front();
    const double width = root_mean_width(spot.spot);
    const bool alone = forward::widths_of({spot.spot.xx, spot.spot.xy, spot.spot.yy}).minor_px > 0.6 * width;
    const bool good = spot.spot.intensity > 15.0 * std::sqrt(spot.covariance(0, 0)) && spot.visible > 0.95;
    if (good && alone && width > 0.33) widths.push_back(width);
  }
  if (widths.size() < 5) return 0.0;
  const auto middle = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  std::nth_element(widths.begin(), middle, widths.end());
  return *middle;
}

namespace {

/// Minus log-likelihood of one candidate as a round spot of each width over the same pixels; empty if a fit
/// fails.
std::vector<double> profile_of(const LocalBackground& background, const SpotCandidate& candidate,
                               const std::vector<double>& widths, SpotFitter& fitter) {
  std::vector<double> profile;
  for (const double width : widths) {
    GroupStart group;
    group.level = background.level(candidate.x, candidate.y);
    group.reach_px = 4.0 * widths.back();
    group.slope_sigma = 1e-3 * std::max(1.0, group.level) / group.reach_px;
    SpotStart start;
    const double square = width * width;
    const double peak = std::max(1.0, candidate.significance * std::sqrt(std::max(1.0, group.level)));
    start.spot = {3.5 * width * peak,
                  static_cast<double>(candidate.x),
                  static_cast<double>(candidate.y),
                  square,
                  0.0,
                  square};
    start.shape_fixed = true;
    group.spots = {start};
    const GroupFit fit = fitter.fit(group);
    if (!fit.converged) return {};
    profile.push_back(fit.minus_log_likelihood);
  }
  return profile;
}

}  // namespace

double likeliest_point_spread(const LocalBackground& background, const std::vector<SpotCandidate>& candidates,
                              double guess_px, SpotFitter& fitter) {
  constexpr std::size_t n_most = 100;
  constexpr int n_least = 8;
  constexpr double ratio = 1.265;  // five widths from 1/1.6 to 1.6 of the guess
  std::vector<double> widths;
  for (int k = -2; k <= 2; ++k) widths.push_back(guess_px * std::pow(ratio, k));
  std::vector<double> sum(widths.size(), 0.0);
  int n = 0;
  for (std::size_t i = 0; i < std::min(n_most, candidates.size()); ++i) {
    const auto profile = profile_of(background, candidates[i], widths, fitter);
    if (profile.empty()) continue;
    for (std::size_t k = 0; k < widths.size(); ++k) sum[k] += profile[k];
    ++n;
  }
  const auto best = static_cast<std::size_t>(std::min_element(sum.begin(), sum.end()) - sum.begin());
  if (n < n_least || best == 0 || best + 1 == widths.size()) return 0.0;
  const double curvature = sum[best - 1] - 2.0 * sum[best] + sum[best + 1];
  const double offset = curvature > 0.0 ? 0.5 * (sum[best - 1] - sum[best + 1]) / curvature : 0.0;
  return widths[best] * std::pow(ratio, offset);
}

}  // namespace lauelith::inverse
