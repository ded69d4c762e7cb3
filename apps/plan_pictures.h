// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/plan_ladder.h"
#include "src/map_picture.h"

namespace lauelith {

/// What a plan shows: the expected changes of both mechanisms at the highest current side by side, the
/// standard errors of a difference of two scans, the ratio of both, and power against current.
std::vector<NamedPicture> plan_pictures(const StudyTables& tables, const inverse::ComparedPixels& pixels,
                                        const FieldFrame& frame, const std::vector<PlanRung>& ladder);

}  // namespace lauelith
