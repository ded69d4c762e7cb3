// SPDX-License-Identifier: BSD-3-Clause
#include "src/schema.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "src/parameter_text.h"
#include "src/utf8.h"

namespace lauelith {
namespace {

class SchemaCollector : public ParameterVisitor {
 public:
  explicit SchemaCollector(std::string table) : table_(std::move(table)) {}

  void number(const ParameterInfo& info, double& value) override { row(info, "number", toml_value(value)); }
  void integer(const ParameterInfo& info, int& value) override { row(info, "integer", toml_value(value)); }
  void flag(const ParameterInfo& info, bool& value) override { row(info, "flag", toml_value(value)); }
  void text(const ParameterInfo& info, std::string& value) override { row(info, "text", toml_value(value)); }
  void numbers(const ParameterInfo& info, std::vector<double>& values) override {
    row(info, "numbers", toml_value(values));
  }

  const std::vector<SchemaRow>& rows() const { return rows_; }

 private:
  void row(const ParameterInfo& info, const std::string& type, const std::string& value) {
    rows_.push_back({table_, std::string(info.key), type, unit_of_key(info.key), allowed_text(info), value,
                     std::string(info.sentence)});
  }

  std::string table_;
  std::vector<SchemaRow> rows_;
};

std::vector<SchemaRow> rows_of_table(const Study& study, const std::string& name) {
  SchemaCollector collector(name);
  study.walk(name, collector);
  return collector.rows();
}

std::string sentence_of(const Study& study, const std::string& name) {
  const auto& tables = study.tables();
  return std::find_if(tables.begin(), tables.end(), [&](const auto& table) { return table.name == name; })
      ->sentence;
}

std::size_t n_characters(const std::string& text) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < text.size(); i += code_point_at(text, i).n_bytes) ++n;
  return n;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t n = n_characters(text);
  return n < width ? text + std::string(width - n, ' ') : text;
}

std::string cell(const std::string& text) {
  std::string escaped;
  for (const char character : text) {
    if (character == '|') escaped += '\\';
    escaped += character;
  }
  return escaped;
}

}  // namespace

std::vector<SchemaRow> schema_of(const Study& study) {
  std::vector<SchemaRow> rows;
  for (const std::string& name : study.table_names()) {
    const auto part = rows_of_table(study, name);
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

std::string schema_text(const Study& study) {
  const std::vector<SchemaRow> rows = schema_of(study);
  const auto widest = [&rows](std::string SchemaRow::*column) {
    std::size_t width = 0;
    for (const SchemaRow& row : rows) width = std::max(width, n_characters(row.*column));
    return width + 2;
  };
  const std::size_t keys = widest(&SchemaRow::key);
  const std::size_t defaults = widest(&SchemaRow::default_value);
  const std::size_t ranges = widest(&SchemaRow::allowed);
  std::string text;
  std::string table;
  for (const SchemaRow& row : rows) {
    if (row.table != table) {
      table = row.table;
      text += (text.empty() ? "[" : "\n[") + table + "]  " + sentence_of(study, table) + "\n";
    }
    text += "  " + padded(row.key, keys) + padded(row.default_value, defaults) + padded(row.unit, 8) +
            padded(row.allowed, ranges) + row.sentence + "\n";
  }
  return text;
}

std::string schema_markdown(const Study& study) {
  std::string text;
  for (const std::string& name : study.table_names()) {
    text += (text.empty() ? "## [" : "\n## [") + name + "]\n\n" + sentence_of(study, name) + "\n\n";
    text += "| key | default | unit | allowed | what it does |\n|---|---|---|---|---|\n";
    for (const SchemaRow& row : rows_of_table(study, name)) {
      text += "| `" + row.key + "` | `" + cell(row.default_value) + "` | " + row.unit + " | " +
              cell(row.allowed) + " | " + cell(row.sentence) + " |\n";
    }
  }
  return text;
}

std::string schema_json(const Study& study) {
  nlohmann::ordered_json tables = nlohmann::ordered_json::object();
  for (const std::string& name : study.table_names()) {
    auto& table = tables[name];
    table["sentence"] = sentence_of(study, name);
    table["parameters"] = nlohmann::ordered_json::array();
    for (const SchemaRow& row : rows_of_table(study, name)) {
      table["parameters"].push_back({{"key", row.key},
                                     {"type", row.type},
                                     {"unit", row.unit},
                                     {"allowed", row.allowed},
                                     {"default", row.default_value},
                                     {"sentence", row.sentence}});
    }
  }
  return nlohmann::ordered_json{{"tables", tables}}.dump(2) + "\n";
}

}  // namespace lauelith
