// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "apps/plan_points.h"
#include "inverse/comparison_model.h"
#include "models/expected_loads.h"

namespace lauelith {

/// What a current offers to lithium in the cell of a study.
models::LoadConditions load_conditions(const StudyTables& tables, double current_uA_cm2);

models::DepositPatches deposit_patches(const StudyTables& tables);

/// One way to measure: exposure, step, and how well the geometry is known.
struct PlanDesign {
  double exposure_s = 0.5;
  double step_um = 4.0;
  double drift_factor = 1.0;  ///< of the prior of the drift between scans
};

/// The comparison that such an experiment would be: the points of [scan], the errors every grain will have,
/// the influence fields of the study's own flaws and boundaries. A step other than that of [scan] is the same
/// map with errors scaled by step²: signals are smooth at either step.
inverse::ComparisonSetting plan_setting(const StudyTables& tables, const InfluenceBasis& basis,
                                        const std::vector<std::optional<inverse::ExpectedErrors>>& errors,
                                        const PlanDesign& design);

/// The changes (5n × scans) that a mechanism makes at a current, the same in every later scan.
inverse::Changes penetration_changes(const StudyTables& tables, const InfluenceBasis& basis,
                                     const inverse::ComparedPixels& pixels, double current_uA_cm2);
inverse::Changes transport_changes(const StudyTables& tables, const InfluenceBasis& basis,
                                   const inverse::ComparedPixels& pixels, double current_uA_cm2);

}  // namespace lauelith
