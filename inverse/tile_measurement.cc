// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/tile_measurement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "src/lanes.h"

namespace lauelith::inverse {
namespace {

constexpr int min_usable = 128;  // fewer pixels than this say too little about a tile
constexpr float clip_sigmas = 3.0F;

/// Variance of a normal variable cut at ±k standard deviations, as a share of the whole:
/// 1 − 2kφ(k)/(2Φ(k) − 1).
float share_of_variance(float k) {
  const float density =
      std::exp(-0.5F * k * k) * static_cast<float>(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
  return 1.0F - 2.0F * k * density / std::erf(k / static_cast<float>(std::numbers::sqrt2));
}

bool any_masked(const PixelView& pixels, int x0, int y0) {
  std::uint64_t any = 0;
  for (int y = y0; y < y0 + LocalBackground::tile_px; ++y) {
    std::array<std::uint64_t, LocalBackground::tile_px / 8> bytes;
    std::memcpy(bytes.data(), pixels.mask + pixels.at(x0, y), sizeof bytes);
    for (const std::uint64_t eight : bytes) any |= eight;
  }
  return any != 0;
}

/// Batcher's odd-even merge network for eight (Knuth, The Art of Computer Programming 3, 5.3.4): numbers, or
/// every column of eight rows.
template <typename Value>
void sort_eight(std::array<Value, 8>& values) {
  constexpr std::array<std::array<std::uint8_t, 2>, 19> pairs{{{0, 1},
                                                               {2, 3},
                                                               {4, 5},
                                                               {6, 7},
                                                               {0, 2},
                                                               {1, 3},
                                                               {4, 6},
                                                               {5, 7},
                                                               {1, 2},
                                                               {5, 6},
                                                               {0, 4},
                                                               {1, 5},
                                                               {2, 6},
                                                               {3, 7},
                                                               {2, 4},
                                                               {3, 5},
                                                               {1, 2},
                                                               {3, 4},
                                                               {5, 6}}};
#pragma GCC unroll 19
  for (const auto& pair : pairs) {
    const Value a = values[pair[0]];
    const Value b = values[pair[1]];
    values[pair[0]] = a < b ? a : b;
    values[pair[1]] = a < b ? b : a;
  }
}

float middle_of(const Lanes& lanes) {
  std::array<float, n_lanes> values;
  store_lanes(values.data(), lanes);
  sort_eight(values);
  return 0.5F * (values[n_lanes / 2 - 1] + values[n_lanes / 2]);
}

}  // namespace

/// Points at the tile, in the frame itself if all of it can be used, and returns the number of usable pixels.
/// The last column of tiles is always copied: pairs reach beyond the tile, and there would be no pixel.
int TileMeasurement::load(const PixelView& pixels, int x0, int y0) {
  if (x0 + 2 * side <= pixels.cols && y0 + side <= pixels.rows && !any_masked(pixels, x0, y0)) {
    origin_ = pixels.value + pixels.at(x0, y0);
    row_step_ = pixels.cols;
    return side * side;
  }
  origin_ = value_.data();
  row_step_ = stride;
  return copy(pixels, x0, y0);
}

int TileMeasurement::copy(const PixelView& pixels, int x0, int y0) {
  const int width = std::min(side, pixels.cols - x0);
  const int height = std::min(side, pixels.rows - y0);
  if (width < side || height < side) value_.fill(std::numeric_limits<float>::quiet_NaN());
  int n_masked = 0;
  for (int y = 0; y < height; ++y) {
    const float* from = pixels.value + pixels.at(x0, y0 + y);
    const std::uint8_t* mask = pixels.mask + pixels.at(x0, y0 + y);
    float* to = value_.data() + y * stride;
    for (int x = 0; x < width; ++x) {
      n_masked += mask[x];
      to[x] = mask[x] == 0 ? from[x] : std::numeric_limits<float>::quiet_NaN();
    }
  }
  return width * height - n_masked;
}

bool TileMeasurement::is_constant() const {
  float first = std::numeric_limits<float>::quiet_NaN();
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const float value = row(y)[x];
      if (std::isnan(value)) continue;
      if (std::isnan(first)) first = value;
      if (value != first) return false;
    }
  }
  return true;
}

