// SPDX-License-Identifier: BSD-3-Clause
#include "apps/index_job.h"

#include <filesystem>
#include <iostream>
#include <optional>

#include "apps/frame_outputs.h"
#include "apps/index_parts.h"
#include "apps/index_record.h"
#include "apps/index_text.h"
#include "apps/parts_merge.h"
#include "apps/study_tables.h"
#include "inverse/detector_refinement.h"
#include "inverse/frame_indexing.h"
#include "src/failure.h"
#include "src/interruption.h"
#include "src/parallel.h"
#include "src/safe_file.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

constexpr double most_unreadable = 0.05;           // of a scan
constexpr std::size_t most_refining_frames = 256;  // a detector has five parameters

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

/// Frames spread evenly over the run.
std::vector<FrameResult> spread_frames(const IndexingRun& run, int n_threads) {
  std::vector<std::size_t> selected;
  for (std::size_t i = 0; i < run.frames.size(); ++i)
    if (run.frames[i].is_selected) selected.push_back(i);
  const std::size_t n = std::min(selected.size(), most_refining_frames);
  std::vector<FrameResult> frames(n);
  for_each_index(n, n_threads, [&](std::size_t i) {
    FrameBuffers buffers;
    frames[i] = index_frame(run, selected[i * selected.size() / n], {}, buffers);
  });
  return frames;
}

/// Fits the detector to the grains of frames spread over the run and indexes them again, twice: what is
/// linked depends on the panel. `input` has the refined detector afterwards.
inverse::DetectorRefinement refined_detector(const PatternInputs& patterns,
                                             const std::vector<PlannedFrame>& planned, LaueInput& input,
                                             const StudyTables& tables, int n_threads) {
  inverse::DetectorRefinement refined;
  if (tables.index.refine_detector == "none") return refined;
  const Detector given = input.detector.detector;
  inverse::IndexingPlan plan(*input.setup, tables.index);
  std::vector<FrameResult> frames = spread_frames({patterns, planned, plan, tables}, n_threads);
  for (int round = 0; round < 2; ++round) {
    refined = inverse::refine_detector(frames, given, inverse::IndexingPlan(*input.setup, tables.index));
    input.detector.detector = refined.detector;
    input.setup->detector = refined.detector;
    if (!refined.refined || round == 1) break;
    inverse::IndexingPlan again(*input.setup, tables.index);
    again.detector_covariance = refined.covariance;
    index_again(frames, again, n_threads);
  }
  std::cout << refinement_text(refined);
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

MapsSetting setting_of(const LaueInput& input) {
  MapsSetting setting;
  setting.sample_tilt_deg = input.setup->beam.incidence_deg;
  setting.crystal = input.setup->crystal.name;
  setting.B_1_A = input.setup->table.B_1_A();
  setting.depth_model = input.setup->depth.is_surface() ? "surface" : "absorption";
  setting.detector = input.detector;
  return setting;
}

void end_honestly(const IndexSummary& summary, const std::string& first_input) {
  const std::size_t n_run = summary.n_frames() - summary.n_with(FrameStatus::not_run);
  const std::size_t n_bad = summary.n_with(FrameStatus::corrupt) + summary.n_with(FrameStatus::missing);
  if (static_cast<double>(n_bad) > most_unreadable * static_cast<double>(n_run)) {
    throw InputError({.file = first_input,
                      .expected = "at most 5 % unreadable frames",
                      .found = std::to_string(n_bad) + " of " + std::to_string(n_run) +
                               ", the first: " + summary.first_unreadable()});
  }
  if (summary.n_with(FrameStatus::ok) > 0) return;
  const std::string& why = summary.first_message();
  throw Failure(ExitCode::nothing_found, {.file = first_input,
                                          .expected = "a grain above the threshold",
                                          .found = why.empty() ? "none" : "none (" + why + ")"});
}

struct IndexEnd {
  IndexSummary summary;
  std::optional<ScanChange> change;
};

/// All frames, in parts that survive an interruption. Empty: this rank's share is done, rank 0 writes.
std::optional<IndexEnd> index_scan(const IndexingRun& run, const IndexJob& job, const MapsSetting& setting,
                                   const std::string& run_text, const Provenance& provenance,
                                   const std::optional<ScanComparison>& comparison) {
  const Ranks ranks = ranks_of_launcher();
  const Interruption interruption;
  WorkFolder work(job.output, run_text, start_of(job.common), ranks);
  std::optional<PartsMerge> merge;
  if (ranks.rank == 0) merge.emplace(work, run, job.output, job.common.n_threads != 1);
  const auto sealed = [&merge](std::size_t part) {
    if (merge) merge->note_sealed(part);
  };
  try {
    if (!index_parts(run, job.common, ranks, work, sealed)) end_interrupted(work);
  } catch (const Failure& failure) {
    if (failure.code() != ExitCode::interrupted) {
      work.note_failure(failure.what());
      work.remove_if_nothing_is_sealed();
    }
    throw;
  }
  if (ranks.rank != 0) return std::nullopt;
  if (!wait_for_parts(work, run.frames.size())) end_interrupted(work);
  std::optional<ScanChange> change;
  if (comparison) change = comparison->measure(work, job.common);
  if (Interruption::requested()) end_interrupted(work);
  IndexSummary summary = merge->finish(setting, provenance, change);
  merge.reset();
  work.remove();
  return IndexEnd{std::move(summary), std::move(change)};
}

/// After everything was written: no difference is worth more than a wrong one.
void end_with_change(const ScanChange& change) {
  if (is_refused(change)) {
    throw InputError({.file = change.reference,
                      .expected = "a scan of the same area",
                      .found = change.message,
                      .advice = "the maps were written without /entry/change; check the stage positions"});
  }
  std::cout << change_text(change);
}

void read_tables(const IndexJob& job, Study& study, StudyTables& tables) {
  if (!job.study_path.empty()) read_study_file(study, job.study_path);
  if (!job.refine_detector.empty()) tables.index.refine_detector = job.refine_detector;
  if (tables.index.detector_prior.size() != 5) {
    throw UsageError({.file = "[index]",
                      .where = "detector_prior",
                      .expected = "five standard deviations: mm, px, px, deg, deg",
                      .found = std::to_string(tables.index.detector_prior.size())});
  }
  tables.beam = beam_of(tables.beam, job.laue);
}

}  // namespace

