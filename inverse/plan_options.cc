// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/plan_options.h"

#include "src/failure.h"

namespace lauelith::inverse {

void describe(ParameterVisitor& visit, PlanOptions& options) {
  visit.numbers({"currents_uA_cm2", "currents to plan for", 1e-3, 1e5}, options.currents_uA_cm2);
  visit.numbers({"exposures_s", "other exposures to compare with that of [scan]", 1e-4, 1e4},
                options.exposures_s);
  visit.numbers({"steps_um", "other steps to compare with that of [scan]", 0.05, 1e3}, options.steps_um);
  visit.number({"charging_min", "time of one direction of the current before and during a scan", 0.01, 1e6},
               options.charging_min);
  visit.numbers({"chargings_min", "other such times to compare with", 0.01, 1e6}, options.chargings_min);
  visit.integer({"later_scans", "scans under current that are compared with Scan 0", 1, 20},
                options.later_scans);
  visit.number(
      {"detectable_snr", "a point is seen where a component is so many standard errors large", 1.0, 20.0},
      options.detectable_snr);
  visit.integer({"simulations", "simulated experiments per current and mechanism for its power", 0, 100000},
                options.simulations);
  visit.integer({"design_simulations", "simulated experiments per design for its evidence", 1, 10000},
                options.design_simulations);
  visit.number({"deposition_electronic_S_cm",
                "electronic conductivity of the electrolyte that transport is planned with", 1e-13, 1.0},
               options.deposition_electronic_S_cm);
  visit.number(
      {"dose_limit_photons_um2", "photons a place may see in one scan; 0: no limit is known", 0.0, 1e18},
      options.dose_limit_photons_um2);
}

void check_plan(const PlanOptions& options) {
  if (options.currents_uA_cm2.empty())
    throw UsageError({"[plan]", "currents_uA_cm2", "at least one current", "an empty list", ""});
}

}  // namespace lauelith::inverse