void TileMeasurement::place_highest(TileStatistics& result, int x0, int y0) const {
  for (int y = 0; y < side; ++y) {
    const float* found = std::find(row(y), row(y) + side, result.highest);
    if (found == row(y) + side) continue;
    result.highest_x = x0 + static_cast<int>(found - row(y));
    result.highest_y = y0 + y;
    return;
  }
}

TileMeasurement::Clip TileMeasurement::first_clip() const {
  Clip clip;
  return clip_of_rows(clip) ? clip : clip_of_any_tile();
}

TileMeasurement::Clip TileMeasurement::first_clip_of(float middle, float sigma) const {
  return {middle, (clip_sigmas + 0.5F) * std::max(sigma, 0.5F * quantum_) + 2.0F * quantum_};
}

/// Eight rows of eight pixels, sorted down their columns; each column tells a median and a width, from the
/// third and the sixth of eight normal variables, whose means are ±0.4728 σ (Harter, Biometrika 48 (1961)
/// 151). The medians of the eight statements hold with spots in three of the columns. Rows with a masked
/// pixel are replaced by others; false if there are not eight.
bool TileMeasurement::clip_of_rows(Clip& clip) const {
  std::array<Lanes, 8> sorted;
  std::size_t n = 0;
  for (int turn = 0; turn < 4 && n < sorted.size(); ++turn) {
    for (int i = 0; i < 8 && n < sorted.size(); ++i) {
      const int y = 4 * i + (2 + turn) % 4;
      const Lanes eight = load_lanes(row(y) + (12 * i + 8 * turn) % (side - n_lanes + 4));
      if (bits_of(eight != eight) == 0) sorted[n++] = eight;
    }
  }
  if (n < sorted.size()) return false;
  sort_eight(sorted);
  const Lanes middle = 0.5F * (sorted[3] + sorted[4]);
  const Lanes width = (sorted[5] - sorted[2]) / (2.0F * 0.4728F);
  clip = first_clip_of(middle_of(middle), middle_of(width));
  return true;
}

/// The same from the quartiles of whatever pixels there are.
TileMeasurement::Clip TileMeasurement::clip_of_any_tile() const {
  std::array<float, side * side> sample;
  int n = 0;
  for (int step : {4, 1}) {  // every pixel when the sample is too thin
    n = 0;
    for (int y = step / 2; y < side; y += step) {
      for (int x = (step > 1 ? (y / step) % step : 0); x < side; x += step) {
        const float value = row(y)[x];
        if (!std::isnan(value)) sample[static_cast<std::size_t>(n++)] = value;
      }
    }
    if (n >= 32) break;
  }
  const auto end = sample.begin() + n;
  const auto middle = sample.begin() + n / 2;
  std::nth_element(sample.begin(), middle, end);
  const auto quarter = sample.begin() + n / 4;
  std::nth_element(sample.begin(), quarter, middle);
  const auto three_quarters = sample.begin() + (3 * n) / 4;
  std::nth_element(middle, three_quarters, end);
  return first_clip_of(*middle, (*three_quarters - *quarter) / 1.349F);
}

/// `of_pairs`: of the differences too; a first look does without and takes every second row.
template <bool of_pairs>
TileMeasurement::Sums TileMeasurement::clipped_sums(const Clip& clip) const {
  LaneMask n{};
  Lanes sum{};
  Lanes squares{};
  LaneMask n_pairs{};
  Lanes pair_sum{};
  Lanes pair_squares{};
  Lanes highest = -std::numeric_limits<float>::infinity() + Lanes{};
  for (int y = 0; y < side; y += of_pairs ? 1 : 2) {
    for (int x = 0; x < side; x += n_lanes) {
      const Lanes value = load_lanes(row(y) + x);
      highest = value > highest ? value : highest;  // false for NaN
      const Lanes here = value - clip.centre;
      const LaneMask good = magnitude(here) <= clip.reach;  // false for NaN
      const Lanes centred = good ? here : Lanes{};
      n -= good;  // a true lane is −1
      sum += centred;
      squares += centred * centred;
      if constexpr (of_pairs) {
        const Lanes there = load_lanes(row(y) + x + lag) - clip.centre;
        const LaneMask both = good & (magnitude(there) <= clip.reach);
        const Lanes difference = both ? there - here : Lanes{};
        n_pairs -= both;
        pair_sum += difference;
        pair_squares += difference * difference;
      }
    }
  }
  return {static_cast<float>(total(n)),
          total(sum),
          total(squares),
          static_cast<float>(total(n_pairs)),
          total(pair_sum),
          total(pair_squares),
          largest(highest)};
}

