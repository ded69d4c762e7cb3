// SPDX-License-Identifier: BSD-3-Clause
// An energy scan as a user meets it: white frame, monochromatic frames, the trace of the strain.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "src/hdf5_reader.h"
#include "src/trace_table.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

/// `field`: strain and grains; `scan`: energies, or nothing for white light.
void write_study(const std::string& path, const std::string& field, const std::string& scan = "") {
  std::ofstream(path) << "[scan]\norigin_um = [0, 0]\nstrongest_spot_photons = 50000\n"
                      << (scan.find("points") == scan.npos ? "points = [1, 1]\n" : "") << scan
                      << "[field]\norigin_um = [-40, -100, 0]\nsize_um = [80, 200, 60]\nspacing_um = 4\n"
                      << field;
}

constexpr const char* energies = "energy_steps_keV = [11.96, 12.06, 0.0015]\nmonochromator_eV = 1.6\n";
const std::string pilatus = " --detector 'Pilatus 1M' --crystal LLZO --energy 5:24 --progress none ";

EnergyResult scanned(const TemporaryFolder& folder, const std::string& field) {
  const std::string cd = "cd " + folder.path("") + "\n";
  write_study(folder.path("white.toml"), field);
  write_study(folder.path("mono.toml"), field, energies);
  for (const std::string name : {"white", "mono"}) {
    const Outcome made = run(cd + "$L render " + name + ".toml -o " + name + ".h5 --progress none");
    EXPECT_EQ(made.code, 0) << made.output;
  }
  EXPECT_EQ(run(cd + "$L index white.h5" + pilatus + "-o maps.h5").code, 0);
  const Outcome outcome = run(cd + "$L index mono.h5" + pilatus + "--white maps.h5 -o full.h5");
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  return read_energy(Hdf5Reader(folder.path("full.h5")));
}

constexpr const char* one_grain = "orientation = [0.8, 0.3, 0.4, 0.3]\n";

TEST(EnergyScan, TraceOfOnePhase) {
  const TemporaryFolder folder;
  const EnergyResult result = scanned(folder, std::string(one_grain) +
                                                  "H_xx = \"9e-4\"\nH_yy = \"-2e-4\"\nH_zz = \"5e-4\"\n"
                                                  "H_xy = \"3e-4\"\nmosaic_mrad = \"0.05\"\n");
  ASSERT_EQ(result.rows.size(), 1u);
  const TraceRow& row = result.rows[0];
  EXPECT_LT(row.strain_trace_sigma, 5e-5);
  EXPECT_LT(std::abs(row.strain_trace - 12e-4), 4.0 * row.strain_trace_sigma);
  const double truth[] = {9e-4, -2e-4, 5e-4, 0.0, 0.0, 1.5e-4};
  for (int c = 0; c < 6; ++c) {
    const double sigma = std::sqrt(row.strain_covariance_sample(c, c));
    EXPECT_LT(std::abs(row.strain_sample[c] - truth[c]), 4.5 * sigma + 2e-7) << c;
  }
  EXPECT_GE(result.lines.size(), 1u);
  EXPECT_EQ(result.monochromator_eV, 1.6);
}

// 0.5e-3 of mismatch, one above the other, equal orientations: 6 eV at 12 keV.
TEST(EnergyScan, TwoPhasesInOnePoint) {
  const TemporaryFolder folder;
  const std::string mismatch = "\"z_um > -6 ? 0 : 5e-4\"\n";
  const EnergyResult result =
      scanned(folder,
              "orientation = [0.8, 0.3, 0.4, 0.3, 0.8, 0.3, 0.4, 0.3]\ngrain = \"z_um > -6 ? 0 : 1\"\n"
              "H_xx = " +
                  mismatch + "H_yy = " + mismatch + "H_zz = " + mismatch);
  ASSERT_EQ(result.rows.size(), 2u);
  EXPECT_GT(result.rows[0].two_phase_gain, 25.0);
  double low = std::min(result.rows[0].strain_trace, result.rows[1].strain_trace);
  double high = std::max(result.rows[0].strain_trace, result.rows[1].strain_trace);
  EXPECT_NEAR(low, 0.0, 5e-5);
  EXPECT_NEAR(high, 15e-4, 5e-5);
}

