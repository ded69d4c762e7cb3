// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
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

/// The photons that pixels of a frame count, batch by batch, so that a frame passes through the cache only
/// once: Poisson, with defects. The kernel under all cameras.
class PhotonBatches {
 public:
  /// Over expected photons that outlive this; `poisson` false: themselves instead of counts.
  PhotonBatches(const std::vector<float>& expected, const NoiseKey& key, bool poisson = true,
                const PixelDefects& defects = {});
  std::size_t n_pixels() const { return expected_.size(); }
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

  const std::vector<float>& expected_;
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

 private:
  Make make_;
  std::size_t pixel_ = 0;
  PixelBatch batch_;
};

}  // namespace lauelith::forward