void run_index(const IndexJob& job) {
  if (job.common.resume && is_maps_file(job.output) && !std::filesystem::exists(job.output + ".work")) {
    std::cout << job.output << ": complete, nothing to resume\n";
    return;
  }
  refuse_existing(job.output, job.common.force || job.common.resume);
  StudyTables tables;
  Study study = study_of(tables);
  read_tables(job, study, tables);
  const PatternInputs patterns = open_patterns(job.inputs);
  const std::vector<PlannedFrame> frames = plan_scan(patterns, job.scan);
  const forward::DepthModel depth = depth_model_for(job.laue, tables.index.depth_model, job.inputs);
  LaueInput input = read_laue_input(job.laue, tables.beam, depth);
  const Provenance provenance = index_provenance(job, study);
  const std::string run_text = index_run_text(job, study, input, frames);
  const auto refined = refined_detector(patterns, frames, input, tables, job.common.n_threads);
  inverse::IndexingPlan plan(*input.setup, tables.index);
  MapsSetting setting = setting_of(input);
  if (refined.refined) {
    plan.detector_covariance = refined.covariance;
    setting.refined_panel = panel_of(refined);
  }
  const FrameOutputs outputs(job.plot_folder, job.lauetools_folder, input.detector, *input.setup,
                             tables.picture);
  const IndexingRun run{patterns, frames, plan, tables, &outputs};
  std::optional<ScanComparison> comparison;
  if (!job.reference.maps.empty()) comparison.emplace(job.reference, run);
  const auto end = index_scan(run, job, setting, run_text, provenance, comparison);
  if (!end) return;
  std::cout << end->summary.text(job.output);
  end_honestly(end->summary, job.inputs.front());
  if (end->change) end_with_change(*end->change);
}

}  // namespace lauelith
