// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/plan_ladder.h"

namespace lauelith {

/// One way to spend beamtime, and what it brings.
struct RatedDesign {
  std::string name;
  std::string detail;
  double hours = 0.0;
  double gigabytes = 0.0;
  double photons_per_um2 = 0.0;
  double log_evidence = 0.0;  ///< mean ln B of the true mechanism against the best other, the smaller of both
  bool is_allowed = true;     ///< within the dose limit
  double per_hour() const { return log_evidence / hours; }
};

/// The design of the study and its alternatives at one current, best per hour first: other exposures and
/// steps, more current, both interfaces, a scan under reversed current (the elastic part of penetration
/// changes its sign: twice the contrast), a reference crystal between scans (a tenth of the drift).
std::vector<RatedDesign> rated_designs(const StudyTables& tables, const InfluenceBasis& basis,
                                       double current_uA_cm2, const CommonOptions& common);

}  // namespace lauelith
