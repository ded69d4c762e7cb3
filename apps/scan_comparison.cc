// SPDX-License-Identifier: BSD-3-Clause
#include "apps/scan_comparison.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <map>
#include <numeric>
#include <set>

#include "apps/frame_noise.h"
#include "apps/index_parts.h"
#include "apps/maps_setting.h"
#include "inverse/scan_registration.h"
#include "src/failure.h"
#include "src/interruption.h"
#include "src/maps_tables.h"
#include "src/parallel.h"
#include "src/progress.h"
#include "src/units.h"

namespace lauelith {

using inverse::FrameNoise;
using inverse::FramePair;
using inverse::MeasuredChange;
using inverse::NoisyImage;
using inverse::PanelShift;
using inverse::PatchCutter;

namespace {

constexpr std::size_t most_points_for_panel = 400;
constexpr std::size_t most_frames_between = 16;  // that are read rather than two stretches

/// Rows of /entry/grains of a frame.
int n_grain_rows(const FrameResult& frame) {
  return keeps_grains(frame) ? static_cast<int>(frame.grains.size()) : 0;
}

std::vector<inverse::PlacedPoint> points_of(const std::vector<FrameResult>& frames) {
  std::vector<inverse::PlacedPoint> points;
  for (const FrameResult& frame : frames) points.push_back(inverse::placed_point(frame));
  return points;
}

ChangeRow row_of(const MeasuredChange& measured, const forward::LaueSetup& setup, double tilt_rad) {
  const inverse::GrainChange change = described(measured.change, setup.table.B_1_A(), tilt_rad);
  ChangeRow row;
  row.strain_deviatoric_sample = change.strain_deviatoric_sample;
  row.strain_covariance_sample = change.strain_covariance_sample;
  row.rotation_mrad = change.rotation_rad / units::mrad;
  row.rotation_covariance_mrad2 = change.rotation_covariance_rad2 / (units::mrad * units::mrad);
  row.n_spots = static_cast<int>(measured.change.spots.size());
  row.n_from_pixels =
      static_cast<int>(std::count_if(measured.change.spots.begin(), measured.change.spots.end(),
                                     [](const inverse::SpotPair& spot) { return spot.from_pixels; }));
  row.rms_px = measured.change.rms_px;
  row.extra_scatter_px = measured.change.tau_px;
  return row;
}

ScanChange change_of(const inverse::ScanRegistration& registration, const std::string& reference) {
  ScanChange change;
  change.reference = reference;
  change.message = registration.message;
  change.is_registered = registration.registered;
  change.scan_shift_um = registration.shift_um;
  change.scan_shift_sigma_um = registration.shift_sigma_um;
  change.scan_rotation_deg = registration.rotation_rad / units::deg;
  change.scan_drift_um = registration.drift_um;
  change.agreement = registration.agreement;
  return change;
}

void note(const std::string& text) { std::cerr << "lauelith: note: " << text << "\n"; }

}  // namespace

ScanComparison::ScanComparison(const ReferenceOptions& options, const IndexingRun& run)
    : options_(options), run_(run), maps_(options.maps) {
  inverse::check_difference(run.tables.difference);
  check_same_setting(options.maps, maps_.setting(), run.plan.setup);
  if (!options.frames.empty()) {
    frames_ = open_patterns(options.frames);
    noise_ = read_frame_noise(options.maps, maps_.n_frames());
  }
  check_frames();
}

void ScanComparison::check_frames() const {
  if (maps_.n_reflections() == 0) {
    throw InputError({options_.maps, "/entry/peaks and /entry/reflections", "indexed peaks to compare with",
                      "none", "index Scan 0 with this program"});
  }
  if (options_.frames.empty()) return;
  if (!frames_.frames || !run_.inputs.frames) {
    throw UsageError({"--reference-frames", "", "images on both sides", "peak lists",
                      "leave it out: the peaks are compared then"});
  }
  if (frames_.size() != maps_.n_frames()) {
    throw InputError({options_.frames.front(), "",
                      std::to_string(maps_.n_frames()) + " frames, as many as " + options_.maps + " has",
                      std::to_string(frames_.size()), "give the frames that Scan 0 was indexed from"});
  }
}

std::vector<inverse::PlacedPoint> ScanComparison::points() const {
  std::vector<inverse::PlacedPoint> all;
  for (std::size_t first = 0; first < maps_.n_frames(); first += frames_per_part) {
    const std::size_t last = std::min(first + frames_per_part, maps_.n_frames());
    const auto points = points_of(maps_.frames(first, last, MapsPortions::Content::grains));
    all.insert(all.end(), points.begin(), points.end());
  }
  return all;
}

/// The pixels as they are stored, with the noise that was learnt when the frame was indexed. Frames that must
/// be turned, and maps that do not know the noise, take an image of all pixels.
PatchCutter ScanComparison::pixels_of(const PatternInputs& inputs, std::size_t input, const PeakList& peaks,
                                      const FrameNoise& noise) const {
  const Detector& detector = run_.plan.setup.detector;
  auto stored = std::make_shared<Frame>(inputs.frames->frame(input));
  check_shape(*stored, detector, inputs.name(input));
  if (detector.flip == "none" && noise.width > 0.0) {
    return [stored = std::move(stored), &detector, noise](const Peak& peak, int reach_px) {
      return inverse::cut_patch(*stored, detector.mask, detector.saturation, peak, reach_px, noise);
    };
  }
  const auto image = std::make_shared<NoisyImage>(
      inverse::with_noise(image_for(*stored, detector, inputs.name(input)), peaks.psf_sigma_px));
  return [image, cutter = inverse::cutter_of(*image)](const Peak& peak, int reach_px) {
    return cutter(peak, reach_px);
  };
}

/// Frames of Scan 0 that some frames of this scan are compared with.
struct ScanComparison::References {
  std::map<std::size_t, FrameResult> frames;
};

/// One walk over the scan with everything that is known by then.
struct ScanComparison::Pass {
  const ScanComparison& comparison;
  const inverse::ScanRegistration& registration;
  const std::vector<inverse::PointPair>& pairs;
  PanelShift panel;
  bool by_pixels = false;

