// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <fstream>
#include <string>

#include "solvers/sensitivity_samples.h"

namespace lauelith {

/// Answers on disk as they come, so that an interrupted run loses none: a first line that names the study
/// (its digest), then a line per answer. A last line that was cut is computed again.
class SensitivityJournal {
 public:
  /// `identity` of parameters and inputs. An existing journal is read into the store if `resume`; one of
  /// another study is a UsageError.
  SensitivityJournal(std::string path, const std::string& identity, bool resume, std::size_t n_evaluations,
                     solvers::SampleStore& store);
  void add(std::size_t evaluation, const solvers::SensitivityAnswer& answer);
  std::size_t n_found() const { return n_found_; }  ///< in the journal

 private:
  void read(const std::string& identity, std::size_t n_evaluations, solvers::SampleStore& store);

  std::string path_;
  std::ofstream stream_;
  std::size_t n_found_ = 0;
};

}  // namespace lauelith
