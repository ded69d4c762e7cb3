// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "apps/common_options.h"

namespace lauelith {

/// What `lauelith plan` was asked to do.
struct PlanJob {
  std::string study_path;
  std::string folder = "lauelith-plan";
  std::string basis_path;         ///< empty: that of [compare], else computed into the folder
  bool lock = false;              ///< also write plan_lock.json
  std::vector<std::string> seen;  ///< maps that were looked at before the plan was locked
  CommonOptions common;
};

/// Writes plan.json, ladder.csv and pictures into the folder and says in words what can be seen. Ends well
/// also where nothing can be. Pinned by: PlanCommand.* (tests/apps/plan_test.cc).
void run_plan(const PlanJob& job);

}  // namespace lauelith
