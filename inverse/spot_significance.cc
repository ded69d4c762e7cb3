// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_significance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "forward/spot_shape.h"
#include "inverse/filter_strip.h"
#include "src/lanes.h"

namespace lauelith::inverse {
namespace {

constexpr int side = LocalBackground::tile_px;

/// Pixels of a tile with −1 < T < 0, those with T < 0, and the highest T. Spots are on the other side of
/// zero.
struct Share {
  int n_small = 0;
  int n = 0;
  float highest = 0.0F;
};

/// Width s of a normal variable; the share f of its negative values lies above −1: f = erf(1/(√2·s)),
/// tabulated in s.
class WidthOfShare {
 public:
  WidthOfShare() {
    for (std::size_t i = 0; i < n; ++i) {
      width_[i] = 0.4 * std::pow(ratio, static_cast<double>(i));
      share_[i] = std::erf(1.0 / (std::sqrt(2.0) * width_[i]));
    }
  }
  double operator()(double share) const {
    std::size_t i = 0;
    while (i + 2 < n && share_[i + 1] > share) ++i;
    const double fraction = (share_[i] - share) / (share_[i] - share_[i + 1]);
    return width_[i] * (1.0 + (ratio - 1.0) * std::clamp(fraction, 0.0, 1.0));
  }

