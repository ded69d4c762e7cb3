// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/common_options.h"
#include "apps/index_frame.h"
#include "apps/index_parts.h"
#include "inverse/frame_difference.h"
#include "inverse/scan_grid.h"
#include "src/change_table.h"
#include "src/maps_portions.h"
#include "src/work_folder.h"

namespace lauelith {

/// What `lauelith index` was told about Scan 0.
struct ReferenceOptions {
  std::string maps;                 ///< maps0.h5; empty: nothing is compared
  std::vector<std::string> frames;  ///< what it was made from; empty: peaks alone are compared
};

/// Scan 0, opened and checked before any work is done: same crystal, same detector, same tilt of the sample,
/// peaks and grains to compare, as many frames as maps. InputError or UsageError with both numbers. Both
/// scans are read part by part: memory does not grow with their length.
class ScanComparison {
 public:
  ScanComparison(const ReferenceOptions& options, const IndexingRun& run);

  /// The scan whose parts are in `work` against Scan 0: places of the points (scan_registration.h), the shift
  /// of the panel from up to 400 points spread over the scan, then every grain of every point.
  ScanChange measure(const WorkFolder& work, const CommonOptions& common) const;

 private:
  struct Pass;
  struct References;
  References references_of(const Pass& pass, const std::vector<std::size_t>& numbers) const;
  inverse::PanelShift panel_shift(const WorkFolder& work, const Pass& pass) const;
  void add_rows(const WorkFolder& work, const CommonOptions& common, const Pass& pass,
                std::vector<ChangeRow>& rows) const;
  void check_frames() const;
  std::vector<inverse::PlacedPoint> points() const;
  inverse::PatchCutter pixels_of(const PatternInputs& inputs, std::size_t input, const PeakList& peaks,
                                 const inverse::FrameNoise& noise) const;

  ReferenceOptions options_;
  const IndexingRun& run_;
  MapsPortions maps_;
  std::vector<inverse::FrameNoise> noise_;  ///< of the frames of Scan 0
  PatternInputs frames_;
};

/// Why no change was measured: the scans could not be laid on one another.
bool is_refused(const ScanChange& change);
/// A line or two for the terminal.
std::string change_text(const ScanChange& change);

}  // namespace lauelith
