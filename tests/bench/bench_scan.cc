// SPDX-License-Identifier: BSD-3-Clause
// A scan through the indexer: 981 × 1043 frames of LLZO from a stack, decoding alone, each point cold, and
// with the grains of its neighbours. The counters are ratios to decoding alone, in the same run.
#include <benchmark/benchmark.h>

#include <array>
#include <filesystem>
#include <functional>
#include <span>
#include <thread>

#include "forward/scan.h"
#include "inverse/frame_indexing.h"
#include "inverse/grain_tracking.h"
#include "src/chunk_encoders.h"
#include "src/crystal_library.h"
#include "src/expression_field.h"
#include "src/frame_copies.h"
#include "src/frame_source.h"
#include "src/parallel.h"
#include "src/progress.h"
#include "src/scan_file.h"

namespace lauelith {
namespace {

constexpr int n_frames = 64;
constexpr std::size_t n_tracks = n_frames / inverse::frames_per_track;

/// Two grains, strained a little; about 220 peaks in a frame.
CrystalField two_grains() {
  ExpressionFieldOptions options;
  options.origin_um = {-100, -100, 0};
  options.size_um = {200, 400, 120};
  options.spacing_um = {4};
  options.grain = "x_um < 0 ? 0 : 1";
  options.n_grains = 2;
  options.H_xx = "3e-4*exp(-abs(x_um)/20)";
  options.H_zz = "-3e-4*exp(-abs(x_um)/20)";
  return evaluated_field(options, 1);
}

/// A stack on disk, with the crystal before its camera.
class Stack {
 public:
  explicit Stack(ChunkPacking packing) : packing_(packing), camera_(camera()) {
    if (!std::filesystem::exists(path())) write();
    source_ = std::make_unique<FrameSource>(std::vector<std::filesystem::path>{path()});
  }

  const FrameSource& frames() const { return *source_; }
  const forward::LaueSetup& setup() const { return setup_; }
  const Detector& detector() const { return camera_.file.detector; }

 private:
  static forward::SimulatedCamera camera() {
    forward::CameraOptions options;
    options.preset = "Pilatus 1M";
    return forward::make_camera(options);
  }
  std::string path() const {
    const char* name = packing_ == ChunkPacking::deflate ? "bench_deflate.h5" : "bench_bitshuffle.h5";
    return (std::filesystem::temp_directory_path() / name).string();
  }
  void write() const {
    forward::ScanOptions scan;
    scan.origin_um = {-32, 0};
    scan.step_um = {1.0, 1.0};
    scan.points = {double{n_frames}, 1.0};
    scan.strongest_spot_photons = 6000;
    const CrystalField field = two_grains();
    const forward::ScanRenderer renderer(setup_, field, camera_, {}, scan, spectrum_, 1.0, 1);
    ScanSetting setting;
    setting.n_frames = n_frames;
    setting.shape = {1, n_frames};
    setting.detector = camera_.file;
    setting.packing = packing_;
    setting.saturation = camera_.count_limit;
    setting.energy_range_keV = beam_.energy_keV;
    ScanWriter writer(path(), setting, true);
    for (std::size_t i = 0; i < n_frames; ++i) {
      const Frame frame = renderer.frame_of(i).frame;
      const auto& pixels = std::get<std::vector<std::int32_t>>(frame.pixels);
      writer.add_frame(i, encoded_chunk(std::as_bytes(std::span(pixels)), sizeof(pixels[0]), packing_));
      writer.add_point({static_cast<double>(i), 0.0, 0.0});
    }
    writer.finish(begun_provenance({"lauelith_bench"}));
  }