// More points than a part holds.
TEST(EnergyScan, ContinuesAfterBeingKilled) {
  const TemporaryFolder folder;
  const std::string cd = "cd " + folder.path("") + "\n";
  const std::string row = "points = [17, 1]\nstep_um = [1, 1]\n";
  const std::string steps = "energy_steps_keV = [11.96, 12.06, 0.008]\nmonochromator_eV = 8\n";
  write_study(folder.path("white.toml"), one_grain, row);
  write_study(folder.path("mono.toml"), one_grain, row + steps);
  for (const std::string name : {"white", "mono"}) {
    const Outcome made =
        run(cd + "$L render " + name + ".toml --compression bitshuffle -o " + name + ".h5 --progress none");
    ASSERT_EQ(made.code, 0) << made.output;
  }
  ASSERT_EQ(run(cd + "$L index white.h5" + pilatus + "-o maps.h5").code, 0);
  const std::string measure = "$L index mono.h5" + pilatus + "--white maps.h5 ";
  const std::string digest = "\n$L info --digest $F | cut -d' ' -f1";
  const Outcome whole = run(cd + measure + "-o a.h5 >/dev/null 2>&1; F=a.h5" + digest);
  const Outcome killed = run(
      cd + measure + "-j 1 -o b.h5 >/dev/null 2>&1 & P=$!\n" +
      "while [ ! -s b.h5.work/journal ] && kill -0 $P; do sleep 0.01; done; kill -9 $P; wait $P 2>/dev/null\n"
      "[ -e b.h5 ] && echo too late\n" +
      measure + "-j 2 -o b.h5 --resume >/dev/null 2>&1 || echo failed\n" +
      "[ -e b.h5.work ] && echo left over\nF=b.h5" + digest);
  EXPECT_EQ(killed.output, whole.output);
  EXPECT_EQ(whole.output.size(), 65u) << whole.output;  // a digest and the end of its line
  EXPECT_NE(run(cd + measure + "-o b.h5 --resume").output.find("nothing to resume"), std::string::npos);
}

TEST(EnergyScan, MistakesAreNamed) {
  const TemporaryFolder folder;
  const std::string cd = "cd " + folder.path("") + "\n";
  write_study(folder.path("white.toml"), one_grain);
  ASSERT_EQ(run(cd + "$L render white.toml -o white.h5 --progress none").code, 0);
  ASSERT_EQ(run(cd + "$L index white.h5" + pilatus + "-o maps.h5").code, 0);
  const auto says = [&](const std::string& arguments, int code, const char* word) {
    const Outcome outcome = run(cd + "$L " + arguments);
    EXPECT_EQ(outcome.code, code) << outcome.output;
    EXPECT_NE(last_line(outcome.output).find(word), std::string::npos) << outcome.output;
  };
  says("index white.h5" + pilatus + "--white maps.h5 --monochromator-eV 1 -o x.h5", 3, "energy_keV");
  says("index white.h5" + pilatus + "--white maps.h5 -o x.h5", 2, "--monochromator-eV");
  says("index white.h5 --detector 'Pilatus 1M' --crystal Cu --white maps.h5 -o x.h5", 3, "--crystal");
  write_study(folder.path("bad.toml"), one_grain, "energy_steps_keV = [12, 11, 0.001]\n");
  says("render bad.toml -o bad.h5", 2, "energy_steps_keV");
  EXPECT_NE(run(cd + "$L index --help").output.find("--white maps0.h5"), std::string::npos);
}

}  // namespace
}  // namespace lauelith
