// SPDX-License-Identifier: BSD-3-Clause
#include "apps/verdict_section.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "src/failure.h"
#include "src/html_parts.h"
#include "src/html_report.h"

namespace lauelith {
namespace {

using nlohmann::json;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// What the words of the contract mean.
std::string meaning_of(const std::string& verdict) {
  static const std::map<std::string, std::string> meanings{
      {"penetration", "Pressurised flaws or cracks that start at the interface explain the change."},
      {"transport", "Lithium deposited along boundaries inside the electrolyte explains the change."},
      {"mixed", "Both mechanisms are needed to explain the change."},
      {"no-change", "Nothing changed that is as large as the smallest effect of interest."},
      {"inconclusive-underpowered", "These data cannot tell the mechanisms apart."},
      {"inconclusive-models-inadequate", "No hypothesis reproduces the data."},
      {"data-quality-failed", "The data do not carry a conclusion."}};
  const auto found = meanings.find(verdict);
  return found == meanings.end() ? "" : found->second;
}

double number_of(const json& value) {
  if (value.is_number()) return value.get<double>();
  return value.is_object() && value.contains("value") ? number_of(value["value"]) : none;
}

/// A member of an object that may not be there.
json member(const json& object, const char* name) {
  return object.is_object() && object.contains(name) ? object[name] : json();
}

/// Model probabilities may lie in the posterior itself or under "models".
json probabilities_of(const json& verdict) {
  const json posterior = member(verdict, "posterior");
  for (const char* name : {"models", "model_probabilities", "model"}) {
    if (member(posterior, name).is_object()) return posterior[name];
  }
  return posterior;
}

std::string hypotheses_table(const json& verdict) {
  const json evidence = member(verdict, "log_evidence");
  if (!evidence.is_object()) return {};
  const json probabilities = probabilities_of(verdict);
  double best = -std::numeric_limits<double>::infinity();
  for (const auto& [name, value] : evidence.items()) best = std::max(best, number_of(value));
  std::string rows;
  for (const auto& [name, value] : evidence.items()) {
    rows += html_row({html_escaped(name), html_number(number_of(member(probabilities, name.c_str())), 3),
                      html_number(number_of(value), 2), html_number(number_of(member(value, "sd")), 2),
                      html_number(2.0 * (number_of(value) - best), 1)});
  }
  return html_table({"hypothesis", "probability", "ln evidence", "&plusmn;", "2 ln B against the best"},
                    rows);
}

std::string checks_table(const json& verdict) {
  const json checks = member(verdict, "checks");
  if (!checks.is_array()) return {};
  std::string rows;
  for (const json& check : checks) {
    const bool passed = member(check, "passed").is_boolean() && check["passed"].get<bool>();
    const json sentence = member(check, "sentence");
    const json name = member(check, "name");
    rows += html_row({html_escaped(name.is_string() ? name.get<std::string>() : ""),
                      passed ? "passed" : "<span class=\"failed\">failed</span>",
                      html_number(number_of(member(check, "value")), 3),
                      html_number(number_of(member(check, "limit")), 3),
                      "<div class=\"text\">" +
                          html_escaped(sentence.is_string() ? sentence.get<std::string>() : "") + "</div>"});
  }
  return "<h3>Checks</h3>\n" + html_table({"check", "", "value", "limit", "in words"}, rows);
}

/// Shares with their binomial intervals.
std::string power_table(const json& verdict) {
  const json power = member(verdict, "power");
  if (!power.is_object()) return {};
  std::string rows;
  for (const auto& [name, value] : power.items()) {
    const json interval = member(value, "interval");
    const bool has_interval = interval.is_array() && interval.size() == 2;
    if (!std::isfinite(number_of(value))) continue;
    rows += html_row({html_escaped(name), html_number(number_of(value), name == "smallest_effect" ? 6 : 3),
                      has_interval ? html_number(number_of(interval[0]), 3) : "",
                      has_interval ? html_number(number_of(interval[1]), 3) : "",
                      html_number(number_of(member(value, "simulations")), 0)});
  }
  if (rows.empty()) return rows;
  return "<h3>Power</h3>\n" + html_table({"power", "", "from", "to", "simulated experiments"}, rows);
}

}  // namespace

std::string verdict_section(const std::string& path) {
  std::ifstream file(path);
  const json verdict = json::parse(file, nullptr, false);
  if (!member(verdict, "verdict").is_string()) {
    throw InputError({path, "", "a JSON object with a verdict", "none", "lauelith compare writes it"});
  }
  const std::string word = verdict["verdict"];
  std::string html = "<p class=\"verdict\">Verdict: " + html_escaped(word) + "</p>\n<p>" +
                     html_escaped(meaning_of(word)) + "</p>\n";
  for (const char* name : {"summary", "window", "window_statement", "plan", "plan_lock"}) {
    const json text = member(verdict, name);
    if (text.is_string()) html += "<p>" + html_escaped(text.get<std::string>()) + "</p>\n";
  }
  return html + hypotheses_table(verdict) + checks_table(verdict) + power_table(verdict);
}

}  // namespace lauelith
