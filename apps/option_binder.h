// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "src/study.h"

namespace lauelith {

/// Makes an option of every parameter it visits: `psf_sigma_px` becomes `--psf-sigma-px NUMBER`, with range,
/// unit and default in the help. The parameters must outlive the parsing.
class OptionBinder : public ParameterVisitor {
 public:
  OptionBinder(CLI::App& command, std::string group);

  void number(const ParameterInfo& info, double& value) override;
  void integer(const ParameterInfo& info, int& value) override;
  void flag(const ParameterInfo& info, bool& value) override;
  void text(const ParameterInfo& info, std::string& value) override;
  void numbers(const ParameterInfo& info, std::vector<double>& values) override;

 private:
  CLI::App& command_;
  std::string group_;
};

/// A positional STUDY.toml. Declare it before the options of its tables: what stands on the command line is
/// then set after the file was read, and wins.
CLI::Option* add_study_argument(CLI::App& command, Study& study);

/// The options of one table of a study.
void add_table_options(CLI::App& command, const Study& study, const std::string& table);

}  // namespace lauelith
