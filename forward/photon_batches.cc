// SPDX-License-Identifier: BSD-3-Clause
#include "forward/photon_batches.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "src/poisson.h"

namespace lauelith::forward {
namespace {

constexpr std::uint32_t photon_stream = 1;
constexpr std::uint32_t defect_stream = 3;
constexpr std::uint32_t zinger_stream = 4;

}  // namespace

PhotonBatches::PhotonBatches(const std::vector<float>& expected, const NoiseKey& key, bool poisson,
                             const PixelDefects& defects)
    : PhotonBatches({expected.size(), [&expected](std::size_t begin) { return expected.data() + begin; }},
                    key, poisson, defects) {}

PhotonBatches::PhotonBatches(ExpectedPhotons expected, const NoiseKey& key, bool poisson,
                             const PixelDefects& defects)
    : expected_(std::move(expected)), key_(key), poisson_(poisson), defects_(defects) {
  if (defects.zingers_per_frame > 0.0) draw_zingers();
}

void PhotonBatches::draw_zingers() {
  RandomSequence random(key_.seed, zinger_stream, key_.frame, 0);
  const std::int64_t n = poisson_deviate(defects_.zingers_per_frame, random);
  for (std::int64_t i = 0; i < n; ++i) {
    const auto pixel = static_cast<std::size_t>(random.uniform() * static_cast<double>(n_pixels()));
    zingers_.push_back({pixel, std::round(-defects_.zinger_photons * std::log(random.uniform()))});
  }
  std::stable_sort(zingers_.begin(), zingers_.end(),
                   [](const Zinger& a, const Zinger& b) { return a.pixel < b.pixel; });
}

void PhotonBatches::add_lasting_defects(std::uint32_t batch, std::size_t n, PixelBatch& photons) const {
  const RandomKey key{key_.seed, defect_stream, 0};
  PixelWords words;
  words_of_pixels(key, batch, words);
  const double end_of_dead = defects_.dead_share * 0x1p32;
  const double end_of_hot = end_of_dead + defects_.hot_share * 0x1p32;
  for (std::size_t i = 0; i < n; ++i) {
    if (words[i] >= end_of_hot) continue;
    if (words[i] < end_of_dead) {
      photons[i] = 0.0F;
      continue;
    }
    RandomSequence own(key.seed, key.stream, 0, static_cast<std::uint32_t>(batch * pixels_per_batch + i));
    photons[i] += static_cast<float>(-defects_.hot_photons * std::log(own.uniform()));
  }
}

std::size_t PhotonBatches::fill(std::uint32_t batch, PixelBatch& photons) const {
  static const PoissonFrame frame;
  const std::size_t begin = batch * pixels_per_batch;
  const std::size_t n = std::min(pixels_per_batch, n_pixels() - begin);
  const float* expected = expected_.from(begin);
  if (poisson_) {
    frame.fill_batch(expected, n, {key_.seed, photon_stream, key_.frame}, batch, photons.data());
  } else {
    std::copy_n(expected, n, photons.data());
  }
  if (defects_.dead_share > 0.0 || defects_.hot_share > 0.0) add_lasting_defects(batch, n, photons);
  auto zinger = std::lower_bound(zingers_.begin(), zingers_.end(), begin,
                                 [](const Zinger& one, std::size_t pixel) { return one.pixel < pixel; });
  for (; zinger != zingers_.end() && zinger->pixel < begin + n; ++zinger) {
    photons[zinger->pixel - begin] += static_cast<float>(zinger->photons);
  }
  return n;
}

std::span<const float> PixelRun::next_at_hand(std::size_t most) {
  const std::size_t place = pixel_ % pixels_per_batch;
  if (place == 0) make_(static_cast<std::uint32_t>(pixel_ / pixels_per_batch), batch_);
  const std::size_t n = std::min(most, pixels_per_batch - place);
  pixel_ += n;
  return {batch_.data() + place, n};
}

void PixelRun::next(std::size_t n, float* values) {
  while (n > 0) {
    const std::span<const float> some = next_at_hand(n);
    values = std::copy(some.begin(), some.end(), values);
    n -= some.size();
  }
}

}  // namespace lauelith::forward
