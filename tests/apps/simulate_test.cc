// SPDX-License-Identifier: BSD-3-Clause
// `lauelith simulate` as a user meets it, through the program that hands over to lauelith-fe.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "src/field_file.h"
#include "src/influence_basis.h"
#include "tests/apps/run_program.h"
#include "tests/apps/small_study.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

std::string study_in(const TemporaryFolder& folder, const std::string& more = {}) {
  const std::string path = folder.path("study.toml");
  std::ofstream(path) << small_study << more;
  return path;
}

TEST(Simulate, HelpEndsInAnExample) {
  const Outcome help = run("$L simulate --help");
  EXPECT_EQ(help.code, 0) << help.output;
  EXPECT_EQ(last_line(help.output).rfind("  lauelith simulate ", 0), 0u) << help.output;
}

TEST(Simulate, WritesFieldBasisStatisticsAndParaView) {
  const TemporaryFolder folder;
  const std::string study = study_in(folder), fields = folder.path("fields.h5"),
                    basis = folder.path("basis.h5");
  const Outcome outcome =
      run("$L simulate " + study + " -o " + fields + " --basis " + basis + " --vtu " + folder.path("vtu"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  const CrystalField field = read_field(fields, 0);
  EXPECT_EQ(field.grid.n, (std::array<std::size_t, 3>{15, 15, 1}));
  EXPECT_EQ(field.label, "Scan 0");
  EXPECT_EQ(read_basis(basis, {}).frame.grid.n, field.grid.n);
  EXPECT_TRUE(std::filesystem::exists(folder.path("statistics.csv")));
  EXPECT_TRUE(std::filesystem::exists(folder.path("vtu/fields.pvd")));
  const Outcome again = run("$L simulate " + study + " -o " + fields);
  EXPECT_EQ(again.code, 2) << again.output;
}

TEST(Simulate, CellsThatFollowTheBoundaries) {
  const TemporaryFolder folder;
  const std::string study = study_in(folder, "mesh = \"conforming\"\n"), boxes = folder.path("boxes.h5"),
                    quads = folder.path("quads.h5");
  const Outcome outcome = run("$L simulate " + study + " -o " + quads);
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  ASSERT_EQ(run("$L simulate --force " + study_in(folder) + " -o " + boxes).code, 0);
  const CrystalField on_quads = read_field(quads, 0), on_boxes = read_field(boxes, 0);
  ASSERT_EQ(on_quads.grain, on_boxes.grain);
  double size = 0.0, difference = 0.0;
  for (std::size_t i = 0; i < on_boxes.H.size(); ++i) {
    size += std::pow(on_boxes.H[i], 2);
    difference += std::pow(on_quads.H[i] - on_boxes.H[i], 2);
  }
  EXPECT_GT(difference, 0.0) << "another mesh, another error";
  EXPECT_LT(std::sqrt(difference / size), 0.25) << "the boxes are wrong by 16 % at boundaries";
  const Outcome refused =
      run("$L check " + study_in(folder, "mesh = \"conforming\"\n[model]\ndimension = \"3d\"\n"));
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.output.find("dimension"), std::string::npos) << refused.output;
}

TEST(Simulate, FailuresHaveTheirCodes) {
  const TemporaryFolder folder;
  const std::string output = " -o " + folder.path("fields.h5");
  EXPECT_EQ(run("$L simulate " + study_in(folder, "nonsense = 1\n") + output).code, 2);
  EXPECT_EQ(run("$L simulate " + study_in(folder, "memory_limit_GB = 0.001\n") + output).code, 7);
  EXPECT_EQ(run("$L check " + study_in(folder, "memory_limit_GB = 0.001\n")).code, 7);
  const std::string grains = "[model]\nlevel = \"L1\"\n[grains]\nsource = \"file\"\nfile = \"none.ctf\"\n";
  std::ofstream(folder.path("grains.toml")) << grains;
  EXPECT_EQ(run("$L check " + folder.path("grains.toml")).code, 3) << "the file is looked for";
  const Outcome stopped =
      run("$L simulate " + study_in(folder, "solver = \"amg\"\nmax_iterations = 1\n") + output);
  EXPECT_EQ(stopped.code, 5) << stopped.output;
  EXPECT_EQ(last_line(stopped.output).rfind("lauelith: error: ", 0), 0u) << stopped.output;
}

}  // namespace
}  // namespace lauelith
