// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/plan_designs.h"

namespace lauelith {

/// Everything a plan found.
struct PlanResult {
  int n_points = 0;
  std::vector<std::optional<inverse::ExpectedErrors>> errors;  ///< by grain, at the exposure of the study
  std::vector<PlanRung> ladder;
  std::vector<RatedDesign> designs;
  std::vector<RatedDesign> cells;     ///< the design of the study, the cell another
  double paper_current_uA_cm2 = 0.0;  ///< the smallest of the ladder
};

/// plan.json.
std::string plan_json(const PlanResult& plan);

/// One rung a line.
std::string ladder_csv(const std::vector<PlanRung>& ladder);

/// For the eye: errors, ladder, designs, and plain statements.
std::string plan_text(const PlanResult& plan);

/// What can be seen, what cannot, what to do: a sentence each.
std::vector<std::string> plan_statements(const PlanResult& plan);

}  // namespace lauelith
