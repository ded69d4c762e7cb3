// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>
#include <limits>
#include <string>
#include <vector>

#include "apps/laue_input.h"

namespace lauelith {

/// What the command line says about the frames of a scan: where they lie and which of them to take.
struct ScanPlanOptions {
  std::string frames;     ///< "first:end:step", end not included
  std::string roi_um;     ///< "X0:X1,Y0:Y1"
  std::string shape;      ///< "NX:NY", with ":snake" when every second row runs backwards
  double step_um = 0.0;   ///< between points of `shape`; 0: 1
  std::string positions;  ///< CSV with columns x_um, y_um and, perhaps, file
};
void add_scan_plan_options(CLI::App& command, ScanPlanOptions& options);

/// One frame of the map to be.
struct PlannedFrame {
  int input = -1;  ///< of PatternInputs; −1: listed, but not there
  std::string name;
  bool is_selected = true;
  double x_um = std::numeric_limits<double>::quiet_NaN();  ///< NaN: what the frame itself says
  double y_um = std::numeric_limits<double>::quiet_NaN();
};

/// The frames of a map in their order. Without options: the inputs as they come, at the positions that their
/// files know. With `shape` and a folder of numbered images that lacks some: each at the place of its number,
/// the others missing. With a list of files: those of the list, matched by file name. UsageError when numbers
/// do not fit each other, naming both. Pinned by: ScanPlan.* (tests/apps/scan_plan_test.cc).
std::vector<PlannedFrame> plan_scan(const PatternInputs& inputs, const ScanPlanOptions& options);

}  // namespace lauelith