  std::vector<MeasuredChange> measured(std::size_t number, const FrameResult& second, const FrameNoise& noise,
                                       const References& references) const {
    const int reference = pairs[number].first;
    if (reference < 0) return {};
    const auto r = static_cast<std::size_t>(reference);
    const FrameResult& first = references.frames.at(r);
    FramePair frames{first, second, {}, {}};
    const IndexingRun& run = comparison.run_;
    const bool is_lit = first.status == FrameStatus::ok && second.status == FrameStatus::ok;
    if (by_pixels && is_lit) {
      const auto input = static_cast<std::size_t>(run.frames[number].input);
      frames.first_patch = comparison.pixels_of(comparison.frames_, r, first.peaks, comparison.noise_[r]);
      frames.second_patch = comparison.pixels_of(run.inputs, input, second.peaks, noise);
    }
    return inverse::measure_changes(frames, registration.R_common_sample, panel, run.tables.difference,
                                    run.plan);
  }
};

/// Neighbours in the file are read together.
ScanComparison::References ScanComparison::references_of(const Pass& pass,
                                                         const std::vector<std::size_t>& numbers) const {
  std::set<std::size_t> wanted;
  for (const std::size_t number : numbers) {
    if (pass.pairs[number].first >= 0) wanted.insert(static_cast<std::size_t>(pass.pairs[number].first));
  }
  References references;
  for (auto first = wanted.begin(); first != wanted.end();) {
    auto last = first;
    for (auto next = std::next(first); next != wanted.end() && *next - *last <= most_frames_between; ++next)
      last = next;
    std::vector<FrameResult> frames = maps_.frames(*first, *last + 1);
    for (auto one = first; one != std::next(last); ++one)
      references.frames.emplace(*one, std::move(frames[*one - *first]));
    first = std::next(last);
  }
  return references;
}

PanelShift ScanComparison::panel_shift(const WorkFolder& work, const Pass& pass) const {
  const std::size_t stride = run_.frames.size() / most_points_for_panel + 1;
  std::vector<inverse::LatticeChange> spread;
  for (std::size_t begin = 0; begin < run_.frames.size(); begin += frames_per_part) {
    const MapsPortions part(work.part_path(begin / frames_per_part));
    for (std::size_t i = 0; i < part.n_frames(); ++i) {
      const std::size_t number = begin + i;
      if (number % stride != 0) continue;
      const FrameResult frame = std::move(part.frames(i, i + 1).front());
      for (MeasuredChange& one : pass.measured(number, frame, {}, references_of(pass, {number})))
        spread.push_back(std::move(one.change));
    }
  }
  return inverse::common_panel_shift(spread, run_.tables.difference, run_.plan.setup.detector);
}

void ScanComparison::add_rows(const WorkFolder& work, const CommonOptions& common, const Pass& pass,
                              std::vector<ChangeRow>& rows) const {
  const std::size_t n = run_.frames.size();
  Progress progress({common.progress, "compared"}, n, std::cerr, is_terminal(2));
  int grain_row = 0;
  for_each_part(work, n, [&](SealedPart&& part) {
    std::vector<std::size_t> numbers(part.frames.size());
    std::iota(numbers.begin(), numbers.end(), part.first);
    const References references = references_of(pass, numbers);
    std::vector<std::vector<MeasuredChange>> measured(part.frames.size());
    for_each_index(part.frames.size(), common.n_threads, [&](std::size_t i) {
      if (Interruption::requested()) return;
      measured[i] = pass.measured(part.first + i, part.frames[i], part.noise[i], references);
      progress.frame_done(!measured[i].empty(), false);
    });
    for (std::size_t i = 0; i < part.frames.size(); ++i) {
      const inverse::PointPair& pair = pass.pairs[part.first + i];
      for (const MeasuredChange& one : measured[i]) {
        ChangeRow row = row_of(one, run_.plan.setup, run_.plan.sample_tilt_rad);
        row.grain = grain_row + static_cast<int>(one.second_grain);
        row.reference_frame = pair.first;
        row.reference_grain =
            static_cast<int>(maps_.first_grain_row(static_cast<std::size_t>(pair.first)) + one.first_grain);
        row.shift_um = pair.offset_um;
        rows.push_back(row);
      }
      grain_row += n_grain_rows(part.frames[i]);
    }
  });
  progress.finish();
}

ScanChange ScanComparison::measure(const WorkFolder& work, const CommonOptions& common) const {
  std::vector<inverse::PlacedPoint> second;
  for (std::size_t begin = 0; begin < run_.frames.size(); begin += frames_per_part) {
    const MapsPortions part(work.part_path(begin / frames_per_part));
    const auto points = points_of(part.frames(0, part.n_frames(), MapsPortions::Content::grains));
    second.insert(second.end(), points.begin(), points.end());
  }
  const std::vector<inverse::PlacedPoint> first = points();
  const auto registration = inverse::register_scan(first, second, run_.plan.proper_rotations);
  ScanChange change = change_of(registration, options_.maps);
  if (!change.is_registered) return change;
  if (!change.message.empty()) note(change.message);
  const auto pairs = inverse::paired_points(registration, first, second);
  Pass pass{*this, registration, pairs, {}, false};
  pass.panel = panel_shift(work, pass);
  change.panel_shift_px = pass.panel.shift_px;
  change.panel_shift_sigma_px = pass.panel.covariance_px2.diagonal().cwiseSqrt();
  pass.by_pixels = !options_.frames.empty();
  add_rows(work, common, pass, change.rows);
  return change;
}

bool is_refused(const ScanChange& change) { return !change.is_registered; }

std::string change_text(const ScanChange& change) {
  char line[300];
  std::snprintf(
      line, sizeof line,
      "change against %s: %zu grains; scan shifted by (%.2f, %.2f) um, turned by %.3f deg, %.1f %% of "
      "the points show the same grain; panel shifted by (%.3f, %.3f) +- (%.3f, %.3f) px\n",
      change.reference.c_str(), change.rows.size(), change.scan_shift_um[0], change.scan_shift_um[1],
      change.scan_rotation_deg, 100.0 * change.agreement, change.panel_shift_px[0], change.panel_shift_px[1],
      change.panel_shift_sigma_px[0], change.panel_shift_sigma_px[1]);
  return line;
}

}  // namespace lauelith
