// SPDX-License-Identifier: BSD-3-Clause
#include "forward/detector_response.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "forward/blurred_lines.h"
#include "forward/normal_deviates.h"

namespace lauelith::forward {
namespace {

constexpr std::uint32_t read_noise_stream = 2;

/// What light and noise are stored as, rounded and clipped.
class Storage {
 public:
  explicit Storage(const Camera& options)
      : gain_(static_cast<float>(options.gain)),
        pedestal_(static_cast<float>(options.pedestal)),
        sigma_(static_cast<float>(options.read_noise)),
        largest_(static_cast<float>(options.saturation)) {}

  void operator()(const float* light, std::span<const float> noise, std::uint16_t* stored) const {
    const Storage own = *this;  // on the stack, where no pixel lies
    for (std::size_t i = 0; i < noise.size(); ++i) {
      const float value = std::nearbyint(own.gain_ * light[i] + own.pedestal_ + own.sigma_ * noise[i]);
      stored[i] =
          static_cast<std::uint16_t>(static_cast<std::int32_t>(std::clamp(value, 0.0F, own.largest_)));
    }
  }

 private:
  float gain_;
  float pedestal_;
  float sigma_;
  float largest_;
};

Frame frame_of(const LaueImage& image, Pixels pixels, double saturation) {
  Frame frame;
  frame.rows = image.rows();
  frame.cols = image.cols();
  frame.pixels = std::move(pixels);
  frame.saturation = saturation;
  frame.source = "simulated";
  return frame;
}

}  // namespace

void describe(ParameterVisitor& visit, CountingDetector& options) {
  visit.number({"count_limit", "counts at which a pixel stops counting", 1.0, 4294967294.0},
               options.count_limit);
}

void describe(ParameterVisitor& visit, Camera& options) {
  visit.number({"blur_sigma_px", "optical blur after the photons are counted", 0.0, 10.0},
               options.blur_sigma_px);
  visit.number({"gain", "stored units per photon", 1e-3, 1e4}, options.gain);
  visit.number({"pedestal", "stored value of a dark pixel", 0.0, 65535.0}, options.pedestal);
  visit.number({"read_noise", "standard deviation of a dark pixel, stored units", 0.0, 1e4},
               options.read_noise);
  visit.number({"saturation", "largest value that is stored", 1.0, 65535.0}, options.saturation);
}

std::vector<std::uint16_t> read_out(const PhotonBatches& photons, int rows, int cols, const Camera& options,
                                    const NoiseKey& key) {
  static const NormalDeviates normal;
  const RandomKey noise_key{key.seed, read_noise_stream, key.frame};
  BlurredLines blurred(
      PixelRun([&photons](std::uint32_t batch, PixelBatch& values) { photons.fill(batch, values); }), rows,
      cols, options.blur_sigma_px);
  PixelRun noise([&](std::uint32_t batch, PixelBatch& values) {
    if (options.read_noise > 0.0) normal.fill(noise_key, batch, values);
  });
  const Storage store(options);
  const auto n = static_cast<std::size_t>(cols);
  std::vector<std::uint16_t> line(n);
  std::vector<std::uint16_t> stored;
  stored.reserve(photons.n_pixels());
  for (int y = 0; y < rows; ++y) {
    const float* light = blurred.line(y);
    for (std::size_t x = 0; x < n;) {
      const std::span<const float> some = noise.next_at_hand(n - x);
      store(light + x, some, line.data() + x);
      x += some.size();
    }
    stored.insert(stored.end(), line.begin(), line.end());
  }
  return stored;
}

Frame count_photons(const LaueImage& image, const CountingDetector& options, const NoiseKey& key) {
  return frame_of(image, counted<std::uint32_t>({image.expected(), key}, options.count_limit),
                  options.count_limit);
}

Frame expose_camera(const LaueImage& image, const Camera& options, const NoiseKey& key) {
  return frame_of(image, read_out({image.expected(), key}, image.rows(), image.cols(), options, key),
                  options.saturation);
}

}  // namespace lauelith::forward
