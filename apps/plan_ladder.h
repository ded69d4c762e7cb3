// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/common_options.h"
#include "apps/plan_model.h"
#include "inverse/detectability.h"
#include "inverse/simulated_verdicts.h"

namespace lauelith {

/// What one mechanism would show at one current.
struct PlanRung {
  double current_uA_cm2 = 0.0;
  std::string mechanism;       ///< "penetration" or "transport"
  double pressure_MPa = 0.0;   ///< largest in a flaw, or on a boundary patch
  double opening_nm = 0.0;     ///< largest
  bool grows = false;          ///< some flaw would grow: its load is cut there
  inverse::Detectability map;  ///< of the change of one scan
  inverse::PowerEstimate power;
  inverse::Changes changes;
};

/// Every current of [plan] for both mechanisms.
std::vector<PlanRung> plan_ladder(const StudyTables& tables, const InfluenceBasis& basis,
                                  const inverse::ComparisonModel& model, const CommonOptions& common);

/// Of a change (first scan) against the errors of a difference of two scans.
inverse::Detectability detectability_of(const inverse::ComparedPixels& pixels,
                                        const inverse::Changes& changes, double snr);

/// The smallest current whose power reaches `share`, by interpolation between rungs; NaN: none does.
double current_of_power(const std::vector<PlanRung>& ladder, const std::string& mechanism, double share);

}  // namespace lauelith
