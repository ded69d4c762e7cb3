// SPDX-License-Identifier: BSD-3-Clause
// The coupled model as a user meets it: a field per scan, files beside it, continuing, refusals.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "src/field_file.h"
#include "src/influence_basis.h"
#include "tests/apps/plating_example.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

std::string study_in(const TemporaryFolder& folder, const std::string& more = {}) {
  const std::string path = folder.path("study.toml");
  std::ofstream(path) << small_plating_study << more;
  return path;
}

TEST(SimulatePlating, WritesAMomentPerScanAndContinues) {
  const TemporaryFolder folder;
  const std::string study = study_in(folder), fields = folder.path("fields.h5");
  const Outcome outcome =
      run("$L simulate " + study + " -o " + fields + " --progress none --vtu " + folder.path("vtu"));
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_EQ(read_field_times(fields).label, (std::vector<std::string>{"Scan 0", "Scan 1", "Scan 2"}));
  EXPECT_EQ(read_basis(folder.path("basis.h5"), {}).frame.grid.n, read_field(fields, 2).grid.n);
  for (const char* name : {"statistics.csv", "strain_statistics.csv", "voltage.csv", "voltage.png",
                           "change_scan2.png", "vtu/fields.pvd"}) {
    EXPECT_TRUE(std::filesystem::exists(folder.path(name))) << name;
  }
  std::ifstream statistics(folder.path("statistics.csv"));
  std::string heading;
  std::getline(statistics, heading);
  for (const char* column : {"time_s", "current_uA_cm2", "voltage_V", "charge_C_m2", "leak_fraction",
                             "Lambda", "lithium_stored_nm", "pressure_max_MPa", "crack_length_um",
                             "contact_fraction", "iterations", "dt_s"}) {
    EXPECT_NE(heading.find(column), std::string::npos) << column;
  }
  EXPECT_EQ(run("$L simulate " + study + " -o " + fields).code, 2) << "nothing is overwritten";
  // The basis of the first run is taken up, and the same comes out.
  const std::string digest = run("$L info --digest " + fields).output;
  std::filesystem::remove(fields);
  const Outcome again = run("$L simulate " + study + " -o " + fields + " --resume --progress none");
  ASSERT_EQ(again.code, 0) << again.output;
  EXPECT_NE(again.output.find("0 cells"), std::string::npos) << again.output;
  EXPECT_EQ(first_word(run("$L info --digest " + fields).output), first_word(digest));
  const Outcome rendered = run("$L render " + study + " --field " + fields + " --scan 2 --spots-only -o " +
                               folder.path("scan2.h5"));
  EXPECT_EQ(rendered.code, 0) << rendered.output;
}

/// A mesh of two grains, below and above.
std::string two_halves(double top, double bottom) {
  const std::string a = std::to_string(top), b = std::to_string(bottom);
  return "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$MeshVersion\n2.2.3\n$EndMeshVersion\n$Nodes\n8\n1 0 0 0\n2 "
         "1 0 "
         "0\n3 1 " +
         a + " 0\n4 0 " + a + " 0\n5 0 " + b + " 0\n6 1 " + b +
         " 0\n7 1 1 0\n8 0 1 0\n$EndNodes\n$Elements\n2\n1 3 3 3 3 0 1 2 3 4\n2 3 3 7 7 0 5 6 7 8\n"
         "$EndElements\n$PhysicalNames\n2\n2 3 poly3\n2 7 poly7\n$EndPhysicalNames\n$ElsetOrientations\n"
         "2 euler-bunge:active\n3 10 20 30\n7 30 0 0\n$EndElsetOrientations\n";
}

/// The small study on that mesh.
std::string halved_study(const TemporaryFolder& folder) {
  std::string text = small_plating_study;
  const std::string head = "[grains]\n";
  text.insert(text.find(head) + head.size(),
              "source = \"file\"\nfile_unit_um = 120.0\nfile = \"" + folder.path("two.msh") + "\"\n");
  std::ofstream(folder.path("study.toml")) << text;
  return folder.path("study.toml");
}

