// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "src/parameter.h"

namespace lauelith::inverse {

/// [plan]: what a plan looks at.
struct PlanOptions {
  std::vector<double> currents_uA_cm2 = {3.34, 10.0, 30.0, 100.0, 300.0, 1000.0};
  std::vector<double> exposures_s = {0.1, 0.3, 1.0};
  std::vector<double> steps_um = {2.0, 8.0};
  double charging_min = 30.0;
  std::vector<double> chargings_min = {120.0};
  int later_scans = 2;
  double detectable_snr = 3.0;
  int simulations = 200;
  int design_simulations = 20;
  double deposition_electronic_S_cm = 1e-7;
  double dose_limit_photons_um2 = 0.0;
};
void describe(ParameterVisitor& visit, PlanOptions& options);

/// UsageError for empty ladders and the like.
void check_plan(const PlanOptions& options);

}  // namespace lauelith::inverse
