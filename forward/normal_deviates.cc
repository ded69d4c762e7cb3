// SPDX-License-Identifier: BSD-3-Clause
#include "forward/normal_deviates.h"

#include <boost/math/distributions/normal.hpp>

#include "src/lanes.h"

namespace lauelith::forward {
namespace {

double quantile(double p) { return boost::math::quantile(boost::math::normal_distribution<double>(), p); }

}  // namespace

NormalDeviates::NormalDeviates() {
  for (std::uint32_t i = 1; i + 1 < n_parts; ++i) {  // the first and the last part are infinite
    start_[i] = static_cast<float>(quantile(static_cast<double>(i) / n_parts));
    rise_[i] = static_cast<float>(quantile(static_cast<double>(i + 1) / n_parts)) - start_[i];
  }
  constexpr double n_fine = static_cast<double>(n_parts) * n_division;
  for (std::uint32_t i = n_division; i <= n_tail * n_division; ++i) {
    tail_[i] = static_cast<float>(quantile(i / n_fine));
  }
}

float NormalDeviates::in_tail(const RandomKey& key, std::uint32_t pixel, std::uint32_t word) const {
  const bool is_upper = word >= 0x80000000U;
  const std::uint32_t inwards = is_upper ? ~word : word;
  const std::uint32_t piece = inwards >> 12;  // of n_parts·n_division
  if (piece >= n_division) {
    const float fraction = static_cast<float>(inwards & 0xfffU) * 0x1p-12F;
    const float deviate = tail_[piece] + fraction * (tail_[piece + 1] - tail_[piece]);
    return is_upper ? -deviate : deviate;
  }
  RandomSequence own(key.seed, key.stream, key.frame, pixel);
  const double rest = (own.word() + 0.5) * 0x1p-32;
  return static_cast<float>(quantile((word + rest) * 0x1p-32));
}

void NormalDeviates::fill(const RandomKey& key, std::uint32_t batch, PixelBatch& deviates) const {
  PixelWords words;
  words_of_pixels(key, batch, words);
  for (std::size_t i = 0; i < pixels_per_batch; i += n_lanes) {
    const WordLanes eight = load_lanes(words.data() + i);
    const WordLanes part = eight >> 20;
    const Lanes fraction = __builtin_convertvector(eight & 0xfffffU, Lanes) * 0x1p-20F;
    store_lanes(deviates.data() + i, gathered(start_.data(), part) + fraction * gathered(rise_.data(), part));
    const LaneMask is_outer = part - n_tail >= n_parts - 2 * n_tail;  // those below n_tail wrap around
    if (bits_of(is_outer) == 0) continue;
    for (std::size_t k = i; k < i + n_lanes; ++k) {
      const auto pixel = static_cast<std::uint32_t>(batch * pixels_per_batch + k);
      if (is_outer[k - i] != 0) deviates[k] = in_tail(key, pixel, words[k]);
    }
  }
}

}  // namespace lauelith::forward