/// Half the variance of the difference of two pixels (dx, dy) apart, both inside the clip.
float TileMeasurement::pair_variance(const Clip& clip, int dx, int dy) const {
  LaneMask n{};
  Lanes sum{};
  Lanes squares{};
  for (int y = 0; y < side - dy; ++y) {
    for (int x = 0; x < side; x += n_lanes) {
      const Lanes here = load_lanes(row(y) + x) - clip.centre;
      const Lanes there = load_lanes(row(y + dy) + x + dx) - clip.centre;
      const LaneMask both = (magnitude(here) <= clip.reach) & (magnitude(there) <= clip.reach);
      const Lanes difference = both ? there - here : Lanes{};
      n -= both;
      sum += difference;
      squares += difference * difference;
    }
  }
  const float n_pairs = std::max(1.0F, static_cast<float>(total(n)));
  const float mean = total(sum) / n_pairs;
  return 0.5F * (total(squares) / n_pairs - mean * mean);
}

void TileMeasurement::measure_correlation(const Clip& clip, float pair_variance_of_rows,
                                          TileStatistics& result) const {
  const float apart = pair_variance_of_rows + pair_variance(clip, 0, lag);
  if (!(apart > 0.0F)) return;
  result.correlation_1 = 1.0F - (pair_variance(clip, 1, 0) + pair_variance(clip, 0, 1)) / apart;
  result.correlation_2 = 1.0F - (pair_variance(clip, 2, 0) + pair_variance(clip, 0, 2)) / apart;
  result.sampled = true;
}

TileMeasurement::Clip TileMeasurement::narrower_clip(const Clip& clip, const Sums& sums) const {
  const float mean = sums.sum / sums.n;
  const float variance = std::max(0.0F, sums.squares / sums.n - mean * mean);
  const float sigma = std::max(std::sqrt(variance), 0.25F * quantum_);
  return {clip.centre + mean, clip_sigmas * sigma + 2.0F * quantum_};
}

TileStatistics TileMeasurement::of(const PixelView& pixels, int x0, int y0, bool sampled) {
  TileStatistics result;
  result.n_usable = load(pixels, x0, y0);
  if (result.n_usable < min_usable) return result;
  const Clip rough = first_clip();
  const Sums rough_sums = clipped_sums<false>(rough);
  if (rough_sums.n < 1.0F) return result;
  if (rough_sums.squares == rough_sums.n * std::pow(rough_sums.sum / rough_sums.n, 2.0F) && is_constant()) {
    result.level = rough_sums.highest;
    result.highest = rough_sums.highest;
    result.constant = true;
    result.measured = true;
    return result;
  }
  const Clip clip = narrower_clip(rough, rough_sums);
  const Sums sums = clipped_sums<true>(clip);
  if (sums.n_pairs < 32.0F) return result;
  const float mean_difference = sums.pair_sum / sums.n_pairs;
  const float variance = 0.5F * (sums.pair_squares / sums.n_pairs - mean_difference * mean_difference);
  const float sigma = std::sqrt(std::max(variance, 1e-12F));
  result.level = clip.centre + sums.sum / sums.n;
  result.variance = variance / share_of_variance(std::clamp(clip.reach / sigma, 2.0F, 6.0F));
  result.n_background = static_cast<int>(sums.n);
  result.measured = true;
  result.highest = sums.highest;
  if (result.highest > result.level + 6.0F * sigma) place_highest(result, x0, y0);
  if (sampled) measure_correlation(clip, variance, result);
  return result;
}

}  // namespace lauelith::inverse
