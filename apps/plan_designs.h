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
  double log_evidence = 0.0;  ///< mean ln B of the true mechanism against the other one, mean of both truths
  double power_penetration = 0.0;  ///< share of simulated experiments in which it is named
  double power_transport = 0.0;
  bool is_allowed = true;  ///< within the dose limit
  double per_hour() const { return log_evidence / hours; }
};

/// The design of the study and its alternatives at one current, best per hour first: other exposures and
/// steps, longer cycling, more current, both interfaces, a scan under reversed current (the elastic part of
/// penetration changes its sign: twice the contrast), a reference crystal between scans (a tenth of the
/// drift), an energy scan (the trace of the strain, which no verdict uses).
std::vector<RatedDesign> rated_designs(const StudyTables& tables, const InfluenceBasis& basis,
                                       double current_uA_cm2, const CommonOptions& common);

/// The same design where the cell is another than the study says: interface resistance, focusing,
/// electronic conductivity.
std::vector<RatedDesign> other_cells(const StudyTables& tables, const InfluenceBasis& basis,
                                     double current_uA_cm2, const CommonOptions& common);

}  // namespace lauelith