 private:
  static constexpr std::size_t n = 64;
  static constexpr double ratio = 1.06;
  std::array<double, n> width_{};
  std::array<double, n> share_{};
};

/// `is_whole`: no pixel is masked or beyond the frame; those count for nothing.
template <bool is_whole>
Share share_of_tile(const FilterStrip& strip, const PixelView& pixels, int x0, int y0) {
  const int width = std::min(side, pixels.cols - x0);
  const int height = std::min(side, pixels.rows - y0);
  std::array<std::uint8_t, side> mask;
  mask.fill(1);
  LaneMask n_above_minus_one{};
  LaneMask n_negative{};
  Lanes highest{};
  for (int y = y0; y < y0 + height; ++y) {
    const float* t = strip.row(y) + x0;
    if constexpr (!is_whole)
      std::memcpy(mask.data(), pixels.mask + pixels.at(x0, y), static_cast<std::size_t>(width));
    for (int x = 0; x < side; x += n_lanes) {
      Lanes here = load_lanes(t + x);
      if constexpr (!is_whole) here = masked_lanes(mask.data() + x) ? Lanes{} : here;
      n_negative -= here < 0.0F;  // a true lane is −1
      n_above_minus_one -= here > -1.0F;
      highest = here > highest ? here : highest;
    }
  }
  const int n = total(n_negative);
  return {total(n_above_minus_one) - (side * height - n), n, std::max(0.0F, largest(highest))};
}

/// Of one row of a tile; rows are padded to whole tiles.
bool any_above(const float* t, float limit) {
  Lanes highest = load_lanes(t);
  for (int x = n_lanes; x < side; x += n_lanes) {
    const Lanes here = load_lanes(t + x);
    highest = here > highest ? here : highest;
  }
  return bits_of(highest > limit) != 0;
}

/// Pixels of one row of tiles above the tiles' thresholds, row by row. Most tiles have none.
void collect(const FilterStrip& strip, const PixelView& pixels, int y0, const std::vector<float>& threshold,
             const Share* share, std::vector<SignificantPixel>& found) {
  std::vector<int> tiles;
  for (int tile = 0; tile < static_cast<int>(threshold.size()); ++tile) {
    if (share[tile].highest > threshold[static_cast<std::size_t>(tile)]) tiles.push_back(tile);
  }
  for (int y = y0; y < std::min(y0 + side, pixels.rows); ++y) {
    const float* t = strip.row(y);
    for (const int tile : tiles) {
      const float limit = threshold[static_cast<std::size_t>(tile)];
      const int end = std::min((tile + 1) * side, pixels.cols);
      if (!any_above(t + tile * side, limit)) continue;
      for (int x0 = tile * side; x0 < end; x0 += n_lanes) {
        if (bits_of(load_lanes(t + x0) > limit) == 0) continue;
        for (int x = x0; x < std::min(x0 + n_lanes, end); ++x) {
          if (t[x] > limit && pixels.mask[pixels.at(x, y)] == 0) found.push_back({x, y, t[x]});
        }
      }
    }
  }
}

std::vector<float> smoothed_widths(const std::vector<Share>& share, const std::vector<std::uint8_t>& low,
                                   int n_x, int n_y, const WidthOfShare& width_of) {
  std::vector<float> width(share.size(), 1.0F);
  for (int i = 0; i < n_x * n_y; ++i) {
    if (low[static_cast<std::size_t>(i)] != 0) continue;
    Share sum;
    for (int y = std::max(0, i / n_x - 1); y <= std::min(n_y - 1, i / n_x + 1); ++y) {
      for (int x = std::max(0, i % n_x - 1); x <= std::min(n_x - 1, i % n_x + 1); ++x) {
        sum.n_small += share[static_cast<std::size_t>(y * n_x + x)].n_small;
        sum.n += share[static_cast<std::size_t>(y * n_x + x)].n;
      }
    }
    if (sum.n < side * side / 2) continue;
    width[static_cast<std::size_t>(i)] =
        static_cast<float>(width_of(static_cast<double>(sum.n_small) / sum.n));
  }
  return width;
}

/// Σ_d r(d)·Σ_i w_i·w_{i+d}, r(0) = 1.
double width_of_correlation(const MatchedFilter& filter, const NoiseCorrelation& correlation) {
  const auto overlap = [&filter](std::size_t d) {
    double sum = 0.0;
    for (std::size_t i = 0; i + d < filter.weight.size(); ++i) sum += filter.weight[i] * filter.weight[i + d];
    return sum;
  };
  return 1.0 + 2.0 * (correlation.one_apart * overlap(1) + correlation.two_apart * overlap(2));
}

}  // namespace

MatchedFilter matched_filter(double sigma_px) {
  MatchedFilter filter;
  filter.reach = std::clamp(static_cast<int>(std::ceil(2.5 * sigma_px)), 1, 30);
  const std::vector<double> shares =
      forward::pixel_shares(0.0, sigma_px, -filter.reach, 2 * filter.reach + 1);
  double squares = 0.0;
  for (const double share : shares) squares += share * share;
  for (const double share : shares) filter.weight.push_back(static_cast<float>(share / std::sqrt(squares)));
  return filter;
}

double width_of_frame(const LocalBackground& background, double psf_sigma_px) {
  return width_of_correlation(matched_filter(psf_sigma_px), background.correlation());
}

Significance measure_significance(const PixelView& pixels, const LocalBackground& background,
                                  const NoiseModel& noise, double psf_sigma_px, double screen) {
  const MatchedFilter filter = matched_filter(psf_sigma_px);
  const WidthOfShare width_of;
  const int n_x = background.n_x();
  const int n_y = background.n_y();
  const double kernel_px = 12.6 * psf_sigma_px * psf_sigma_px;  // 4πσ²
  FilterStrip strip(pixels, background, noise, filter);
  std::vector<Share> share(static_cast<std::size_t>(n_x * n_y));
  std::vector<std::uint8_t> low_counts(share.size(), 0);
  std::vector<float> threshold(static_cast<std::size_t>(n_x));
  Significance result;
  result.n_tiles_x = n_x;
  result.frame_width = width_of_frame(background, psf_sigma_px);
  for (int ty = 0; ty < n_y; ++ty) {
    strip.filter_from(ty * side);
    for (int tx = 0; tx < n_x; ++tx) {
      const auto tile = static_cast<std::size_t>(ty * n_x + tx);
      share[tile] = background.is_whole(tx, ty) ? share_of_tile<true>(strip, pixels, tx * side, ty * side)
                                                : share_of_tile<false>(strip, pixels, tx * side, ty * side);
      const double level = background.tile(tx, ty).level;
      low_counts[tile] = level * level * kernel_px < 10.0 * noise.variance(level) ? 1 : 0;
      const bool unknown = low_counts[tile] != 0 || share[tile].n < side * side / 8;
      const double width = unknown ? 1.0 : width_of(static_cast<double>(share[tile].n_small) / share[tile].n);
      threshold[static_cast<std::size_t>(tx)] =
          static_cast<float>(screen * std::clamp(width, result.frame_width, 1.2 * result.frame_width));
    }
    collect(strip, pixels, ty * side, threshold, share.data() + ty * n_x, result.pixels);
  }
  result.width = smoothed_widths(share, low_counts, n_x, n_y, width_of);
  const auto frame_width = static_cast<float>(result.frame_width);
  for (float& width : result.width) width = std::clamp(width, frame_width, 1.25F * frame_width);
  return result;
}

}  // namespace lauelith::inverse
