// SPDX-License-Identifier: BSD-3-Clause
#include "forward/detector_response.h"

#include <algorithm>
#include <cmath>

#include "src/random.h"

namespace lauelith::forward {
namespace {

constexpr std::uint32_t photon_stream = 1;
constexpr std::uint32_t read_noise_stream = 2;
constexpr std::uint32_t defect_stream = 3;
constexpr std::uint32_t zinger_stream = 4;

std::vector<double> blur_kernel(double sigma_px) {
  if (sigma_px <= 0.0) return {1.0};
  const int reach = static_cast<int>(std::ceil(4.0 * sigma_px));
  std::vector<double> kernel = pixel_shares(0.0, sigma_px, -reach, 2 * reach + 1);
  double sum = 0.0;
  for (const double share : kernel) sum += share;
  for (double& share : kernel) share /= sum;
  return kernel;
}

/// Blurs along lines of `n` pixels that are `stride` apart; what leaves the panel is lost.
std::vector<float> blurred_lines(const std::vector<float>& photons, const std::vector<double>& kernel,
                                 std::size_t n, std::size_t stride) {
  std::vector<float> result(photons.size(), 0.0F);
  const auto reach = static_cast<std::ptrdiff_t>(kernel.size() / 2);
  for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
    const auto share = static_cast<float>(kernel[static_cast<std::size_t>(k + reach)]);
    const std::ptrdiff_t shift = k * static_cast<std::ptrdiff_t>(stride);
    for (std::size_t i = 0; i < photons.size(); ++i) {
      const auto target = static_cast<std::ptrdiff_t>(i / stride % n) + k;
      if (target < 0 || target >= static_cast<std::ptrdiff_t>(n)) continue;
      result[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(i) + shift)] += share * photons[i];
    }
  }
  return result;
}

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

std::vector<float> photon_counts(const LaueImage& image, const NoiseKey& key) {
  const PoissonSampler poisson;
  std::vector<float> photons(image.expected().size());
  for (std::size_t i = 0; i < photons.size(); ++i) {
    RandomSequence random(key.seed, photon_stream, key.frame, static_cast<std::uint32_t>(i));
    photons[i] = static_cast<float>(poisson(image.expected()[i], random));
  }
  return photons;
}

void add_defects(std::vector<float>& photons, const PixelDefects& defects, const NoiseKey& key) {
  if (defects.dead_share > 0.0 || defects.hot_share > 0.0) {
    for (std::size_t i = 0; i < photons.size(); ++i) {
      RandomSequence random(key.seed, defect_stream, 0, static_cast<std::uint32_t>(i));
      const double u = random.uniform();
      if (u < defects.dead_share) photons[i] = 0.0F;
      if (u >= defects.dead_share && u < defects.dead_share + defects.hot_share) {
        photons[i] += static_cast<float>(-defects.hot_photons * std::log(random.uniform()));
      }
    }
  }
  if (!(defects.zingers_per_frame > 0.0)) return;
  RandomSequence random(key.seed, zinger_stream, key.frame, 0);
  const std::int64_t n = PoissonSampler()(defects.zingers_per_frame, random);
  for (std::int64_t zinger = 0; zinger < n; ++zinger) {
    const auto pixel = static_cast<std::size_t>(random.uniform() * static_cast<double>(photons.size()));
    photons[pixel] += static_cast<float>(std::round(-defects.zinger_photons * std::log(random.uniform())));
  }
}

std::vector<float> read_out(std::vector<float> light, int rows, int cols, const Camera& options,
                            const NoiseKey& key) {
  const std::vector<double> kernel = blur_kernel(options.blur_sigma_px);
  light = blurred_lines(light, kernel, static_cast<std::size_t>(cols), 1);
  light = blurred_lines(light, kernel, static_cast<std::size_t>(rows), static_cast<std::size_t>(cols));
  for (std::size_t i = 0; i < light.size(); ++i) {
    RandomSequence random(key.seed, read_noise_stream, key.frame, static_cast<std::uint32_t>(i));
    const double noise = options.read_noise > 0.0 ? options.read_noise * random.normal() : 0.0;
    const double value = std::round(options.gain * light[i] + options.pedestal + noise);
    light[i] = static_cast<float>(std::clamp(value, 0.0, options.saturation));
  }
  return light;
}

Frame count_photons(const LaueImage& image, const CountingDetector& options, const NoiseKey& key) {
  const std::vector<float> photons = photon_counts(image, key);
  std::vector<std::uint32_t> counts(photons.size());
  std::transform(photons.begin(), photons.end(), counts.begin(), [&options](float n) {
    return static_cast<std::uint32_t>(std::min<double>(n, options.count_limit));
  });
  return frame_of(image, std::move(counts), options.count_limit);
}

Frame expose_camera(const LaueImage& image, const Camera& options, const NoiseKey& key) {
  const std::vector<float> values =
      read_out(photon_counts(image, key), image.rows(), image.cols(), options, key);
  return frame_of(image, std::vector<std::uint16_t>(values.begin(), values.end()), options.saturation);
}

}  // namespace lauelith::forward