  ChunkPacking packing_;
  forward::SimulatedCamera camera_;
  forward::BeamOptions beam_;
  forward::Spectrum spectrum_{beam_};
  forward::LaueSetup setup_ =
      forward::make_laue_setup(find_crystal("LLZO"), camera_.file.detector, beam_, spectrum_);
  std::unique_ptr<FrameSource> source_;
};

double decoding_s(const Stack& stack) {
  const double start = Progress::steady_seconds();
  for (std::size_t i = 0; i < n_frames; ++i) benchmark::DoNotOptimize(stack.frames().frame(i));
  return Progress::steady_seconds() - start;
}

void index_track(const Stack& stack, const inverse::IndexingPlan& plan, std::size_t track, bool neighbours) {
  inverse::PeakSearchOptions search;
  search.psf_sigma_px = stack.detector().psf_sigma_px;
  inverse::GrainTrack before;
  for (std::size_t i = 0; i < inverse::frames_per_track; ++i) {
    const Frame stored = stack.frames().frame(track * inverse::frames_per_track + i);
    const Image image = make_image(stored, stack.detector().mask, stack.detector().saturation);
    FrameResult frame =
        inverse::index_image(image, search, plan, neighbours ? before.known() : inverse::KnownLattices{});
    frame.fingerprint = fingerprint_of(stored);
    before.remember(frame);
    if (frame.status != FrameStatus::ok) std::abort();
    benchmark::DoNotOptimize(frame);
  }
}

/// Arguments: packing (0 deflate, 1 bitshuffle), neighbours, threads.
void index_scan(benchmark::State& state) {
  const Stack stack(state.range(0) == 0 ? ChunkPacking::deflate : ChunkPacking::bitshuffle);
  const inverse::IndexingPlan plan(stack.setup(), {});
  const double decode_s = decoding_s(stack);
  double sum_s = 0.0;
  for (auto _ : state) {
    const double start = Progress::steady_seconds();
    for_each_index(n_tracks, static_cast<int>(state.range(2)),
                   [&](std::size_t track) { index_track(stack, plan, track, state.range(1) != 0); });
    sum_s += Progress::steady_seconds() - start;
  }
  const double mean_s = sum_s / static_cast<double>(state.iterations());
  state.counters["frames_per_s"] = n_frames / mean_s;
  state.counters["per_decoding"] = mean_s / decode_s;
}
BENCHMARK(index_scan)
    ->ArgNames({"bitshuffle", "neighbours", "threads"})
    ->ArgsProduct({{0, 1}, {0, 1}, {1, 2}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

/// Where the time of a frame goes: decoding, image, peaks, fingerprint, grains cold and tracked.
void index_step(benchmark::State& state) {
  const Stack stack(ChunkPacking::bitshuffle);
  const inverse::IndexingPlan plan(stack.setup(), {});
  inverse::PeakSearchOptions search;
  search.psf_sigma_px = stack.detector().psf_sigma_px;
  const Frame stored = stack.frames().frame(8);
  const Image image = make_image(stored, stack.detector().mask, stack.detector().saturation);
  const PeakList peaks = inverse::find_peaks(image, search);
  inverse::GrainTrack track;
  track.remember(inverse::index_peak_list(peaks, plan));
  const std::array<std::pair<const char*, std::function<void()>>, 6> steps{
      {{"decoding", [&] { benchmark::DoNotOptimize(stack.frames().frame(8)); }},
       {"image",
        [&] {
          benchmark::DoNotOptimize(make_image(stored, stack.detector().mask, stack.detector().saturation));
        }},
       {"peaks", [&] { benchmark::DoNotOptimize(inverse::find_peaks(image, search)); }},
       {"fingerprint", [&] { benchmark::DoNotOptimize(fingerprint_of(stored)); }},
       {"grains, cold", [&] { benchmark::DoNotOptimize(inverse::index_peak_list(peaks, plan)); }},
       {"grains, tracked",
        [&] { benchmark::DoNotOptimize(inverse::index_peak_list(peaks, plan, track.known())); }}}};
  const auto& [name, step] = steps[static_cast<std::size_t>(state.range(0))];
  for (auto _ : state) step();
  state.SetLabel(std::string(name) + ", " + std::to_string(peaks.peaks.size()) + " peaks");
}
BENCHMARK(index_step)->DenseRange(0, 5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lauelith
