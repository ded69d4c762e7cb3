// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/parameter.h"

namespace lauelith {

/// One table of a study file, bound to the options that hold its values.
struct StudyTable {
  std::string name;                             ///< "beam" for [beam]
  std::string sentence;                         ///< what the table is about
  std::function<void(ParameterVisitor&)> walk;  ///< visits every parameter of the table
};

/// A parameter that was given with an uncertainty: key = { value = 1e-9, prior = "log-uniform", range = [a,
/// b] }.
struct UncertainParameter {
  std::string table;
  std::string key;
  std::string prior;          ///< fixed, uniform, log-uniform, normal or log-normal
  std::vector<double> range;  ///< (uniform) lowest and highest value; (normal) mean and standard deviation
};

/// The parameters of a run: named tables, each bound to an options struct that has a `describe` function.
/// The same list serves reading, checking, the command line, `lauelith schema` and provenance.
///
///   BeamOptions beam;
///   Study study;
///   study.add("beam", "The incident white beam", beam);
///   study.read(text, "study.toml");
///
/// Register every table the program knows, also those that the command at hand does not use: only then is a
/// misspelt key an error everywhere. A table may be made of several structs: add it several times under one
/// name. Pinned by tests/src/study_test.cc.
class Study {
 public:
  /// `options` must outlive the study.
  template <typename Options>
  void add(std::string table, std::string sentence, Options& options) {
    add(StudyTable{std::move(table), std::move(sentence),
                   [&options](ParameterVisitor& visit) { describe(visit, options); }});
  }
  void add(StudyTable table);

  /// Sets the parameters that the text names, leaves the others as they are. Unknown tables and keys, wrong
  /// types and values out of range are UsageErrors with line and column. `source` names the text in messages.
  void read(std::string_view text, const std::string& source);

  const std::vector<StudyTable>& tables() const { return tables_; }
  const std::vector<UncertainParameter>& uncertain() const { return uncertain_; }
  std::vector<std::string> table_names() const;  ///< each once, in the order of `add`
  bool was_given(std::string_view table) const;  ///< whether a text that was read has this table

  /// Visits what was added under one name.
  void walk(const std::string& table, ParameterVisitor& visit) const;

 private:
  std::vector<StudyTable> tables_;
  std::vector<UncertainParameter> uncertain_;
  std::vector<std::string> given_;
};

/// Every table, key and value as a study file that gives the same parameters when it is read: for provenance.
std::string resolved_text(const Study& study);

}  // namespace lauelith
