// SPDX-License-Identifier: BSD-3-Clause
#include "apps/command_line.h"

#include <algorithm>
#include <string>
#include <vector>

#include "src/did_you_mean.h"
#include "src/failure.h"

namespace lauelith {
namespace {

std::vector<std::string> command_names(CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

/// The parser would only say that a command is missing.
void refuse_unknown_command(CLI::App& program, const std::string& word) {
  const std::vector<std::string> names = command_names(program);
  const bool is_known = std::find(names.begin(), names.end(), word) != names.end();
  if (is_known || word.starts_with("-")) return;
  throw UsageError({"command line", {}, "a command", "\"" + word + "\"", did_you_mean(word, names)});
}

[[noreturn]] void refuse_unknown_words(CLI::App& program) {
  const auto given = program.get_subcommands();
  const CLI::App& command = given.empty() ? program : *given.front();
  const std::string word = program.remaining(true).front();
  std::vector<std::string> known;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  const std::string nearest = nearest_word(word.substr(0, word.find('=')), known);
  const std::string advice = nearest.empty() ? "see lauelith " + command.get_name() + " --help"
                                             : "did you mean \"" + nearest + "\"?";
  throw UsageError({"command line", {}, {}, "\"" + word + "\", which means nothing here", advice});
}

}  // namespace

void parse_and_run(CLI::App& program, int argc, const char* const* argv) {
  if (argc > 1) refuse_unknown_command(program, argv[1]);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& request) {  // --help, --version
    program.exit(request);
  } catch (const CLI::ExtrasError&) {
    refuse_unknown_words(program);
  }
}

}  // namespace lauelith
