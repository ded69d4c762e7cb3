// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <limits>

#include "forward/laue_image.h"
#include "src/frame.h"
#include "src/parameter.h"

namespace lauelith::forward {

/// What names the noise of one frame: the same numbers give the same frame.
struct NoiseKey {
  std::uint32_t seed = 1;
  std::uint64_t frame = 0;
};

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

/// 32-bit counts. Pinned by: DetectorResponse.CountsArePoisson.
Frame count_photons(const LaueImage& image, const CountingDetector& options, const NoiseKey& key);
/// 16-bit pixels. Pinned by: DetectorResponse.CameraNoise.
Frame expose_camera(const LaueImage& image, const Camera& options, const NoiseKey& key);

}  // namespace lauelith::forward
