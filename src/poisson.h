// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/random.h"

namespace lauelith {

/// An exact Poisson deviate for any mean ≥ 0. Below 30: inversion, term by term. From 30 on: transformed
/// rejection PTRS, Hörmann, Insurance: Math. Econ. 12 (1993) 39. Pinned by: Random.PoissonDistribution.
std::int64_t poisson_deviate(double mean, RandomSequence& random);

/// Exact Poisson deviates of all pixels of a frame, each from one word u of its own where that decides.
///
/// Below a mean of 30 the deviate is the inverse of the distribution at u. A guide table (Chen & Asau 1974)
/// for every 1/64 of the mean tells it for u known to ten bits, unless it differs within the ten bits or
/// within the 1/64: there (some 3 % of the pixels at a mean of 5) u is compared with the cumulative
/// probabilities, tabulated for every 1/64 and linear between them; only where u is nearer to one than the
/// error of the straight line, h²/8·max|p_k − p_{k−1}| with h = 1/64, terms are summed for the mean itself. A
/// second word follows where 32 bits do not decide, so that probabilities down to 2⁻⁵² come out right. From
/// 30 on as poisson_deviate, by the pixel's own RandomSequence. Pinned by: Random.FrameOfPoisson*
/// (χ², tails, independence of neighbours, streams and frames; equal to the plain definition).
class PoissonFrame {
 public:
  PoissonFrame();
  void fill(const float* means, std::size_t n, const RandomKey& key, float* counts) const;
  /// Of the first `n` pixels of one batch.
  void fill_batch(const float* means, std::size_t n, const RandomKey& key, std::uint32_t batch,
                  float* counts) const;

  /// The same number for one pixel, from its definition, without tables.
  static std::int64_t of_pixel(double mean, const RandomKey& key, std::uint32_t pixel);

 private:
  void tabulate_cumulative();
  void tabulate_guide();
  /// The count where the guide does not decide, if the cumulative probabilities do; negative: they neither.
  std::int64_t count_between(float mean, std::uint32_t word) const;

  std::vector<std::uint8_t> guide_;  ///< [mean in 1/64][u in 1/1024]; the smallest count there, and a flag
  std::vector<float> cumulative_;    ///< [mean in 1/64][count], up to the count where u cannot tell
  std::vector<float> doubt_;         ///< [mean in 1/64]: error of the straight line to the next mean
};

}  // namespace lauelith