/// The studies of the examples, as their pages give the commands: which mechanism is at work.
TEST(SimulatePlating, ExamplesDoWhatTheirPagesSay) {
  const TemporaryFolder folder;
  const auto simulated = [&](const std::string& example) {
    const Outcome outcome =
        run("cd " + folder.path("") + " && $L simulate " LAUELITH_SOURCE_DIR "/examples/" + example +
            "/study.toml -o fields.h5 --force --progress none");
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    return outcome.output;
  };
  const std::string penetration = simulated("penetration");
  EXPECT_NE(penetration.find("cracks grew by 20.00 um"), std::string::npos) << penetration;
  EXPECT_NE(penetration.find("deposits up to 0.000 nm"), std::string::npos) << penetration;
  const std::string transport = simulated("transport");
  EXPECT_NE(transport.find("flaws up to 0.00 MPa, deposits up to 2.2"), std::string::npos) << transport;
  const std::string mixed = simulated("mixed");
  EXPECT_NE(mixed.find("cracks grew by 20.00 um"), std::string::npos) << mixed;
  EXPECT_NE(mixed.find("deposits up to 2.3"), std::string::npos) << mixed;
}

TEST(SimulatePlating, RefusesWhatCannotBe) {
  const TemporaryFolder folder;
  const auto refusal = [&](const std::string& change) {
    const std::string path = folder.path("study.toml");
    std::ofstream(path) << change;
    const Outcome outcome = run("$L simulate " + path + " -o " + folder.path("fields.h5"));
    EXPECT_EQ(outcome.code, 2) << change << outcome.output;
    EXPECT_EQ(run("$L check " + path).code, 2) << change;
    return last_line(outcome.output);
  };
  EXPECT_NE(refusal("[electro]\nconductivity_ionic_mS_cm = 0.0\n").find("conductivity_ionic_mS_cm"),
            std::string::npos);
  EXPECT_NE(refusal("[electro]\nconductivity_electronic_S_cm = -1e-9\n").find("conductivity_electronic_S_cm"),
            std::string::npos);
  EXPECT_NE(refusal("[cell]\nlithium_thickness_um = 0.5\n").find("lithium_thickness_um"), std::string::npos);
  EXPECT_NE(refusal("[protocol]\nvoltage_limit_V = 0.1\n").find("voltage_limit_V"), std::string::npos);
  EXPECT_NE(refusal("[protocol]\nblock_voltage_mV = [0.0, 0.0, 0.0, 9000.0]\n").find("block_voltage_mV"),
            std::string::npos);
  EXPECT_NE(refusal("[interface]\nfilm_resistance_ohm_cm2 = 20.0\n").find("film_resistance_ohm_cm2"),
            std::string::npos);
  // A mesh of two grains with nothing between them: known before anything is solved.
  std::ofstream(folder.path("two.msh")) << two_halves(0.4, 0.6);
  EXPECT_EQ(run("$L simulate " + halved_study(folder) + " -o " + folder.path("fields.h5")).code, 2);
  EXPECT_NE(run("$L simulate " + halved_study(folder) + " -o " + folder.path("fields.h5"))
                .output.find("an electrolyte that joins the two electrodes"),
            std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder.path("fields.h5")));
  EXPECT_FALSE(std::filesystem::exists(folder.path("basis.h5")));
  std::ofstream(folder.path("two.msh")) << two_halves(0.5, 0.5);
  EXPECT_EQ(
      run("$L simulate " + halved_study(folder) + " --progress none -o " + folder.path("fields.h5")).code, 0);
  EXPECT_EQ(run("$L check " LAUELITH_SOURCE_DIR "/examples/screening/study.toml").code, 0);
}

TEST(SimulatePlating, ReadsACyclersRecord) {
  const TemporaryFolder folder;
  std::ofstream(folder.path("record.csv")) << "time_s,current_uA_cm2\n0,100\n600,-100\n1200,0\n";
  const std::string path = folder.path("study.toml");
  std::string text = small_plating_study;
  const std::size_t first = text.find("block_current"), last = text.find("[numerics]");
  std::ofstream(path) << text.replace(first, last - first, "cycler_file = \"record.csv\"\n");
  const Outcome outcome = run("$L simulate " + path + " -o " + folder.path("fields.h5") + " --progress none");
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_EQ(read_field_times(folder.path("fields.h5")).label.size(), 2u);
  std::ofstream(folder.path("record.csv")) << "time_s,current_uA_cm2\n0,100\n600,-100\n300,0\n";
  const Outcome wrong = run("$L simulate " + path + " -o " + folder.path("f.h5"));
  EXPECT_EQ(wrong.code, 3) << wrong.output;
  EXPECT_NE(wrong.output.find("line 4"), std::string::npos) << wrong.output;
}

}  // namespace
}  // namespace lauelith
