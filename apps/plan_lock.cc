// SPDX-License-Identifier: BSD-3-Clause
#include "apps/plan_lock.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "src/failure.h"
#include "src/provenance.h"
#include "src/safe_file.h"
#include "src/sha256.h"
#include "src/version.h"

namespace lauelith {
namespace {

/// The tables that decide a verdict.
constexpr std::array<std::string_view, 10> locked_tables{"cell",    "electro",  "interface", "contact",
                                                         "flaws",   "fracture", "protocol",  "deposition",
                                                         "compare", "index"};

/// "table.key = value" of the locked tables, in the order of the study.
std::vector<std::string> locked_parameters(const Study& study) {
  std::istringstream text(resolved_text(study));
  std::vector<std::string> parameters;
  std::string table;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("[")) {
      table = line.substr(1, line.find(']') - 1);
    } else if (line.find('=') != line.npos &&
               std::find(locked_tables.begin(), locked_tables.end(), table) != locked_tables.end()) {
      parameters.push_back(table + "." + line);
    }
  }
  return parameters;
}

std::string hash_of(const std::vector<std::string>& parameters) {
  Sha256 sum;
  for (const std::string& parameter : parameters) sum.add(parameter + "\n");
  return sum.finish();
}

std::string key_of(const std::string& parameter) { return parameter.substr(0, parameter.find(" =")); }

PlanLock read_lock(const std::string& path) {
  std::ifstream file(path);
  const auto json = nlohmann::json::parse(file, nullptr, false);
  const bool is_lock = json.is_object() && json.value("type", "") == "lauelith.plan-lock" &&
                       json.contains("parameters") && json["parameters"].is_array();
  if (!is_lock)
    throw InputError({path, "", "a locked plan", "something else", "lauelith plan --lock writes it"});
  PlanLock lock;
  lock.sha256 = json.value("sha256", "");
  for (const auto& line : json["parameters"]) lock.parameters.push_back(line.get<std::string>());
  if (json.contains("inputs_seen"))
    for (const auto& input : json["inputs_seen"]) lock.inputs_seen.push_back(input.get<std::string>());
  if (hash_of(lock.parameters) != lock.sha256) {
    throw InputError({path, "sha256", hash_of(lock.parameters), lock.sha256,
                      "the plan was changed after it had been locked"});
  }
  return lock;
}

}  // namespace

PlanLock lock_of(const Study& study) {
  PlanLock lock;
  lock.parameters = locked_parameters(study);
  lock.sha256 = hash_of(lock.parameters);
  return lock;
}

void write_plan_lock(const std::string& path, const Study& study, std::int64_t seed,
                     const std::vector<std::string>& inputs_seen) {
  const PlanLock lock = lock_of(study);
  nlohmann::ordered_json json{{"type", "lauelith.plan-lock"}, {"version", std::string(version())},
                              {"created", utc_now()},         {"seed", seed},
                              {"sha256", lock.sha256},        {"inputs_seen", inputs_seen},
                              {"parameters", lock.parameters}};
  write_whole_file(path, json.dump(2) + "\n");
}

std::vector<std::string> departures_from(const std::string& lock_path, const Study& study) {
  const PlanLock locked = read_lock(lock_path);
  const PlanLock now = lock_of(study);
  std::vector<std::string> departures;
  for (const std::string& input : locked.inputs_seen)
    departures.push_back(input + " had been seen before the plan was locked.");
  for (const std::string& parameter : now.parameters) {
    const auto same_key = [&](const std::string& other) { return key_of(other) == key_of(parameter); };
    const auto found = std::find_if(locked.parameters.begin(), locked.parameters.end(), same_key);
    if (found == locked.parameters.end()) {
      departures.push_back(parameter + " was not part of the plan.");
    } else if (*found != parameter) {
      departures.push_back(parameter + " instead of" + found->substr(found->find('=') + 1) + ".");
    }
  }
  return departures;
}

}  // namespace lauelith
