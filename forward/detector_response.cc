// SPDX-License-Identifier: BSD-3-Clause
#include "forward/detector_response.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
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

/// Blurs one line; what leaves the panel is lost.
void blur_line(const float* line, std::size_t n, const std::vector<float>& kernel, float* blurred) {
  const auto reach = static_cast<std::ptrdiff_t>(kernel.size() / 2);
  const auto length = static_cast<std::ptrdiff_t>(n);
  std::fill(blurred, blurred + n, 0.0F);
  for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
    const float share = kernel[static_cast<std::size_t>(k + reach)];
    for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, -k); i < std::min(length, length - k); ++i) {
      blurred[i + k] += share * line[i];
    }
  }
}

std::vector<float> blurred_image(const std::vector<float>& photons, std::size_t rows, std::size_t cols,
                                 double sigma_px) {
  const std::vector<double> shares = blur_kernel(sigma_px);
  const std::vector<float> kernel(shares.begin(), shares.end());
  const auto reach = static_cast<std::ptrdiff_t>(kernel.size() / 2);
  std::vector<float> along_x(photons.size());
  for (std::size_t y = 0; y < rows; ++y) {
    blur_line(photons.data() + y * cols, cols, kernel, along_x.data() + y * cols);
  }
  std::vector<float> result(photons.size(), 0.0F);
  for (std::ptrdiff_t y = 0; y < static_cast<std::ptrdiff_t>(rows); ++y) {
    float* target = result.data() + static_cast<std::size_t>(y) * cols;
    for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
      const std::ptrdiff_t from = y - k;
      if (from < 0 || from >= static_cast<std::ptrdiff_t>(rows)) continue;
      const float share = kernel[static_cast<std::size_t>(k + reach)];
      const float* source = along_x.data() + static_cast<std::size_t>(from) * cols;
      for (std::size_t x = 0; x < cols; ++x) target[x] += share * source[x];
    }
  }
  return result;
}

/// Normal deviates of successive pixels, from one word each: the quantile function, linear in 4096 parts
/// (error below 1e-3 inside ±2.66 σ); the tails exactly, with a second word of the pixel.
class NormalDeviates {
 public:
  NormalDeviates() {
    const boost::math::normal_distribution<double> normal;
    for (int i = 1; i < n_parts; ++i) {
      quantile_[static_cast<std::size_t>(i)] =
          static_cast<float>(boost::math::quantile(normal, static_cast<double>(i) / n_parts));
    }
  }
  /// Of the first `n` pixels of a batch.
  void fill(const RandomKey& key, std::uint32_t batch, std::size_t n, float* deviates) const {
    PixelWords words;
    words_of_pixels(key, batch, words);
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint32_t part = words[i] >> 20;
      const float fraction = static_cast<float>(words[i] & 0xfffffU) * 0x1p-20F;
      if (part >= n_tail && part < n_parts - n_tail) {
        deviates[i] = quantile_[part] + fraction * (quantile_[part + 1] - quantile_[part]);
      } else {
        const auto pixel = batch * pixels_per_batch + i;
        RandomSequence own(key.seed, key.stream, key.frame, static_cast<std::uint32_t>(pixel));
        deviates[i] = tail(words[i], own.word());
      }
    }
  }

 private:
  static constexpr int n_parts = 4096;
  static constexpr int n_tail = 16;
  static float tail(std::uint32_t high, std::uint32_t low) {
    const double p = (static_cast<double>(high) + (static_cast<double>(low) + 0.5) * 0x1p-32) * 0x1p-32;
    return static_cast<float>(boost::math::quantile(boost::math::normal_distribution<double>(), p));
  }
  std::array<float, n_parts + 1> quantile_{};
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

std::vector<float> photon_counts(const LaueImage& image, const NoiseKey& key) {
  static const PoissonFrame poisson;
  std::vector<float> photons(image.expected().size());
  poisson.fill(image.expected().data(), photons.size(), {key.seed, photon_stream, key.frame}, photons.data());
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
  const std::int64_t n = poisson_deviate(defects.zingers_per_frame, random);
  for (std::int64_t zinger = 0; zinger < n; ++zinger) {
    const auto pixel = static_cast<std::size_t>(random.uniform() * static_cast<double>(photons.size()));
    photons[pixel] += static_cast<float>(std::round(-defects.zinger_photons * std::log(random.uniform())));
  }
}

std::vector<float> read_out(std::vector<float> light, int rows, int cols, const Camera& options,
                            const NoiseKey& key) {
  static const NormalDeviates normal;
  light = blurred_image(light, static_cast<std::size_t>(rows), static_cast<std::size_t>(cols),
                        options.blur_sigma_px);
  const auto gain = static_cast<float>(options.gain);
  const auto pedestal = static_cast<float>(options.pedestal);
  const auto sigma = static_cast<float>(options.read_noise);
  const auto largest = static_cast<float>(options.saturation);
  std::array<float, pixels_per_batch> noise{};
  for (std::size_t begin = 0; begin < light.size(); begin += pixels_per_batch) {
    const std::size_t n = std::min(pixels_per_batch, light.size() - begin);
    if (sigma > 0.0F) {
      normal.fill({key.seed, read_noise_stream, key.frame},
                  static_cast<std::uint32_t>(begin / pixels_per_batch), n, noise.data());
    }
    for (std::size_t i = 0; i < n; ++i) {
      const float value = std::nearbyint(gain * light[begin + i] + pedestal + sigma * noise[i]);
      light[begin + i] = std::clamp(value, 0.0F, largest);
    }
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
