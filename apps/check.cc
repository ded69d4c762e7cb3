// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/study_tables.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

struct CheckOptions {
  std::string path;
  bool resolved = false;
};

void check_study(const CheckOptions& options) {
  StudyTables tables;
  Study study = study_of(tables);
  read_study_file(study, options.path);
  check_simulated_scan(tables);
  require_valid(tables.sensitivity);
  if (options.resolved) {
    std::cout << resolved_text(study);
  } else {
    std::cout << options.path << ": no errors\n";
  }
}

}  // namespace

void add_check(CLI::App& program) {
  auto* command = program.add_subcommand("check", "Check a study file without running it");
  const auto options = std::make_shared<CheckOptions>();
  command->add_option("STUDY.toml", options->path, "Study file")->required()->type_name("");
  command->add_flag("--resolved", options->resolved, "Print the study with every default filled in");
  command->callback([options] { check_study(*options); });
  command->footer("Example:\n  lauelith check study.toml --resolved");
}

}  // namespace lauelith
