// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/filter_strip.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "src/lanes.h"

namespace lauelith::inverse {
namespace {

constexpr int side = LocalBackground::tile_px;
constexpr std::size_t block = 32;  // floats worked on at once

/// (value − level)/σ of the pixels `first` to `last`, of which level and 1/σ are known at `first` and for one
/// pixel on.
void normalise_piece(const float* value, int first, int last, float level, float level_step, float sigma,
                     float sigma_step, float* to) {
  const Lanes place{0, 1, 2, 3, 4, 5, 6, 7};
  Lanes levels = level + level_step * place;
  Lanes inverse_sigmas = sigma + sigma_step * place;
  int x = first;
  for (; x + n_lanes <= last; x += n_lanes) {
    store_lanes(to + x, (load_lanes(value + x) - levels) * inverse_sigmas);
    levels += n_lanes * level_step;
    inverse_sigmas += n_lanes * sigma_step;
  }
  for (int i = 0; x < last; ++x, ++i) to[x] = (value[x] - levels[i]) * inverse_sigmas[i];
}

/// Straight lines between the tile centres of one row of pixels, out to both ends: level and 1/σ.
void normalise(const std::vector<float>& levels, const std::vector<float>& inverse_sigmas, const float* value,
               int n, float* to) {
  const float half = 0.5F * (side - 1);
  const int n_segments = std::max<int>(1, static_cast<int>(levels.size()) - 1);
  const std::size_t next = levels.size() > 1 ? 1 : 0;
  for (int s = 0; s < n_segments; ++s) {
    const auto node = static_cast<std::size_t>(s);
    const int first = s == 0 ? 0 : s * side + side / 2;
    const int last = s + 1 == n_segments ? n : (s + 1) * side + side / 2;
    const float from_node = static_cast<float>(first - s * side) - half;
    const float step = (levels[node + next] - levels[node]) / side;
    const float sigma_step = (inverse_sigmas[node + next] - inverse_sigmas[node]) / side;
    normalise_piece(value, first, last, levels[node] + from_node * step, step,
                    inverse_sigmas[node] + from_node * sigma_step, sigma_step, to);
  }
}

/// Zero where masked.
void clear_masked(const std::uint8_t* mask, int n, float* values) {
  int x = 0;
  for (; x + n_lanes <= n; x += n_lanes) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, mask + x, sizeof eight);
    if (eight == 0) continue;
    store_lanes(values + x, masked_lanes(mask + x) ? Lanes{} : load_lanes(values + x));
  }
  for (; x < n; ++x) values[x] = mask[x] == 0 ? values[x] : 0.0F;
}

/// Σ_k weight_k · row_k, all rows in step; 32 floats at once, in registers.
void combine(const float* const* rows, const float* weight, std::size_t n_taps, std::size_t n, float* to) {
  for (std::size_t x = 0; x < n; x += block) {
    Lanes first{};
    Lanes second{};
    Lanes third{};
    Lanes fourth{};
    for (std::size_t k = 0; k < n_taps; ++k) {
      const float* from = rows[k] + x;
      first += weight[k] * load_lanes(from);
      second += weight[k] * load_lanes(from + n_lanes);
      third += weight[k] * load_lanes(from + 2 * n_lanes);
      fourth += weight[k] * load_lanes(from + 3 * n_lanes);
    }
    store_lanes(to + x, first);
    store_lanes(to + x + n_lanes, second);
    store_lanes(to + x + 2 * n_lanes, third);
    store_lanes(to + x + 3 * n_lanes, fourth);
  }
}

}  // namespace

FilterStrip::FilterStrip(const PixelView& pixels, const LocalBackground& background, const NoiseModel& noise,
                         const MatchedFilter& filter)
    : pixels_(pixels),
      background_(background),
      noise_(noise),
      filter_(filter),
      weight_squared_(filter.weight) {
  for (float& weight : weight_squared_) weight *= weight;
  pad_ = 32;
  width_ = (static_cast<std::size_t>(pixels.cols) + block - 1) / block * block;
  stride_ = width_ + 2 * pad_;
  n_rows_ = static_cast<std::size_t>(side + 2 * filter.reach);
  normalised_.assign(n_rows_ * stride_, 0.0F);
  visible_.assign(n_rows_ * stride_, 0.0F);
  has_seen_.assign(n_rows_, 0);
  between_.assign(stride_, 0.0F);
  t_.assign(side * stride_, 0.0F);
  share_.assign(stride_, 0.0F);
  repeats_.assign(n_rows_, 0);
}

