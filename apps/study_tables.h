// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "apps/comparison_setup.h"
#include "forward/camera.h"
#include "forward/diffuse_background.h"
#include "forward/scan.h"
#include "forward/white_beam.h"
#include "inverse/indexing.h"
#include "inverse/peak_search.h"
#include "inverse/plan_options.h"
#include "inverse/scan_difference.h"
#include "models/sensitivity_options.h"
#include "solvers/cell_study.h"
#include "src/expression_field.h"
#include "src/pattern_picture.h"
#include "src/study.h"

namespace lauelith {

/// The options behind every table of a study file that this version knows. A new table is added here and in
/// `study_of`, and is then checked, listed and recorded by every command.
struct StudyTables {
  solvers::CellStudy mechanics;
  forward::BeamOptions beam;
  forward::CameraOptions camera;
  forward::ScanOptions scan;
  forward::BackgroundOptions background;
  ExpressionFieldOptions field;
  inverse::PeakSearchOptions peak_search;
  inverse::IndexOptions index;
  inverse::DifferenceOptions difference;
  PatternPictureOptions picture;
  inverse::PlanOptions plan;
  models::SensitivityOptions sensitivity;
  CompareOptions compare;
};

/// The study bound to them; `tables` must outlive it.
Study study_of(StudyTables& tables);

/// What [sensitivity] takes from the tables that declare it.
models::SensitivityDefaults sensitivity_defaults(const StudyTables& tables);

/// What ranges alone cannot say about [scan], [beam] and [noise]; UsageError.
void check_simulated_scan(const StudyTables& tables);

}  // namespace lauelith
