// SPDX-License-Identifier: BSD-3-Clause
#include <filesystem>
#include <iostream>
#include <memory>

#include "apps/commands.h"
#include "apps/study_tables.h"
#include "models/mechanics_options.h"
#include "models/sensitivity_priors.h"
#include "solvers/cell_mesh.h"
#include "solvers/plating_checks.h"
#include "src/study_file.h"

namespace lauelith {
namespace {

struct CheckOptions {
  std::string path;
  bool resolved = false;
};

/// Numbers that the study rests on and nobody has read in their source.
void warn_of_unverified(const StudyTables& tables) {
  const auto& mechanics = tables.mechanics.mechanics;
  for (const auto& property : models::unverified_properties(mechanics)) {
    std::cout << "warning: unverified: " << mechanics.material << " " << property.key << " = "
              << property.value << " (" << property.reference << ")\n";
  }
}

/// By itself: a cell too warm for its law is no error of a study that does not ask it.
void require_valid_sensitivity(const models::SensitivityOptions& options, const Study& study) {
  require_valid(options);
  std::vector<UncertainParameter> own = study.uncertain();
  std::erase_if(own, [](const UncertainParameter& one) { return one.table != "sensitivity"; });
  models::sensitivity_priors(own, options);
}

void check_study(const CheckOptions& options) {
  StudyTables tables;
  Study study = study_of(tables);
  read_study_file(study, options.path);
  check_simulated_scan(tables);
  require_valid_sensitivity(tables.sensitivity, study);
  const auto folder = std::filesystem::path(options.path).parent_path().string();
  const solvers::CellModel cell = solvers::make_cell_model(tables.mechanics);
  solvers::require_mesh_fits(solvers::cell_mesh(tables.mechanics, cell), cell.dimension,
                             tables.mechanics.numerics);
  solvers::require_possible(tables.mechanics, solvers::protocol_of(tables.mechanics, folder));
  if (options.resolved) {
    std::cout << resolved_text(study);
  } else {
    std::cout << options.path << ": no errors\n";
    warn_of_unverified(tables);
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
