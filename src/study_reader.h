// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/study.h"
#include "src/toml_text.h"

namespace lauelith {

/// Sets the parameters it visits from one table of a TOML file; what the table does not name stays.
class StudyReader : public ParameterVisitor {
 public:
  StudyReader(const toml::table& values, std::string source, std::string table);

  void number(const ParameterInfo& info, double& value) override;
  void integer(const ParameterInfo& info, int& value) override;
  void flag(const ParameterInfo& info, bool& value) override;
  void text(const ParameterInfo& info, std::string& value) override;
  void numbers(const ParameterInfo& info, std::vector<double>& values) override;

  /// Throws if the table has a key that was never visited.
  void refuse_unvisited() const;
  const std::vector<UncertainParameter>& uncertain() const { return uncertain_; }

 private:
  const toml::node* find(const ParameterInfo& info);
  double finite_or_allowed(const ParameterInfo& info, const toml::node& node, double current) const;
  double uncertain_value(const ParameterInfo& info, const toml::table& entry, double current);
  [[noreturn]] void refuse(const ParameterInfo& info, const toml::node& node,
                           const std::string& expected) const;

  const toml::table& values_;
  std::string source_;
  std::string table_;
  std::vector<std::string> visited_;
  std::vector<UncertainParameter> uncertain_;
};

}  // namespace lauelith
