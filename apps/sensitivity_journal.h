// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <fstream>
#include <string>

#include "solvers/found_rows.h"

namespace lauelith {

/// Answers on disk as they come, so that an interrupted run loses none: a first line that names the study
/// (its digest), then a line per row. A last line that was cut is computed again.
class SensitivityJournal {
 public:
  /// `identity` of parameters and inputs. An existing journal is read into `rows` if `resume`; one of another
  /// study is a UsageError.
  SensitivityJournal(std::string path, const std::string& identity, bool resume, solvers::FoundRows& rows);
  void add(std::size_t row);
  std::size_t n_found() const { return n_found_; }  ///< in the journal

 private:
  void read(const std::string& identity);

  std::string path_;
  std::ofstream stream_;
  solvers::FoundRows& rows_;
  std::size_t n_found_ = 0;
};

}  // namespace lauelith
