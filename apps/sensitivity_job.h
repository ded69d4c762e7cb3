// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>

#include "apps/common_options.h"
#include "apps/study_tables.h"
#include "solvers/sensitivity_samples.h"

namespace lauelith {

/// `lauelith sensitivity` as it was asked for.
struct SensitivityJob {
  StudyTables tables;
  Study study = study_of(tables);
  std::string study_path;
  std::string field;  ///< fields.h5; empty: none
  int moment = 0;
  std::string maps;  ///< maps.h5; empty: none
  std::string folder = "sensitivity";
  bool resume = false;
  CommonOptions common;
};

/// The stress map of the field or the maps that the job names, and its conduction; nullptr: homogeneous.
std::unique_ptr<solvers::PolycrystalConduction> polycrystal_of(const SensitivityJob& job);

std::string in_folder(const SensitivityJob& job, const std::string& name);
/// Every rank keeps its own answers.
std::string journal_path(const SensitivityJob& job, const std::string& name, int rank);
/// Under mpirun one thread a rank, unless -j says otherwise.
int n_threads(const SensitivityJob& job);

/// Computes, or continues, and writes everything into the folder.
void run_sensitivity(SensitivityJob& job);

}  // namespace lauelith
