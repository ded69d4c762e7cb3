// SPDX-License-Identifier: BSD-3-Clause
#include <benchmark/benchmark.h>

#include <chrono>
#include <limits>

#include "forward/detector_response.h"
#include "inverse/peak_search.h"
#include "inverse/spot_groups.h"
#include "src/random.h"

namespace lauelith::inverse {
namespace {

/// A frame with 200 spots of 200 to 20,000 photons over a hump of background.
Image frame_of(int rows, int cols) {
  forward::LaueImage drawn(rows, cols, {30.0, 0.0, 0.0, 40.0, 0.5 * cols, 0.5 * rows, 500.0});
  for (std::uint32_t i = 0; i < 200; ++i) {
    RandomSequence random(9, 9, 0, i);
    const double x = random.uniform() * cols;
    const double y = random.uniform() * rows;
    drawn.add({x, y, 200.0 * std::pow(100.0, random.uniform()), forward::round_shape(0.9)});
  }
  return make_image(forward::count_photons(drawn, {}, {5, 1}), {}, std::numeric_limits<double>::infinity());
}

/// The least that any search must do: read every pixel and its mask once.
float plain_pass(const Image& image) {
  std::array<float, 64> sum{};
  for (std::size_t i = 0; i + 64 <= image.value.size(); i += 64) {
    for (std::size_t k = 0; k < 64; ++k) sum[k] += image.mask[i + k] == 0 ? image.value[i + k] : 0.0F;
  }
  float total = 0.0F;
  for (const float lane : sum) total += lane;
  return total;
}

template <typename Work>
double seconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void peak_search(benchmark::State& state) {
  const Image image = frame_of(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  double search = 0.0;
  double pass = 0.0;
  std::size_t n_peaks = 0;
  for (auto _ : state) {
    const double seconds = seconds_of([&] { n_peaks = find_peaks(image).peaks.size(); });
    state.SetIterationTime(seconds);
    search += seconds;
    pass += seconds_of([&] { benchmark::DoNotOptimize(plain_pass(image)); });
  }
  state.counters["peaks"] = static_cast<double>(n_peaks);
  state.counters["per_plain_pass"] = search / pass;
}
BENCHMARK(peak_search)->Args({2048, 2048})->Args({1043, 981})->UseManualTime()->Unit(benchmark::kMillisecond);

/// The profile: one step at a time on the 2048 × 2048 frame.
void peak_search_step(benchmark::State& state) {
  const Image image = frame_of(2048, 2048);
  const PixelView pixels{image.rows, image.cols, image.value.data(), image.mask.data(),
                         std::numeric_limits<float>::infinity()};
  const LocalBackground background(pixels);
  const NoiseModel noise = estimate_noise(background);
  const Significance significance = measure_significance(pixels, background, noise, 0.9, 3.5);
  const auto candidates = find_candidates(pixels, background, noise, significance, 0.9, 5.5);
  SpotFitter fitter(pixels, noise, significance.frame_width);
  for (auto _ : state) {
    switch (state.range(0)) {
      case 0:
        benchmark::DoNotOptimize(LocalBackground(pixels).n_x());
        break;
      case 1:
        benchmark::DoNotOptimize(estimate_noise(background).gain);
        break;
      case 2:
        benchmark::DoNotOptimize(measure_point_spread(pixels, background, fitter));
        break;
      case 3:
        benchmark::DoNotOptimize(measure_significance(pixels, background, noise, 0.9, 3.5).frame_width);
        break;
      case 4:
        benchmark::DoNotOptimize(find_candidates(pixels, background, noise, significance, 0.9, 5.5).size());
        break;
      default:
        benchmark::DoNotOptimize(
            fit_candidates(pixels, background, noise, candidates, fitter, {{0.9, 0.4}, 5.5}).size());
    }
  }
  constexpr std::array<const char*, 6> names{"background",   "noise",      "point spread",
                                             "significance", "candidates", "fits"};
  state.SetLabel(names[static_cast<std::size_t>(state.range(0))]);
}
BENCHMARK(peak_search_step)->DenseRange(0, 5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lauelith::inverse
