// SPDX-License-Identifier: BSD-3-Clause
#include "src/schema.h"

#include <iostream>
#include <memory>
#include <string>

#include "apps/commands.h"
#include "apps/study_tables.h"

namespace lauelith {
namespace {

void print_schema(const std::string& format) {
  StudyTables tables;
  const Study study = study_of(tables);
  if (format == "json") std::cout << schema_json(study);
  if (format == "markdown") std::cout << schema_markdown(study);
  if (format == "text") std::cout << schema_text(study);
}

}  // namespace

void add_schema(CLI::App& program) {
  auto* command = program.add_subcommand("schema", "List every parameter with unit, range and default");
  const auto format = std::make_shared<std::string>("text");
  command->add_option("--format", *format, "text, json or markdown")
      ->check(CLI::IsMember({"text", "json", "markdown"}))
      ->type_name("FORMAT");
  command->callback([format] { print_schema(*format); });
  command->footer("Example:\n  lauelith schema --format markdown > parameters.md");
}

}  // namespace lauelith
