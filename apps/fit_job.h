// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "apps/compare_job.h"

namespace lauelith {

/// `lauelith fit` as it was asked for.
struct FitJob {
  StudyTables tables;
  Study study = study_of(tables);
  std::string study_path;
  std::vector<std::string> maps;
  std::string voltage;                   ///< CSV; empty: none
  double voltage_error_mV = 1.0;         ///< of a record without errors
  double bulk_resistance_ohm_cm2 = 0.0;  ///< of the pellet; 0: thickness over conductivity of the study
  int n_draws = 3000;                    ///< kept of each of four chains
  std::string output = "fit.json";
  std::string plot_folder;
  CommonOptions common;
};

/// Samples the posterior and writes fit.json, fit.h5 and pictures.
void run_fit(FitJob& job);

}  // namespace lauelith
