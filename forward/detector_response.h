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

/// Pixels that do not tell the truth.
struct PixelDefects {
  double dead_share = 0.0;
  double hot_share = 0.0;
  double hot_photons = 500.0;  ///< on average
  double zingers_per_frame = 0.0;
  double zinger_photons = 2000.0;  ///< mean of an exponential distribution
};

/// Photons that arrive in every pixel: Poisson. The kernel under all cameras.
std::vector<float> photon_counts(const LaueImage& image, const NoiseKey& key);
/// Dead and hot pixels are a matter of the seed alone; zingers differ from frame to frame.
void add_defects(std::vector<float>& photons, const PixelDefects& defects, const NoiseKey& key);
/// Photons as an integrating camera reads them: blurred, scaled, with pedestal and noise, rounded and
/// clipped.
std::vector<float> read_out(std::vector<float> photons, int rows, int cols, const Camera& options,
                            const NoiseKey& key);

/// 32-bit counts. Pinned by: DetectorResponse.CountsArePoisson.
Frame count_photons(const LaueImage& image, const CountingDetector& options, const NoiseKey& key);
/// 16-bit pixels. Pinned by: DetectorResponse.CameraNoise.
Frame expose_camera(const LaueImage& image, const Camera& options, const NoiseKey& key);

}  // namespace lauelith::forward
