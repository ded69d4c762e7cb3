// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/common_options.h"
#include "apps/study_tables.h"
#include "inverse/comparison.h"

namespace lauelith {

/// `lauelith compare` as it was asked for.
struct CompareJob {
  StudyTables tables;
  Study study = study_of(tables);
  std::string study_path;
  std::vector<std::string> maps;  ///< Scan 0, 1, …
  std::string output = "verdict.json";
  std::string plot_folder;
  std::string lock_path;                ///< plan_lock.json; empty: no plan was locked
  std::vector<std::string> departures;  ///< from it, a sentence each
  CommonOptions common;
};

/// Maps as they are read and matched, and the model they are compared with.
struct PreparedComparison {
  Maps scan0;
  std::vector<inverse::LaterScan> later;
  inverse::MatchedMaps matched;
  std::unique_ptr<inverse::ComparisonModel> model;  ///< nullptr: nothing can be compared
  std::vector<inverse::VerdictCheck> quality;
  double down_weighted_share = 0.0;
};
PreparedComparison prepare_comparison(const std::vector<std::string>& maps, const CompareOptions& options,
                                      int n_threads);

/// Compares and writes verdict and pictures.
void run_compare(CompareJob& job);

}  // namespace lauelith
