// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "src/study.h"

namespace lauelith {

/// One parameter as the manual lists it.
struct SchemaRow {
  std::string table;
  std::string key;
  std::string type;           ///< number, integer, flag, text, numbers
  std::string unit;           ///< from the end of the key; empty: none
  std::string allowed;        ///< empty: anything
  std::string default_value;  ///< as a study file writes it
  std::string sentence;
};

/// Every parameter of a study, in the order of registration; the values bound to it are taken as the
/// defaults.
std::vector<SchemaRow> schema_of(const Study& study);

/// Aligned columns for a terminal.
std::string schema_text(const Study& study);
/// One table per study table.
std::string schema_markdown(const Study& study);
/// {"tables": {NAME: {"sentence": …, "parameters": [{"key": …, "type": …, …}]}}}
std::string schema_json(const Study& study);

}  // namespace lauelith
