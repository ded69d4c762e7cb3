// SPDX-License-Identifier: BSD-3-Clause
// Which folder may include which:  apps → solvers → models → src   and   apps → inverse → forward → src.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "tests/house/source_tree.h"

namespace lauelith::house {
namespace {

const std::map<std::string, std::set<std::string>> allowed{
    {"src", {"src"}},
    {"models", {"src", "models"}},
    {"solvers", {"src", "models", "solvers"}},
    {"forward", {"src", "forward"}},
    {"inverse", {"src", "forward", "inverse"}},
    {"apps", {"src", "models", "solvers", "forward", "inverse", "apps"}},
    {"tests", {"src", "models", "solvers", "forward", "inverse", "apps", "tests"}},
};

/// The complaint about one line; empty if there is none.
std::string complaint_about(const std::string& folder, const std::string& line) {
  static const std::regex own(R"re(^\s*#\s*include\s*"([^"]*)")re");
  static const std::regex foreign(R"re(^\s*#\s*include\s*<([^>]*)>)re");
  std::smatch found;
  const auto rule = allowed.find(folder);
  if (rule == allowed.end()) return {};
  if (std::regex_search(line, found, own)) {
    const std::string target = found[1].str().substr(0, found[1].str().find('/'));
    if (allowed.count(target) == 0) return "not root-relative: " + line;
    if (rule->second.count(target) == 0) return folder + " must not include " + target + ": " + line;
  }
  if (std::regex_search(line, found, foreign) && found[1].str().starts_with("deal.II/")) {
    if (folder != "solvers" && folder != "models" && folder != "tests") return "no deal.II here: " + line;
  }
  return {};
}

TEST(IncludeRule, EveryFolderIncludesOnlyWhatLiesBelow) {
  int n_includes = 0;
  for (const SourceFile& file : source_files()) {
    if (!file.is_code()) continue;
    for (const std::string& line : file.lines) {
      EXPECT_EQ(complaint_about(file.folder, line), "") << file.path;
      n_includes += line.starts_with("#include \"") ? 1 : 0;
    }
  }
  EXPECT_GT(n_includes, 20) << "the source tree was not found";
}

TEST(IncludeRule, FindsWhatBreaksIt) {
  EXPECT_EQ(complaint_about("inverse", "#include \"forward/reflections.h\""), "");
  EXPECT_EQ(complaint_about("solvers", "#include <deal.II/base/tensor.h>"), "");
  EXPECT_NE(complaint_about("src", "#include \"forward/reflections.h\""), "");
  EXPECT_NE(complaint_about("forward", "#include \"inverse/indexing.h\""), "");
  EXPECT_NE(complaint_about("forward", "#include \"models/creep.h\""), "");
  EXPECT_NE(complaint_about("inverse", "  #  include <deal.II/base/tensor.h>"), "");
  EXPECT_NE(complaint_about("src", "#include \"frame.h\""), "");
}

}  // namespace
}  // namespace lauelith::house
