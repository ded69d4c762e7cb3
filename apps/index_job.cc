// SPDX-License-Identifier: BSD-3-Clause
#include "apps/index_job.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "apps/frame_outputs.h"
#include "apps/study_tables.h"
#include "inverse/frame_indexing.h"
#include "src/failure.h"
#include "src/grain_table.h"
#include "src/header_text.h"
#include "src/maps_file.h"
#include "src/parallel.h"
#include "src/progress.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

constexpr double most_unreadable = 0.05;  // of a scan

/// The peaks of a list at our pixel origin, its shape taken from the detector.
PeakList peaks_of(const PeakListFile& list, const Detector& detector) {
  PeakList peaks = list.peaks;
  peaks.rows = detector.rows;
  peaks.cols = detector.cols;
  return peaks;
}

FrameResult index_one(const PatternInputs& inputs, std::size_t i, const inverse::IndexingPlan& plan,
                      const StudyTables& tables, Image* image_out) {
  const Detector& detector = plan.setup.detector;
  if (!inputs.frames) return inverse::index_peak_list(peaks_of(inputs.lists[i], detector), plan);
  inverse::PeakSearchOptions search = tables.peak_search;
  if (search.psf_sigma_px == 0.0) search.psf_sigma_px = detector.psf_sigma_px;
  try {
    const Frame stored = inputs.frames->frame(i);
    const Image image = image_for(stored, detector, inputs.name(i));
    FrameResult frame = inverse::index_image(image, search, plan);
    if (const auto stage = stage_position(stored)) {
      frame.x_um = stage->x_um;
      frame.y_um = stage->y_um;
    }
    if (image_out != nullptr) *image_out = image;
    return frame;
  } catch (const InputError& error) {
    if (inputs.size() == 1) throw;
    return inverse::unreadable_frame(FrameStatus::corrupt, error.what());
  }
}

std::vector<FrameResult> index_all(const PatternInputs& inputs, const inverse::IndexingPlan& plan,
                                   const StudyTables& tables, const IndexJob& job,
                                   const DetectorFile& detector) {
  std::vector<FrameResult> frames(inputs.size());
  Progress progress({job.common.progress}, inputs.size(), std::cerr, is_terminal(2));
  const FrameOutputs outputs(job.plot_folder, job.lauetools_folder, detector, plan.setup, tables.picture);
  for_each_index(inputs.size(), job.common.n_threads, [&](std::size_t i) {
    Image image;
    frames[i] = index_one(inputs, i, plan, tables, outputs.needs_image() ? &image : nullptr);
    frames[i].source = inputs.name(i);
    outputs.write(i, image, frames[i]);
    progress.frame_done(frames[i].status == FrameStatus::ok, frames[i].status == FrameStatus::corrupt);
  });
  progress.finish();
  return frames;
}

Maps maps_of(std::vector<FrameResult> frames, const LaueInput& input) {
  Maps maps;
  maps.frames = std::move(frames);
  maps.sample_tilt_deg = input.setup->beam.incidence_deg;
  maps.crystal = input.setup->crystal.name;
  maps.B_1_A = input.setup->table.B_1_A();
  maps.depth_model = input.setup->depth.is_surface() ? "surface" : "absorption";
  maps.detector = input.detector;
  return maps;
}

Provenance provenance_of(const IndexJob& job, const Study& study) {
  std::vector<std::string> argv = {"lauelith", "index"};
  argv.insert(argv.end(), job.inputs.begin(), job.inputs.end());
  argv.insert(argv.end(), {"--detector", job.laue.detector, "--crystal", job.laue.crystal});
  if (!job.laue.energy.empty()) argv.insert(argv.end(), {"--energy", job.laue.energy});
  if (!job.laue.depth_model.empty()) argv.insert(argv.end(), {"--depth-model", job.laue.depth_model});
  Provenance provenance = begun_provenance(argv);
  provenance.study_text = resolved_text(study);
  for (const std::string& path : job.inputs) {
    if (std::filesystem::is_regular_file(path)) provenance.inputs.push_back(hash_of_file(path));
  }
  for (const std::string& path : {job.laue.detector, job.laue.crystal}) {
    if (std::filesystem::is_regular_file(path)) provenance.inputs.push_back(hash_of_file(path));
  }
  return provenance;
}

std::size_t count(const std::vector<FrameResult>& frames, FrameStatus status) {
  return static_cast<std::size_t>(std::count_if(
      frames.begin(), frames.end(), [status](const FrameResult& frame) { return frame.status == status; }));
}

void report(const std::vector<FrameResult>& frames, const std::string& output) {
  constexpr std::size_t most_tables = 20;
  for (std::size_t i = 0; i < std::min(frames.size(), most_tables); ++i) std::cout << grain_table(frames[i]);
  if (frames.size() > most_tables) std::cout << "... and " << frames.size() - most_tables << " more frames\n";
  std::cout << output << ": " << frames.size() << " frames, " << count(frames, FrameStatus::ok) << " ok, "
            << count(frames, FrameStatus::not_indexed) << " not indexed, "
            << count(frames, FrameStatus::no_spots) << " without spots, "
            << count(frames, FrameStatus::not_converged) << " not converged, "
            << count(frames, FrameStatus::saturated) << " saturated, " << count(frames, FrameStatus::corrupt)
            << " unreadable\n";
}

void end_honestly(const std::vector<FrameResult>& frames, const std::string& first_input) {
  const std::size_t n_bad = count(frames, FrameStatus::corrupt);
  if (static_cast<double>(n_bad) > most_unreadable * static_cast<double>(frames.size())) {
    const auto bad = std::find_if(frames.begin(), frames.end(),
                                  [](const auto& frame) { return frame.status == FrameStatus::corrupt; });
    throw InputError({.file = first_input,
                      .expected = "at most 5 % unreadable frames",
                      .found = std::to_string(n_bad) + " of " + std::to_string(frames.size()) +
                               ", the first: " + bad->message});
  }
  if (count(frames, FrameStatus::ok) > 0) return;
  const auto why =
      std::find_if(frames.begin(), frames.end(), [](const auto& frame) { return !frame.message.empty(); });
  throw Failure(ExitCode::nothing_found,
                {.file = first_input,
                 .expected = "a grain above the threshold",
                 .found = why == frames.end() ? "none" : "none (" + why->message + ")"});
}

}  // namespace

void run_index(const IndexJob& job) {
  if (std::filesystem::exists(job.output) && !job.common.force) {
    throw UsageError({.file = job.output,
                      .expected = "a name that is free",
                      .found = "an existing file",
                      .advice = "choose another -o or give --force"});
  }
  StudyTables tables;
  Study study = study_of(tables);
  if (!job.study_path.empty()) read_study_file(study, job.study_path);
  tables.beam = beam_of(tables.beam, job.laue);
  const PatternInputs patterns = open_patterns(job.inputs);
  const forward::DepthModel depth = depth_model_for(job.laue, tables.index.depth_model, job.inputs);
  const LaueInput input = read_laue_input(job.laue, tables.beam, depth);
  const inverse::IndexingPlan plan(*input.setup, tables.index);
  Provenance provenance = provenance_of(job, study);
  const std::vector<FrameResult> frames = index_all(patterns, plan, tables, job, input.detector);
  write_maps(job.output, maps_of(frames, input), provenance, job.common.force);
  report(frames, job.output);
  end_honestly(frames, job.inputs.front());
}

}  // namespace lauelith
