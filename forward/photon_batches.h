// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "src/random.h"

namespace lauelith::forward {

/// What names the noise of one frame: the same numbers give the same frame.
struct NoiseKey {
  std::uint32_t seed = 1;
  std::uint64_t frame = 0;
};

/// Pixels that do not tell the truth. Dead and hot ones are a matter of the seed alone; zingers differ from
/// frame to frame.
struct PixelDefects {
  double dead_share = 0.0;
  double hot_share = 0.0;
  double hot_photons = 500.0;  ///< on average
  double zingers_per_frame = 0.0;
  double zinger_photons = 2000.0;  ///< mean of an exponential distribution
};

/// A number for each pixel of a batch of the random generator.
using PixelBatch = std::array<float, pixels_per_batch>;

/// Expected photons of the pixels of a frame, row-major, for a reader that goes from the first to the last.
struct ExpectedPhotons {
  std::size_t n_pixels = 0;
  /// Those from pixel `begin` on, at least the `pixels_per_batch` next or all that are left; `begin` is a
  /// multiple of that number. Valid until the next call.
  std::function<const float*(std::size_t begin)> from;
};

/// The photons that pixels of a frame count, batch by batch, so that a frame passes through the cache only
/// once: Poisson, with defects. The kernel under all cameras.
class PhotonBatches {
 public:
  /// `poisson` false: the expected photons themselves instead of counts.
  PhotonBatches(ExpectedPhotons expected, const NoiseKey& key, bool poisson = true,
                const PixelDefects& defects = {});
  /// Over an image that outlives this.
  PhotonBatches(const std::vector<float>& expected, const NoiseKey& key, bool poisson = true,
                const PixelDefects& defects = {});
  std::size_t n_pixels() const { return expected_.n_pixels; }
  std::size_t n_batches() const { return (n_pixels() + pixels_per_batch - 1) / pixels_per_batch; }
  /// Returns how many pixels the batch has.
  std::size_t fill(std::uint32_t batch, PixelBatch& photons) const;

 private:
  struct Zinger {
    std::size_t pixel = 0;
    double photons = 0.0;
  };
  void draw_zingers();
  void add_lasting_defects(std::uint32_t batch, std::size_t n, PixelBatch& photons) const;

  ExpectedPhotons expected_;
  NoiseKey key_;
  bool poisson_;
  PixelDefects defects_;
  std::vector<Zinger> zingers_;  ///< by pixel
};

/// Pixel after pixel what is made batch by batch.
class PixelRun {
 public:
  using Make = std::function<void(std::uint32_t batch, PixelBatch& values)>;
  explicit PixelRun(Make make) : make_(std::move(make)) {}
  void next(std::size_t n, float* values);
  /// At least one of the next `most` values and as many as are at hand; valid until the next call.
  std::span<const float> next_at_hand(std::size_t most);

 private:
  Make make_;
  std::size_t pixel_ = 0;
  PixelBatch batch_{};
};

}  // namespace lauelith::forward
