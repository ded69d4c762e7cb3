// SPDX-License-Identifier: BSD-3-Clause
#include "apps/scan_comparison.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>

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

using inverse::FramePair;
using inverse::MeasuredChange;
using inverse::NoisyImage;
using inverse::PanelShift;

namespace {

constexpr std::size_t most_points_for_panel = 400;
/// Rows of /entry/grains that come before each frame.
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
    : options_(options), run_(run) {
  inverse::check_difference(run.tables.difference);
  maps_ = read_maps(options.maps);
  check_same_setting(options.maps, maps_, run.plan.setup);
  int rows = 0;
  for (const FrameResult& frame : maps_.frames) {
    first_grain_row_.push_back(rows);
    rows += n_grain_rows(frame);
  }
  if (!options.frames.empty()) frames_ = open_patterns(options.frames);
  check_frames();
}

void ScanComparison::check_frames() const {
  const bool has_spots = std::any_of(maps_.frames.begin(), maps_.frames.end(), [](const FrameResult& frame) {
    return std::any_of(frame.grains.begin(), frame.grains.end(),
                       [](const Grain& grain) { return !grain.spots.empty(); });
  });
  if (!has_spots) {
    throw InputError({options_.maps, "/entry/peaks and /entry/reflections", "indexed peaks to compare with",
                      "none", "index Scan 0 with this program"});
  }
  if (options_.frames.empty()) return;
  if (!frames_.frames || !run_.inputs.frames) {
    throw UsageError({"--reference-frames", "", "images on both sides", "peak lists",
                      "leave it out: the peaks are compared then"});
  }
  if (frames_.size() != maps_.frames.size()) {
    throw InputError({options_.frames.front(), "",
                      std::to_string(maps_.frames.size()) + " frames, as many as " + options_.maps + " has",
                      std::to_string(frames_.size()), "give the frames that Scan 0 was indexed from"});
  }
}

NoisyImage ScanComparison::image_of(const PatternInputs& inputs, std::size_t input,
                                    const PeakList& peaks) const {
  const Frame stored = inputs.frames->frame(input);
  return inverse::with_noise(image_for(stored, run_.plan.setup.detector, inputs.name(input)),
                             peaks.psf_sigma_px);
}

/// One walk over the scan with everything that is known by then.
struct ScanComparison::Pass {
  const ScanComparison& comparison;
  const inverse::ScanRegistration& registration;
  const std::vector<inverse::PointPair>& pairs;
  PanelShift panel;
  bool by_pixels = false;

  std::vector<MeasuredChange> measured(std::size_t number, const FrameResult& second) const {
    const int reference = pairs[number].first;
    if (reference < 0) return {};
    const auto r = static_cast<std::size_t>(reference);
    const FrameResult& first = comparison.maps_.frames[r];
    FramePair frames{first, second};
    const bool is_lit = first.status == FrameStatus::ok && second.status == FrameStatus::ok;
    NoisyImage first_image, second_image;
    if (by_pixels && is_lit) {
      const IndexingRun& run = comparison.run_;
      first_image = comparison.image_of(comparison.frames_, r, first.peaks);
      second_image =
          comparison.image_of(run.inputs, static_cast<std::size_t>(run.frames[number].input), second.peaks);
      frames.first_image = &first_image;
      frames.second_image = &second_image;
    }
    return inverse::measure_changes(frames, registration.R_common_sample, panel,
                                    comparison.run_.tables.difference, comparison.run_.plan);
  }
};

PanelShift ScanComparison::panel_shift(const WorkFolder& work, const Pass& pass) const {
  const std::size_t n = run_.frames.size();
  const std::size_t stride = n / most_points_for_panel + 1;
  std::vector<inverse::LatticeChange> spread;
  std::size_t number = 0;
  for_each_part(work, n, [&](std::vector<FrameResult>&& frames) {
    for (const FrameResult& frame : frames) {
      if (number % stride == 0) {
        for (MeasuredChange& one : pass.measured(number, frame)) spread.push_back(std::move(one.change));
      }
      ++number;
    }
  });
  return inverse::common_panel_shift(spread, run_.tables.difference, run_.plan.setup.detector);
}

void ScanComparison::add_rows(const WorkFolder& work, const CommonOptions& common, const Pass& pass,
                              std::vector<ChangeRow>& rows) const {
  const std::size_t n = run_.frames.size();
  Progress progress({common.progress, "compared"}, n, std::cerr, is_terminal(2));
  std::size_t first_of_part = 0;
  int grain_row = 0;
  for_each_part(work, n, [&](std::vector<FrameResult>&& frames) {
    std::vector<std::vector<MeasuredChange>> measured(frames.size());
    for_each_index(frames.size(), common.n_threads, [&](std::size_t i) {
      if (Interruption::requested()) return;
      measured[i] = pass.measured(first_of_part + i, frames[i]);
      progress.frame_done(!measured[i].empty(), false);
    });
    for (std::size_t i = 0; i < frames.size(); ++i) {
      const inverse::PointPair& pair = pass.pairs[first_of_part + i];
      for (const MeasuredChange& one : measured[i]) {
        ChangeRow row = row_of(one, run_.plan.setup, run_.plan.sample_tilt_rad);
        row.grain = grain_row + static_cast<int>(one.second_grain);
        row.reference_frame = pair.first;
        row.reference_grain =
            first_grain_row_[static_cast<std::size_t>(pair.first)] + static_cast<int>(one.first_grain);
        row.shift_um = pair.offset_um;
        rows.push_back(row);
      }
      grain_row += n_grain_rows(frames[i]);
    }
    first_of_part += frames.size();
  });
  progress.finish();
}

ScanChange ScanComparison::measure(const WorkFolder& work, const CommonOptions& common) const {
  std::vector<inverse::PlacedPoint> second;
  for_each_part(work, run_.frames.size(), [&](std::vector<FrameResult>&& frames) {
    const auto points = points_of(frames);
    second.insert(second.end(), points.begin(), points.end());
  });
  const std::vector<inverse::PlacedPoint> first = points_of(maps_.frames);
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
