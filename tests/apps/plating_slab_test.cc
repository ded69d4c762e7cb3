// SPDX-License-Identifier: BSD-3-Clause
// The coupled model in space as a user meets it: fields, files beside them, balances, a run that was killed,
// two ranks, refusals.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "src/field_file.h"
#include "src/hdf5_reader.h"
#include "tests/apps/plating_example.h"
#include "tests/apps/run_program.h"
#include "tests/apps/slab_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

std::string study_in(const TemporaryFolder& folder, const std::string& more = {}) {
  const std::string path = folder.path("study.toml");
  std::ofstream(path) << small_slab_study << more;
  return path;
}

/// A column of a CSV with a heading.
std::vector<double> column(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  std::string line, word;
  std::getline(file, line);
  std::istringstream heading(line);
  int wanted = 0;
  while (std::getline(heading, word, ',') && word != name) ++wanted;
  EXPECT_EQ(word, name) << path;
  std::vector<double> values;
  while (std::getline(file, line)) {
    std::istringstream row(line);
    for (int k = 0; k <= wanted; ++k) std::getline(row, word, ',');
    values.push_back(std::stod(word));
  }
  return values;
}

double largest(const Hdf5Reader& file, const std::string& place, std::size_t moment) {
  double most = 0.0;
  for (const float value : file.part(place, moment).values) {
    EXPECT_TRUE(std::isfinite(value)) << place;
    most = std::max(most, std::abs(static_cast<double>(value)));
  }
  return most;
}

void expect_fields(const std::string& path) {
  EXPECT_EQ(read_field_times(path).label, (std::vector<std::string>{"Scan 0", "Scan 1", "Scan 2"}));
  const Hdf5Reader file(path);
  file.require_type("lauelith.field", 1);
  const std::vector<std::size_t> shape{3, 10, 10, 10};
  for (const char* name : {"pressure_Pa", "deposit_thickness_nm", "potential_ionic_V",
                           "potential_electronic_V", "supersaturation_V"})
    EXPECT_EQ(file.shape(std::string("/field/") + name), shape) << name;
  EXPECT_EQ(file.shape("/field/displacement_gradient_elastic"), (std::vector<std::size_t>{3, 10, 10, 10, 9}));
  // At rest the potentials are flat, under 1 mA/cm2 they are not; notches hold lithium, tens of nm.
  EXPECT_LT(largest(file, "/field/potential_ionic_V", 1), 2e-3);
  EXPECT_GT(largest(file, "/field/potential_ionic_V", 2), 5e-3);
  EXPECT_GT(largest(file, "/field/potential_electronic_V", 2), 1e-3);
  EXPECT_GT(largest(file, "/field/deposit_thickness_nm", 2), 10.0);
  EXPECT_GT(largest(file, "/field/pressure_Pa", 2), 1e7);
}

