// SPDX-License-Identifier: BSD-3-Clause
// Indexing and refinement of made peak lists. `spot_list` is the time of one forward prediction in the same
// run.
#include <benchmark/benchmark.h>

#include "inverse/grain_growth.h"
#include "inverse/indexing.h"
#include "tests/inverse/synthetic_pattern.h"

namespace lauelith::inverse {
namespace {

using synthetic::Camera;

struct Fixture {
  forward::LaueSetup setup;
  IndexingPlan plan;
  std::vector<synthetic::TrueGrain> grains;
  PeakList peaks;

  Fixture(Camera camera, const std::vector<double>& weights, std::size_t n_peaks)
      : setup(synthetic::setup("LLZO", camera)), plan(setup, {}) {
    std::mt19937_64 random(1);
    for (const double weight : weights) {
      grains.push_back(synthetic::random_grain(setup, 5e-4, random));
      grains.back().weight = weight;
    }
    synthetic::PatternOptions options;
    options.n_peaks = n_peaks;
    peaks = synthetic::pattern(setup, grains, options, random);
  }
};

void index_one_grain(benchmark::State& state) {
  const Fixture fixture(Camera::pilatus_140mm, {1.0}, 200);
  for (auto _ : state) benchmark::DoNotOptimize(index_grains(fixture.peaks, fixture.plan));
}
BENCHMARK(index_one_grain)->Unit(benchmark::kMillisecond);

void index_eight_grains(benchmark::State& state) {
  const Fixture fixture(Camera::pilatus_140mm, {1, .8, .64, .512, .41, .33, .26, .21}, 400);
  for (auto _ : state) benchmark::DoNotOptimize(index_grains(fixture.peaks, fixture.plan));
}
BENCHMARK(index_eight_grains)->Unit(benchmark::kMillisecond);

void grow_and_refine(benchmark::State& state) {
  const Fixture fixture(Camera::pilatus_140mm, {1.0}, 150);
  const std::vector<std::uint8_t> all(fixture.peaks.peaks.size(), 1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(grow_grain(fixture.grains[0].M_lab_1_A, fixture.peaks.peaks, all, fixture.plan));
  }
}
BENCHMARK(grow_and_refine)->Unit(benchmark::kMillisecond);

void spot_list(benchmark::State& state) {
  const Fixture fixture(Camera::pilatus_140mm, {1.0}, 10);
  for (auto _ : state)
    benchmark::DoNotOptimize(forward::predict_spots(fixture.setup, fixture.grains[0].M_lab_1_A));
}
BENCHMARK(spot_list)->Unit(benchmark::kMillisecond);

void reflection_table(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(synthetic::setup("LLZO", Camera::pilatus_140mm));
}
BENCHMARK(reflection_table)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lauelith::inverse
