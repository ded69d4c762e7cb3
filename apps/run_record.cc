// SPDX-License-Identifier: BSD-3-Clause
#include "apps/run_record.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "src/safe_file.h"

namespace lauelith {

std::map<std::string, DoneStep> read_run_record(const std::string& path) {
  std::map<std::string, DoneStep> steps;
  std::ifstream file(path);
  const auto record = nlohmann::json::parse(file, nullptr, false);
  if (!record.is_object() || !record.contains("steps") || !record["steps"].is_object()) return steps;
  for (const auto& [output, step] : record["steps"].items()) {
    if (!step.is_object()) continue;
    steps[output] = {step.value("key", ""), step.value("command", ""), step.value("output_sha256", ""),
                     step.value("seconds", 0.0)};
  }
  return steps;
}

void write_run_record(const std::string& path, const std::map<std::string, DoneStep>& steps) {
  nlohmann::ordered_json record;
  record["type"] = "lauelith.run";
  for (const auto& [output, step] : steps) {
    record["steps"][output] = {{"command", step.command},
                               {"key", step.key},
                               {"output_sha256", step.output_sha256},
                               {"seconds", step.seconds}};
  }
  write_whole_file(path, record.dump(2) + "\n");
}

}  // namespace lauelith
