// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/common_options.h"
#include "apps/laue_input.h"
#include "apps/scan_comparison.h"
#include "apps/scan_plan.h"

namespace lauelith {

/// What `lauelith index` was asked to do.
struct IndexJob {
  std::vector<std::string> inputs;
  LaueInputOptions laue;
  ScanPlanOptions scan;
  ReferenceOptions reference;
  std::string study_path;
  std::string output = "maps.h5";
  std::string plot_folder;
  std::string lauetools_folder;
  std::string refine_detector;  ///< empty: the study's
  CommonOptions common;
};

/// Reads, indexes, writes, prints. A run that was interrupted (Failure with exit code 75) or killed leaves
/// its finished parts in OUTPUT.work and continues with --resume. Throws a Failure with exit code 3 or 4
/// after everything was written when no frame could be read or no grain was accepted.
void run_index(const IndexJob& job);

}  // namespace lauelith
