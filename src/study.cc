// SPDX-License-Identifier: BSD-3-Clause
#include "src/study.h"

#include <algorithm>
#include <utility>

#include "src/did_you_mean.h"
#include "src/failure.h"
#include "src/parameter_text.h"
#include "src/study_reader.h"

namespace lauelith {
namespace {

void refuse_unknown_table(const Study& study, const toml::key& key, const std::string& source) {
  const std::vector<std::string> names = study.table_names();
  if (std::find(names.begin(), names.end(), key.str()) != names.end()) return;
  throw UsageError({source, place_text(key.source()), "a known table", "[" + std::string(key.str()) + "]",
                    did_you_mean(key.str(), names)});
}

/// Writes "key = value" lines; a parameter with an uncertainty keeps it.
class StudyWriter : public ParameterVisitor {
 public:
  StudyWriter(const std::vector<UncertainParameter>& uncertain, std::string table)
      : uncertain_(uncertain), table_(std::move(table)) {}

  void number(const ParameterInfo& info, double& value) override {
    const auto found = std::find_if(uncertain_.begin(), uncertain_.end(), [&](const auto& parameter) {
      return parameter.table == table_ && parameter.key == info.key;
    });
    if (found == uncertain_.end()) return line(info, toml_value(value));
    line(info, "{ value = " + toml_value(value) + ", prior = " + toml_value(found->prior) +
                   ", range = " + toml_value(found->range) + " }");
  }
  void integer(const ParameterInfo& info, int& value) override { line(info, toml_value(value)); }
  void flag(const ParameterInfo& info, bool& value) override { line(info, toml_value(value)); }
  void text(const ParameterInfo& info, std::string& value) override { line(info, toml_value(value)); }
  void numbers(const ParameterInfo& info, std::vector<double>& values) override {
    line(info, toml_value(values));
  }

  const std::string& lines() const { return lines_; }

 private:
  void line(const ParameterInfo& info, const std::string& value) {
    lines_ += std::string(info.key) + " = " + value + "\n";
  }

  const std::vector<UncertainParameter>& uncertain_;
  std::string table_;
  std::string lines_;
};

}  // namespace

void Study::add(StudyTable table) { tables_.push_back(std::move(table)); }

std::vector<std::string> Study::table_names() const {
  std::vector<std::string> names;
  for (const StudyTable& table : tables_) {
    if (std::find(names.begin(), names.end(), table.name) == names.end()) names.push_back(table.name);
  }
  return names;
}

void Study::walk(const std::string& table, ParameterVisitor& visit) const {
  for (const StudyTable& part : tables_) {
    if (part.name == table) part.walk(visit);
  }
}

void Study::read(std::string_view text, const std::string& source) {
  const toml::table file = parse_toml(text, source);
  for (const auto& [key, node] : file) {
    refuse_unknown_table(*this, key, source);
    const toml::table* values = node.as_table();
    const std::string name(key.str());
    if (values == nullptr)
      throw UsageError({source, place_text(key.source()), "the table [" + name + "]", "a value", {}});
    StudyReader reader(*values, source, name);
    walk(name, reader);
    reader.refuse_unvisited();
    std::erase_if(uncertain_, [&name](const auto& parameter) { return parameter.table == name; });
    uncertain_.insert(uncertain_.end(), reader.uncertain().begin(), reader.uncertain().end());
    given_.push_back(name);
  }
}

bool Study::was_given(std::string_view table) const {
  return std::find(given_.begin(), given_.end(), table) != given_.end();
}

std::string resolved_text(const Study& study) {
  std::string text;
  for (const std::string& name : study.table_names()) {
    StudyWriter writer(study.uncertain(), name);
    study.walk(name, writer);
    text += (text.empty() ? "[" : "\n[") + name + "]\n" + writer.lines();
  }
  return text;
}

}  // namespace lauelith
