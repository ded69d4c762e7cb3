// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>

#include "forward/photon_batches.h"
#include "src/random.h"

namespace lauelith::forward {

/// Normal deviates (mean 0, variance 1) of the pixels of a batch, from one word each: the quantile function
/// at word/2³², linear in 4096 parts of the probability (error below 1e-3 inside ±2.66 σ); the outer 16 parts
/// of both sides in 256 parts each (error below 1e-6); the outermost exactly (beyond ±3.49 σ), with a second
/// word of the pixel's own. Pinned by: NormalDeviates.*.
class NormalDeviates {
 public:
  NormalDeviates();
  void fill(const RandomKey& key, std::uint32_t batch, PixelBatch& deviates) const;

 private:
  static constexpr std::uint32_t n_parts = 4096;
  static constexpr std::uint32_t n_tail = 16;
  static constexpr std::uint32_t n_division = 256;  ///< of each part of the tails

  float in_tail(const RandomKey& key, std::uint32_t pixel, std::uint32_t word) const;

  std::array<float, n_parts> start_{};  ///< quantile at the start of each part
  std::array<float, n_parts> rise_{};   ///< to the next
  std::array<float, n_tail * n_division + 1> tail_{};
};

}  // namespace lauelith::forward
