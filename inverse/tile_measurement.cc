// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/tile_measurement.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace lauelith::inverse {
namespace {

constexpr int min_usable = 128;       // fewer pixels than this say too little about a tile
constexpr float clip_sigmas = 3.0F;
constexpr int lag = 4;                // pixels between the two of a difference

/// Variance of a normal variable cut at ±k standard deviations, as a share of the whole:
/// 1 − 2kφ(k)/(2Φ(k) − 1).
float share_of_variance(float k) {
  const float density = std::exp(-0.5F * k * k) * static_cast<float>(std::numbers::inv_sqrtpi / std::numbers::sqrt2);
  return 1.0F - 2.0F * k * density / std::erf(k / static_cast<float>(std::numbers::sqrt2));
}

template <std::size_t n>
float total(const std::array<float, n>& lanes) {
  float sum = 0.0F;
  for (const float lane : lanes) sum += lane;
  return sum;
}

}  // namespace

int TileMeasurement::load(const PixelView& pixels, int x0, int y0) {
  const int width = std::min(side, pixels.cols - x0);
  const int height = std::min(side, pixels.rows - y0);
  if (width < side || height < side) value_.fill(std::numeric_limits<float>::quiet_NaN());
  int n_masked = 0;
  for (int y = 0; y < height; ++y) {
    const float* from = pixels.value + pixels.at(x0, y0 + y);
    const std::uint8_t* mask = pixels.mask + pixels.at(x0, y0 + y);
    float* to = value_.data() + y * side;
    for (int x = 0; x < width; ++x) {
      n_masked += mask[x];
      to[x] = mask[x] == 0 ? from[x] : std::numeric_limits<float>::quiet_NaN();
    }
  }
  return width * height - n_masked;
}

void TileMeasurement::find_highest(TileStatistics& result, int x0, int y0) const {
  std::array<float, side> high;
  std::array<float, side> low;
  high.fill(-std::numeric_limits<float>::infinity());
  low.fill(std::numeric_limits<float>::infinity());
  for (int y = 0; y < side; ++y) {
    const float* row = value_.data() + y * side;
    for (int x = 0; x < side; ++x) {
      high[static_cast<std::size_t>(x)] = row[x] > high[static_cast<std::size_t>(x)] ? row[x] : high[static_cast<std::size_t>(x)];
      low[static_cast<std::size_t>(x)] = row[x] < low[static_cast<std::size_t>(x)] ? row[x] : low[static_cast<std::size_t>(x)];
    }
  }
  const auto column = std::max_element(high.begin(), high.end());
  result.highest = *column;
  result.constant = *column == *std::min_element(low.begin(), low.end());
  result.highest_x = x0 + static_cast<int>(column - high.begin());
  for (int y = 0; y < side; ++y) {
    if (value_[static_cast<std::size_t>(y * side + result.highest_x - x0)] == result.highest) result.highest_y = y0 + y;
  }
}

TileMeasurement::Clip TileMeasurement::first_clip() {
  std::array<float, side * side> sample;
  int n = 0;
  for (int step : {4, 1}) {      // every pixel when the sample is too thin
    n = 0;
    for (int y = step / 2; y < side; y += step) {
      for (int x = (step > 1 ? (y / step) % step : 0); x < side; x += step) {
        const float value = value_[static_cast<std::size_t>(y * side + x)];
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
  const float sigma = std::max((*three_quarters - *quarter) / 1.349F, 0.5F * quantum_);
  return {*middle, (clip_sigmas + 0.5F) * sigma + 2.0F * quantum_};
}

TileMeasurement::Sums TileMeasurement::clipped_sums(const Clip& clip, int row_step) const {
  std::array<float, side> n{};
  std::array<float, side> sum{};
  std::array<float, side> squares{};
  std::array<float, side> n_pairs{};
  std::array<float, side> pair_sum{};
  std::array<float, side> pair_squares{};
  std::array<float, side + lag> centred{};
  std::array<float, side + lag> inside{};
  for (int y = 0; y < side; y += row_step) {
    const float* row = value_.data() + y * side;
    for (std::size_t x = 0; x < side; ++x) {
      const float difference = row[x] - clip.centre;
      const bool good = std::abs(difference) <= clip.reach;   // false for NaN
      centred[x] = good ? difference : 0.0F;
      inside[x] = good ? 1.0F : 0.0F;
    }
    for (std::size_t x = 0; x < side; ++x) {
      n[x] += inside[x];
      sum[x] += centred[x];
      squares[x] += centred[x] * centred[x];
      const float both = inside[x] * inside[x + lag];
      const float difference = (centred[x + lag] - centred[x]) * both;
      n_pairs[x] += both;
      pair_sum[x] += difference;
      pair_squares[x] += difference * difference;
    }
  }
  return {total(n), total(sum), total(squares), total(n_pairs), total(pair_sum), total(pair_squares)};
}

TileMeasurement::Clip TileMeasurement::narrower_clip(const Clip& clip, const Sums& sums) const {
  const float mean = sums.sum / sums.n;
  const float variance = std::max(0.0F, sums.squares / sums.n - mean * mean);
  const float sigma = std::max(std::sqrt(variance), 0.25F * quantum_);
  return {clip.centre + mean, clip_sigmas * sigma + 2.0F * quantum_};
}

TileStatistics TileMeasurement::of(const PixelView& pixels, int x0, int y0) {
  TileStatistics result;
  result.n_usable = load(pixels, x0, y0);
  if (result.n_usable < min_usable) return result;
  find_highest(result, x0, y0);
  if (result.constant) {
    result.level = result.highest;
    result.measured = true;
    return result;
  }
  const Clip rough = first_clip();
  const Sums rough_sums = clipped_sums(rough, 2);
  if (rough_sums.n < 1.0F) return result;
  const Clip clip = narrower_clip(rough, rough_sums);
  const Sums sums = clipped_sums(clip, 1);
  if (sums.n_pairs < 32.0F) return result;
  const float mean_difference = sums.pair_sum / sums.n_pairs;
  const float variance = 0.5F * (sums.pair_squares / sums.n_pairs - mean_difference * mean_difference);
  const float sigma = std::sqrt(std::max(variance, 1e-12F));
  result.level = clip.centre + sums.sum / sums.n;
  result.variance = variance / share_of_variance(std::clamp(clip.reach / sigma, 2.0F, 6.0F));
  result.n_background = static_cast<int>(sums.n);
  result.measured = true;
  return result;
}

}  // namespace lauelith::inverse
