// SPDX-License-Identifier: BSD-3-Clause
#include "apps/index_job.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "apps/frame_outputs.h"
#include "apps/index_text.h"
#include "apps/study_tables.h"
#include "inverse/detector_refinement.h"
#include "inverse/frame_indexing.h"
#include "src/failure.h"
#include "src/frame_copies.h"
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
  if (!inputs.frames) {
    FrameResult frame = inverse::index_peak_list(peaks_of(inputs.lists[i], detector), plan);
    frame.fingerprint = fingerprint_of(frame.peaks);
    return frame;
  }
  inverse::PeakSearchOptions search = tables.peak_search;
  if (search.psf_sigma_px == 0.0) search.psf_sigma_px = detector.psf_sigma_px;
  try {
    const Frame stored = inputs.frames->frame(i);
    const Image image = image_for(stored, detector, inputs.name(i));
    FrameResult frame = inverse::index_image(image, search, plan);
    frame.fingerprint = fingerprint_of(stored);
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

/// `outputs`: nullptr when another pass will write them.
std::vector<FrameResult> index_all(const PatternInputs& inputs, const inverse::IndexingPlan& plan,
                                   const StudyTables& tables, const IndexJob& job,
                                   const FrameOutputs* outputs) {
  std::vector<FrameResult> frames(inputs.size());
  Progress progress({job.common.progress}, inputs.size(), std::cerr, is_terminal(2));
  for_each_index(inputs.size(), job.common.n_threads, [&](std::size_t i) {
    Image image;
    const bool needs_image = outputs != nullptr && outputs->needs_image();
    frames[i] = index_one(inputs, i, plan, tables, needs_image ? &image : nullptr);
    frames[i].source = inputs.name(i);
    if (outputs != nullptr) outputs->write(i, image, frames[i]);
    progress.frame_done(frames[i].status == FrameStatus::ok, frames[i].status == FrameStatus::corrupt);
  });
  progress.finish();
  mark_copies(frames);
  return frames;
}

/// The grains of peaks that are known already, with another plan.
void index_again(std::vector<FrameResult>& frames, const inverse::IndexingPlan& plan, int n_threads) {
  for_each_index(frames.size(), n_threads, [&](std::size_t i) {
    if (frames[i].peaks.peaks.empty()) return;
    FrameResult again = inverse::index_peak_list(frames[i].peaks, plan);
    again.source = frames[i].source;
    again.x_um = frames[i].x_um;
    again.y_um = frames[i].y_um;
    again.copy_of = frames[i].copy_of;
    again.fingerprint = frames[i].fingerprint;
    frames[i] = std::move(again);
  });
}

void write_outputs(const std::vector<FrameResult>& frames, const PatternInputs& inputs,
                   const Detector& detector, const FrameOutputs& outputs, int n_threads) {
  for_each_index(frames.size(), n_threads, [&](std::size_t i) {
    Image image;
    if (outputs.needs_image() && inputs.frames && frames[i].status != FrameStatus::corrupt)
      image = image_for(inputs.frames->frame(i), detector, inputs.name(i));
    outputs.write(i, image, frames[i]);
  });
}

/// Fits the detector to the grains of the run and indexes again, twice: what is linked depends on the panel.
inverse::DetectorRefinement refine_and_index_again(std::vector<FrameResult>& frames, LaueInput& input,
                                                   const inverse::IndexOptions& options, int n_threads) {
  const Detector given = input.detector.detector;
  inverse::DetectorRefinement refined;
  for (int round = 0; round < 2; ++round) {
    refined = inverse::refine_detector(frames, given, inverse::IndexingPlan(*input.setup, options));
    input.detector.detector = refined.detector;
    input.setup->detector = refined.detector;
    inverse::IndexingPlan plan(*input.setup, options);
    if (refined.refined) plan.detector_covariance = refined.covariance;
    index_again(frames, plan, n_threads);
    if (!refined.refined) break;
  }
  return refined;
}

RefinedPanel panel_of(const inverse::DetectorRefinement& refined) {
  const auto numbers = [](const FiveParameters& five) {
    return std::array{five.distance_mm, five.xcen_px, five.ycen_px, five.xbet_deg, five.xgam_deg};
  };
  RefinedPanel panel{numbers(refined.five), numbers(refined.given), {}, {}, refined.message};
  for (int i = 0; i < 5; ++i) {
    panel.prior_sigma[static_cast<std::size_t>(i)] = refined.prior_sigma[i];
    for (int j = 0; j < 5; ++j)
      panel.covariance[static_cast<std::size_t>(5 * i + j)] = refined.covariance(i, j);
  }
  return panel;
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
  if (!job.refine_detector.empty()) argv.insert(argv.end(), {"--refine-detector", job.refine_detector});
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

void end_honestly(const std::vector<FrameResult>& frames, const std::string& first_input) {
  const std::size_t n_bad = n_with(frames, FrameStatus::corrupt);
  if (static_cast<double>(n_bad) > most_unreadable * static_cast<double>(frames.size())) {
    const auto bad = std::find_if(frames.begin(), frames.end(),
                                  [](const auto& frame) { return frame.status == FrameStatus::corrupt; });
    throw InputError({.file = first_input,
                      .expected = "at most 5 % unreadable frames",
                      .found = std::to_string(n_bad) + " of " + std::to_string(frames.size()) +
                               ", the first: " + bad->message});
  }
  if (n_with(frames, FrameStatus::ok) > 0) return;
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
  if (!job.refine_detector.empty()) tables.index.refine_detector = job.refine_detector;
  if (tables.index.detector_prior.size() != 5) {
    throw UsageError({.file = "[index]",
                      .where = "detector_prior",
                      .expected = "five standard deviations: mm, px, px, deg, deg",
                      .found = std::to_string(tables.index.detector_prior.size())});
  }
  tables.beam = beam_of(tables.beam, job.laue);
  const PatternInputs patterns = open_patterns(job.inputs);
  const forward::DepthModel depth = depth_model_for(job.laue, tables.index.depth_model, job.inputs);
  LaueInput input = read_laue_input(job.laue, tables.beam, depth);
  const inverse::IndexingPlan plan(*input.setup, tables.index);
  Provenance provenance = provenance_of(job, study);
  const FrameOutputs outputs(job.plot_folder, job.lauetools_folder, input.detector, *input.setup,
                             tables.picture);
  const bool refines = tables.index.refine_detector != "none";
  std::vector<FrameResult> frames = index_all(patterns, plan, tables, job, refines ? nullptr : &outputs);
  std::optional<RefinedPanel> panel;
  if (refines) {
    const auto refined = refine_and_index_again(frames, input, tables.index, job.common.n_threads);
    write_outputs(frames, patterns, input.detector.detector, outputs, job.common.n_threads);
    std::cout << refinement_text(refined);
    if (refined.refined) panel = panel_of(refined);
  }
  Maps maps = maps_of(frames, input);
  maps.refined_panel = panel;
  write_maps(job.output, maps, provenance, job.common.force);
  std::cout << index_text(frames, job.output);
  end_honestly(frames, job.inputs.front());
}

}  // namespace lauelith
