// SPDX-License-Identifier: BSD-3-Clause
#include "src/study_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <utility>

#include "src/did_you_mean.h"
#include "src/failure.h"
#include "src/parameter_text.h"

namespace lauelith {
namespace {

constexpr std::size_t longest_quotation = 60;
constexpr std::array<std::string_view, 5> priors{"fixed", "uniform", "log-uniform", "normal", "log-normal"};

std::string quoted(const toml::node& node) {
  std::ostringstream stream;
  if (const auto* table = node.as_table()) stream << *table;
  if (const auto* array = node.as_array()) stream << *array;
  node.visit([&stream](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) stream << value;
  });
  std::string text = stream.str();
  if (text.size() > longest_quotation) text = text.substr(0, longest_quotation) + "...";
  return text;
}

std::string with_range(const std::string& kind, const ParameterInfo& info) {
  const std::string range = allowed_text(info);
  return range.empty() ? kind : kind + ", " + range;
}

/// A location scale below zero or an empty interval would be found only after hours of sampling.
bool is_usable(const std::string& prior, const std::vector<double>& range) {
  if (prior == "fixed") return true;
  if (range.size() != 2 || !std::isfinite(range[0]) || !std::isfinite(range[1])) return false;
  if (prior == "normal" || prior == "log-normal") return range[1] > 0.0;
  return range[1] > range[0] && (prior != "log-uniform" || range[0] > 0.0);
}

}  // namespace

StudyReader::StudyReader(const toml::table& values, std::string source, std::string table)
    : values_(values), source_(std::move(source)), table_(std::move(table)) {}

/// A dotted key is a member of an inline table: interface.normal of interface = { normal = … }.
const toml::node* StudyReader::find(const ParameterInfo& info) {
  visited_.emplace_back(info.key);
  const std::size_t dot = info.key.find('.');
  if (dot == std::string_view::npos) return values_.get(info.key);
  const toml::node* outer = values_.get(info.key.substr(0, dot));
  if (outer == nullptr) return nullptr;
  const toml::table* inner = outer->as_table();
  if (inner == nullptr) refuse(info, *outer, "{ " + std::string(info.key.substr(dot + 1)) + " = … }");
  return inner->get(info.key.substr(dot + 1));
}

void StudyReader::refuse(const ParameterInfo& info, const toml::node& node,
                         const std::string& expected) const {
  throw UsageError({source_, place_text(node.source()) + " ([" + table_ + "] " + std::string(info.key) + ")",
                    expected, quoted(node), std::string(info.sentence)});
}

/// NaN and infinity are read back only where they are the value already there ("not set") or inside the
/// range.
double StudyReader::finite_or_allowed(const ParameterInfo& info, const toml::node& node,
                                      double current) const {
  const auto value = node.value<double>();
  if (!value || node.is_boolean()) refuse(info, node, with_range("a number", info));
  if (std::isnan(*value) && std::isnan(current)) return *value;
  if (!is_allowed(info, *value)) refuse(info, node, with_range("a number", info));
  return *value;
}

double StudyReader::uncertain_value(const ParameterInfo& info, const toml::table& entry, double current) {
  for (const auto& [key, node] : entry) {
    if (key != "value" && key != "prior" && key != "range") refuse(info, node, "only value, prior and range");
  }
  const toml::node* value = entry.get("value");
  if (value == nullptr) refuse(info, entry, "value = …, prior = …, range = […, …]");
  UncertainParameter parameter{
      table_, std::string(info.key), entry["prior"].value_or(std::string("fixed")), {}};
  if (std::find(priors.begin(), priors.end(), parameter.prior) == priors.end()) {
    refuse(info, entry, "prior = one of fixed, uniform, log-uniform, normal, log-normal");
  }
  if (const auto* range = entry["range"].as_array()) {
    for (const toml::node& bound : *range) parameter.range.push_back(bound.value_or(std::nan("")));
  }
  if (!is_usable(parameter.prior, parameter.range))
    refuse(info, entry, "range = [low, high] that suits the prior");
  uncertain_.push_back(parameter);
  return finite_or_allowed(info, *value, current);
}

void StudyReader::number(const ParameterInfo& info, double& value) {
  const toml::node* node = find(info);
  if (node == nullptr) return;
  const toml::table* entry = node->as_table();
  value = entry != nullptr ? uncertain_value(info, *entry, value) : finite_or_allowed(info, *node, value);
}

void StudyReader::integer(const ParameterInfo& info, int& value) {
  const toml::node* node = find(info);
  if (node == nullptr) return;
  const auto* whole = node->as_integer();
  if (whole == nullptr || !std::in_range<int>(whole->get()) ||
      !is_allowed(info, static_cast<double>(whole->get()))) {
    refuse(info, *node, with_range("a whole number", info));
  }
  value = static_cast<int>(whole->get());
}

void StudyReader::flag(const ParameterInfo& info, bool& value) {
  const toml::node* node = find(info);
  if (node == nullptr) return;
  if (!node->is_boolean()) refuse(info, *node, "true or false");
  value = node->as_boolean()->get();
}

void StudyReader::text(const ParameterInfo& info, std::string& value) {
  const toml::node* node = find(info);
  if (node == nullptr) return;
  const auto* given = node->as_string();
  if (given == nullptr || !is_allowed(info, given->get()))
    refuse(info, *node, with_range("text in quotes", info));
  value = given->get();
}

void StudyReader::numbers(const ParameterInfo& info, std::vector<double>& values) {
  const toml::node* node = find(info);
  if (node == nullptr) return;
  if (node->is_number()) {  // one number: a list of one
    values = {finite_or_allowed(info, *node, 0.0)};
    return;
  }
  const auto* array = node->as_array();
  if (array == nullptr) refuse(info, *node, with_range("a list of numbers", info));
  std::vector<double> given;
  for (const toml::node& element : *array) given.push_back(finite_or_allowed(info, element, 0.0));
  values = given;
}

void StudyReader::refuse_unvisited() const {
  const auto require_visited = [this](const std::string& name, const toml::key& key) {
    if (std::find(visited_.begin(), visited_.end(), name) != visited_.end()) return;
    throw UsageError({source_, place_text(key.source()), "a key of [" + table_ + "]", "\"" + name + "\"",
                      did_you_mean(name, visited_)});
  };
  for (const auto& [key, node] : values_) {
    const std::string prefix = std::string(key.str()) + ".";
    const bool is_group =
        node.is_table() && std::any_of(visited_.begin(), visited_.end(), [&](const auto& name) {
          return name.compare(0, prefix.size(), prefix) == 0;
        });
    if (!is_group) {
      require_visited(std::string(key.str()), key);
      continue;
    }
    for (const auto& [inner, unused] : *node.as_table())
      require_visited(prefix + std::string(inner.str()), inner);
  }
}

}  // namespace lauelith