void FilterStrip::normalise_row(int y, std::size_t slot) {
  float* z = normalised_.data() + slot * stride_ + pad_;
  repeats_[slot] = 0;
  has_seen_[slot] = 0;
  if (y < 0 || y >= pixels_.rows) {
    std::fill(z, z + width_, 0.0F);
    return;
  }
  background_.nodes_of_row(y, levels_);
  inverse_sigmas_.resize(levels_.size());
  const auto gain = static_cast<float>(noise_.gain), offset = static_cast<float>(noise_.offset);
  const auto floor = static_cast<float>(noise_.floor);
  for (std::size_t i = 0; i < levels_.size(); ++i)
    inverse_sigmas_[i] = 1.0F / std::sqrt(std::max(gain * levels_[i] + offset, floor));
  normalise(levels_, inverse_sigmas_, pixels_.value + pixels_.at(0, y), pixels_.cols, z);
  const std::uint8_t* mask = pixels_.mask + pixels_.at(0, y);
  for (int tile = 0; tile < background_.n_x(); ++tile) {
    if (background_.is_whole(tile, y / side)) continue;
    const int x = tile * side;
    clear_masked(mask + x, std::min(side, pixels_.cols - x), z + x);
  }
  if (y > 0 && std::memcmp(mask, mask - pixels_.cols, static_cast<std::size_t>(pixels_.cols)) == 0)
    repeats_[slot] = 1;
}

/// Ones where a pixel can be used; written only for rows that are asked for.
void FilterStrip::see_row(std::size_t slot) {
  if (has_seen_[slot] != 0) return;
  has_seen_[slot] = 1;
  const int y = y0_ - filter_.reach + static_cast<int>(slot);
  float* visible = visible_.data() + slot * stride_ + pad_;
  if (y < 0 || y >= pixels_.rows) {
    std::fill(visible, visible + width_, 0.0F);
    return;
  }
  const std::uint8_t* mask = pixels_.mask + pixels_.at(0, y);
  for (int x = 0; x < pixels_.cols; ++x) visible[x] = mask[x] == 0 ? 1.0F : 0.0F;
}

void FilterStrip::filter_row(const std::vector<float>& plane, const std::vector<float>& weight,
                             std::size_t row, float* to) {
  const auto n_taps = static_cast<std::size_t>(2 * filter_.reach + 1);
  const auto reach = static_cast<std::size_t>(filter_.reach);
  taps_.resize(n_taps);
  for (std::size_t k = 0; k < n_taps; ++k) taps_[k] = plane.data() + (row + k) * stride_ + pad_;
  combine(taps_.data(), weight.data(), n_taps, width_, between_.data() + pad_);
  for (std::size_t k = 0; k < n_taps; ++k) taps_[k] = between_.data() + pad_ + k - reach;
  combine(taps_.data(), weight.data(), n_taps, width_, to);
}

/// Gaps that run down the panel are the same in most rows: what they hide is not worked out anew.
bool FilterStrip::shares_repeat(std::size_t row) const {
  const auto first = repeats_.begin() + static_cast<std::ptrdiff_t>(row);
  return std::all_of(first, first + 2 * filter_.reach + 1, [](std::uint8_t repeats) { return repeats != 0; });
}

/// Where the share is not one but for rounding; most of a panel sees all of its filter.
void FilterStrip::note_hidden_blocks() {
  constexpr float rounding = 1e-5F;
  hidden_blocks_.clear();
  for (std::size_t first = 0; first < width_; first += block) {
    const float* factor = share_.data() + pad_ + first;
    LaneMask is_hidden{};
    for (std::size_t x = 0; x < block; x += n_lanes)
      is_hidden |= magnitude(load_lanes(factor + x) - 1.0F) > rounding;
    if (bits_of(is_hidden) != 0) hidden_blocks_.push_back(first);
  }
}

void FilterStrip::divide_by_visible_share() {
  const float nothing = 0.25F;  // of Σw²: with less to see than that, no statement
  for (std::size_t row = 0; row < side; ++row) {
    if (!shares_repeat(row)) {
      for (std::size_t slot = row; slot <= row + static_cast<std::size_t>(2 * filter_.reach); ++slot)
        see_row(slot);
      filter_row(visible_, weight_squared_, row, share_.data() + pad_);
      for (float& share : share_) share = share > nothing ? 1.0F / std::sqrt(share) : 0.0F;
      note_hidden_blocks();
    }
    for (const std::size_t first : hidden_blocks_) {
      float* t = t_.data() + row * stride_ + pad_ + first;
      const float* factor = share_.data() + pad_ + first;
      for (std::size_t x = 0; x < block; ++x) t[x] *= factor[x];
    }
  }
}

void FilterStrip::filter_from(int y0) {
  const std::size_t n_kept = y0 == 0 ? 0 : static_cast<std::size_t>(2 * filter_.reach);
  for (auto* plane : {&normalised_, &visible_}) {
    std::copy(plane->end() - static_cast<std::ptrdiff_t>(n_kept * stride_), plane->end(), plane->begin());
  }
  for (auto* flags : {&has_seen_, &repeats_}) {
    std::copy(flags->end() - static_cast<std::ptrdiff_t>(n_kept), flags->end(), flags->begin());
  }
  for (std::size_t slot = n_kept; slot < n_rows_; ++slot) {
    normalise_row(y0 - filter_.reach + static_cast<int>(slot), slot);
  }
  y0_ = y0;
  for (std::size_t row = 0; row < side; ++row) {
    filter_row(normalised_, filter_.weight, row, t_.data() + row * stride_ + pad_);
  }
  divide_by_visible_share();
}

}  // namespace lauelith::inverse
