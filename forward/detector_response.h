// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "forward/laue_image.h"
#include "forward/photon_batches.h"
#include "src/frame.h"
#include "src/parameter.h"

namespace lauelith::forward {

/// A counting detector: Poisson counts up to a limit.
struct CountingDetector {
  double count_limit = 1048574.0;  ///< stored value of a pixel that reached the end of its counter
};
void describe(ParameterVisitor& visit, CountingDetector& options);

/// An integrating camera: stored = clip(round(gain·blur(Poisson) + pedestal + read noise)). The blur comes
/// after the photons are counted, hence neighbouring pixels are correlated and var < gain²·photons.
struct Camera {
  double blur_sigma_px = 0.5;
  double gain = 0.6;  ///< stored units per photon
  double pedestal = 10.0;
  double read_noise = 1.0;  ///< stored units, standard deviation
  double saturation = 65535.0;
};
void describe(ParameterVisitor& visit, Camera& options);

/// Photons as a counting detector stores them: rounded and clipped, without branches.
template <typename Stored>
std::vector<Stored> counted(const PhotonBatches& photons, double largest) {
  // What a conversion from floating point is quick for.
  using Wide =
      std::conditional_t<sizeof(Stored) == 4 && std::is_unsigned_v<Stored>, std::int64_t, std::int32_t>;
  largest = std::min<double>(largest, std::numeric_limits<Stored>::max());
  std::vector<Stored> pixels;
  pixels.reserve(photons.n_pixels());
  PixelBatch values;
  std::array<Stored, pixels_per_batch> stored;
  for (std::uint32_t batch = 0; batch < photons.n_batches(); ++batch) {
    const std::size_t n = photons.fill(batch, values);
    for (std::size_t i = 0; i < n; ++i) {
      const double value = std::min(std::max(static_cast<double>(values[i]), 0.0), largest);
      stored[i] = static_cast<Stored>(static_cast<Wide>(value + 0.5));
    }
    pixels.insert(pixels.end(), stored.begin(), stored.begin() + static_cast<std::ptrdiff_t>(n));
  }
  return pixels;
}

/// Photons as an integrating camera reads them: blurred, scaled, with pedestal and noise, rounded and
/// clipped.
std::vector<std::uint16_t> read_out(const PhotonBatches& photons, int rows, int cols, const Camera& options,
                                    const NoiseKey& key);

/// 32-bit counts. Pinned by: DetectorResponse.CountsArePoisson.
Frame count_photons(const LaueImage& image, const CountingDetector& options, const NoiseKey& key);
/// 16-bit pixels. Pinned by: DetectorResponse.CameraNoise.
Frame expose_camera(const LaueImage& image, const Camera& options, const NoiseKey& key);

}  // namespace lauelith::forward