TEST(SimulateSlab, WritesFieldsAtScansAndKeepsItsBalances) {
  const TemporaryFolder folder;
  const std::string fields = folder.path("fields.h5"), statistics = folder.path("statistics.csv");
  const Outcome outcome = run("$L simulate " + study_in(folder) + " -o " + fields +
                              " --progress none --vtu " + folder.path("vtu"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  expect_fields(fields);
  for (const char* name : {"basis.h5", "strain_statistics.csv", "voltage.png", "change_scan2.png",
                           "change_scan2_inside.png", "vtu/fields.pvd"})
    EXPECT_TRUE(std::filesystem::exists(folder.path(name))) << name;
  for (const char* name : {"charge_error", "lithium_error"}) {
    const auto errors = column(statistics, name);
    ASSERT_GT(errors.size(), 100u);
    EXPECT_LT(*std::max_element(errors.begin(), errors.end()), 1e-10) << name;
  }
  // One ring of the deeper flaw breaks, 2.5 um wide.
  const auto crack = column(statistics, "crack_length_um");
  EXPECT_NEAR(crack.front(), 12.5, 1e-9);
  EXPECT_NEAR(crack.back(), 15.0, 1e-9);
  const Outcome rendered = run("$L render " + folder.path("study.toml") + " --field " + fields +
                               " --scan 2 --spots-only -o " + folder.path("scan2.h5"));
  EXPECT_EQ(rendered.code, 0) << rendered.output;
}

TEST(SimulateSlab, KilledAndResumedIsTheSameToTheLastBit) {
  const TemporaryFolder folder;
  const std::string study = study_in(folder, "longest_step_s = 1.0\n");
  const auto command = [&](const std::string& name) {
    std::filesystem::create_directories(folder.path(name));
    return "$L simulate " + study + " --progress none -o " + folder.path(name + "/fields.h5");
  };
  ASSERT_EQ(run(command("whole")).code, 0);
  const std::string checkpoint = folder.path("cut/fields.h5.checkpoint");
  const Outcome cut = run(command("cut") + " & p=$!\nfor i in $(seq 6000); do [ -f " + checkpoint +
                          " ] && break; sleep 0.01; done\nkill -KILL $p; wait $p; echo code $?");
  EXPECT_NE(cut.output.find("code 137"), std::string::npos) << cut.output;
  ASSERT_TRUE(std::filesystem::exists(checkpoint)) << "the run was over before the signal";
  EXPECT_FALSE(std::filesystem::exists(folder.path("cut/fields.h5")));
  const Outcome resumed = run(command("cut") + " --resume");
  ASSERT_EQ(resumed.code, 0) << resumed.output;
  const auto digest = [&](const std::string& name) {
    return first_word(run("$L info --digest " + folder.path(name + "/fields.h5")).output);
  };
  EXPECT_EQ(digest("cut"), digest("whole"));
  for (const char* name : {"/statistics.csv", "/voltage.csv", "/strain_statistics.csv", "/change_scan2.png",
                           "/change_scan2_inside.png"})
    EXPECT_EQ(bytes_of(folder.path("cut") + name), bytes_of(folder.path("whole") + name)) << name;
}

/// What `check` says about the study with one line changed.
std::string refusal(const TemporaryFolder& folder, const std::string& line, const std::string& instead) {
  std::string text = small_slab_study;
  text.replace(text.find(line), line.size(), instead);
  std::ofstream(folder.path("study.toml")) << text;
  const Outcome outcome = run("$L check " + folder.path("study.toml"));
  EXPECT_EQ(outcome.code, 2) << instead << outcome.output;
  return last_line(outcome.output);
}

TEST(SimulateSlab, CheckRefusesByNameWhatDoesNotFit) {
  const TemporaryFolder folder;
  const std::string places = "place_um = [20.0, 40.0]", depths = "place_depth_um = [5.0, 7.5]";
  const std::vector<std::array<std::string, 3>> cases = {
      {places, "place_um = [20.0, 61.0]", "place_um"},
      {places + "\n" + depths + "\nplace_angle_deg = [0.0, 10.0]", "place_um = [20.0, 20.0]\n" + depths,
       "place_um"},
      {places, "", "place_depth_um"},
      {depths, "place_depth_um = [5.0, 70.0]", "place_depth_um"},
      {depths, "place_depth_um = [5.0, 16.0]", "model.slab_depth_um"},
      {depths, "place_depth_um = [5.0]", "place_depth_um"},
      {"window_um = [30.0, 30.0]", "window_um = [70.0, 30.0]", "window_um"},
      {"slab_depth_um = 30.0", "slab_depth_um = 0.0", "slab_depth_um"},
      {"conductivity_electronic_S_cm = 1e-7", "conductivity_electronic_S_cm = 0.0",
       "conductivity_electronic_S_cm"},
      {"boundary_conductivity_ratio = 1e4", "conductivity_ionic_mS_cm = 0.0", "conductivity_ionic_mS_cm"},
      {"degree = 1", "degree = 1\nflaw_piece_um = 0.5", "flaw_piece_um"},
      {"[residual]", "[mechanics]\nstiffness_GPa = [100.0, 120.0, 60.0]\n[residual]", "stiffness_GPa"}};
  for (const auto& [line, instead, key] : cases)
    EXPECT_NE(refusal(folder, line, instead).find(key), std::string::npos) << instead;
  // `simulate` says the same.
  const std::string said = refusal(folder, depths, "place_depth_um = [5.0, 16.0]");
  const Outcome outcome = run("$L simulate " + folder.path("study.toml") + " -o " + folder.path("fields.h5"));
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(last_line(outcome.output), said);
  EXPECT_FALSE(std::filesystem::exists(folder.path("fields.h5")));
}

/// Two hexahedra as grains, with nothing between `low` and `high` of the height.
std::string two_slices(double low, double high) {
  std::ostringstream nodes;
  int number = 0;
  for (const auto& [bottom, top] : {std::pair(0.0, low), std::pair(high, 1.0)}) {
    for (const int z : {0, 1}) {
      for (const auto& [x, y] :
           {std::pair(0, bottom), std::pair(1, bottom), std::pair(1, top), std::pair(0, top)})
        nodes << ++number << " " << x << " " << y << " " << z << "\n";
    }
  }
  return "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$MeshVersion\n2.2.3\n$EndMeshVersion\n$Nodes\n16\n" +
         nodes.str() +
         "$EndNodes\n$Elements\n2\n1 5 3 3 3 0 1 2 3 4 5 6 7 8\n2 5 3 7 7 0 9 10 11 12 13 14 15 16\n"
         "$EndElements\n$PhysicalNames\n2\n3 3 poly3\n3 7 poly7\n$EndPhysicalNames\n$ElsetOrientations\n"
         "2 euler-bunge:active\n3 10 20 30\n7 30 0 0\n$EndElsetOrientations\n";
}

TEST(SimulateSlab, NamesAnElectrolyteThatIsCutInTwo) {
  const TemporaryFolder folder;
  std::string text = small_slab_study;
  const std::string source = "source = \"laguerre\"";
  text.replace(text.find(source), source.size(),
               "source = \"file\"\nfile_unit_um = 60.0\nfile = \"" + folder.path("two.msh") + "\"");
  std::ofstream(folder.path("study.toml")) << text;
  const std::string command = "$L simulate " + folder.path("study.toml") + " --progress none -o ";
  std::ofstream(folder.path("two.msh")) << two_slices(0.4, 0.6);
  const Outcome cut = run(command + folder.path("fields.h5"));
  EXPECT_EQ(cut.code, 2) << cut.output;
  EXPECT_NE(cut.output.find("an electrolyte that joins the two electrodes"), std::string::npos) << cut.output;
  EXPECT_FALSE(std::filesystem::exists(folder.path("basis.h5"))) << "known before anything is solved";
  std::ofstream(folder.path("two.msh")) << two_slices(0.5, 0.5);
  EXPECT_EQ(run(command + folder.path("fields.h5")).code, 0);
}

TEST(SimulateSlab, ExampleDoesWhatItsPageSays) {
  const TemporaryFolder folder;
  const Outcome outcome =
      run("cd " + folder.path("") +
          " && $L simulate " LAUELITH_SOURCE_DIR "/examples/slab/study.toml -o fields.h5 --progress none");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_NE(outcome.output.find("cracks grew by 8.00 um"), std::string::npos) << outcome.output;
  EXPECT_NE(outcome.output.find("flaws up to 96.65 MPa, deposits up to 2.1"), std::string::npos)
      << outcome.output;
}

}  // namespace
}  // namespace lauelith
