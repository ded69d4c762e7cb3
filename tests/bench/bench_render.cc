// SPDX-License-Identifier: BSD-3-Clause
// The simulator: spot list, drawing, noise and packing of one frame, for a uniform and for a strained field.
#include <benchmark/benchmark.h>

#include <span>

#include "forward/scan.h"
#include "src/chunk_encoders.h"
#include "src/crystal_library.h"
#include "src/expression_field.h"

namespace lauelith {
namespace {

/// A scan point of LLZO before a camera, 30,000 photons in the strongest spot.
struct Bench {
  CrystalField field;
  forward::SimulatedCamera camera;
  forward::BeamOptions beam;
  forward::Spectrum spectrum{beam};
  forward::LaueSetup setup;
  forward::ScanRenderer renderer;

  Bench(const char* preset, bool graded, const char* response = "auto")
      : field(field_of(graded)),
        camera(camera_of(preset, response)),
        setup(forward::make_laue_setup(find_crystal("LLZO"), camera.file.detector, beam, spectrum)),
        renderer(setup, field, camera, {}, scan(), spectrum, 1.0, 1) {}

  static CrystalField field_of(bool graded) {
    ExpressionFieldOptions options;
    options.origin_um = {-100, -100, 0};
    options.size_um = {200, 400, 120};
    options.spacing_um = {2};
    if (graded) options.H_xx = "5e-4*exp(z_um/20)";
    if (graded) options.H_yz = "5e-4*exp(z_um/10)";
    return evaluated_field(options, 1);
  }
  static forward::SimulatedCamera camera_of(const char* preset, const char* response) {
    forward::CameraOptions options;
    options.preset = preset;
    options.response = response;
    return forward::make_camera(options);
  }
  static forward::ScanOptions scan() {
    forward::ScanOptions options;
    options.origin_um = {0, 0};
    options.strongest_spot_photons = 30000;
    return options;
  }
};

void BM_SpotList(benchmark::State& state) {
  const Bench bench("Pilatus 1M", state.range(0) != 0);
  for (auto _ : state) benchmark::DoNotOptimize(bench.renderer.spots_of(0));
  state.counters["spots"] = static_cast<double>(bench.renderer.spots_of(0).spots.drawn.size());
}
BENCHMARK(BM_SpotList)->ArgName("graded")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void BM_Frame(benchmark::State& state) {
  const Bench bench(state.range(1) == 0 ? "Pilatus 1M" : "sCMOS", state.range(0) != 0);
  for (auto _ : state) benchmark::DoNotOptimize(bench.renderer.frame_of(0));
}
BENCHMARK(BM_Frame)
    ->ArgNames({"graded", "sCMOS"})
    ->ArgsProduct({{0, 1}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

/// The image of a list of spots: Poisson counts on the panel of the sCMOS (a counting camera of that size),
/// and all that this camera does to them.
void BM_Image(benchmark::State& state) {
  const Bench bench("sCMOS", false, state.range(0) == 0 ? "counting" : "auto");
  const forward::FrameSpots spots = bench.renderer.spots_of(0).spots;
  for (auto _ : state) benchmark::DoNotOptimize(bench.renderer.exposed(spots, 0));
}
BENCHMARK(BM_Image)->ArgName("camera")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

/// What drawing the noise alone would take.
void BM_NoiseAlone(benchmark::State& state) {
  const forward::LaueImage image(1043, 981, forward::SmoothBackground{5.0});
  for (auto _ : state) benchmark::DoNotOptimize(forward::count_photons(image, {}, {1, 0}));
}
BENCHMARK(BM_NoiseAlone)->Unit(benchmark::kMillisecond);

void BM_Packing(benchmark::State& state) {
  const Bench bench("Pilatus 1M", false);
  const Frame frame = bench.renderer.frame_of(0).frame;
  const auto& pixels = std::get<std::vector<std::int32_t>>(frame.pixels);
  const auto packing = state.range(0) == 0 ? ChunkPacking::deflate : ChunkPacking::bitshuffle;
  std::size_t n_bytes = 0;
  for (auto _ : state) n_bytes = encoded_chunk(std::as_bytes(std::span(pixels)), 4, packing).size();
  state.counters["ratio"] = static_cast<double>(pixels.size() * 4) / static_cast<double>(n_bytes);
}
BENCHMARK(BM_Packing)->ArgName("bitshuffle")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lauelith
