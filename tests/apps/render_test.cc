// SPDX-License-Identifier: BSD-3-Clause
// Rendering as a user meets it: a field as formulas, frames, what the indexer makes of them, mistakes.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "src/hdf5_frames.h"
#include "src/hdf5_reader.h"
#include "src/maps_file.h"
#include "tests/apps/run_program.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

/// Two grains that meet at X = 0, strained evenly; four points, two on each side.
void write_study(const std::string& path, const std::string& more = "") {
  std::ofstream(path)
      << "[scan]\norigin_um = [-30, 0]\npoints = [4, 1]\nstep_um = 20\n"
         "strongest_spot_photons = 20000\n" +
             more +
             "[field]\norigin_um = [-100, -100, 0]\nsize_um = [200, 600, 0]\nspacing_um = 10\n"
             "grain = \"x_um < 0 ? 0 : 1\"\nn_grains = 2\n"
             "H_xx = \"8e-4\"\nH_yy = \"-3e-4\"\nH_xy = \"5e-4\"\n";
}

TEST(Render, TheIndexerFindsWhatWasPutIn) {
  const TemporaryFolder folder;
  write_study(folder.path("study.toml"));
  const std::string cd = "cd " + folder.path("") + "\n";
  ASSERT_EQ(run(cd + "$L render study.toml -o scan.h5 --progress none").code, 0);
  const Outcome index =
      run(cd + "$L index scan.h5 --detector 'Pilatus 1M' --crystal LLZO --energy 5:24 --progress none");
  ASSERT_EQ(index.code, 0) << index.output;
  const Maps maps = read_maps(folder.path("maps.h5"));
  const Hdf5Reader scan(folder.path("scan.h5"));
  const auto strain = scan.numbers("/entry/truth/strain_deviatoric_sample");
  ASSERT_EQ(strain.shape, (std::vector<std::size_t>{4, 6}));
  ASSERT_EQ(maps.frames.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const FrameResult& frame = maps.frames[i];
    EXPECT_EQ(frame.x_um, -30.0 + 20.0 * static_cast<double>(i));
    ASSERT_EQ(frame.grains.size(), 1u) << "frame " << i;
    const Grain& grain = frame.grains[0];
    for (int c = 0; c < 6; ++c) {
      const double error =
          grain.strain_deviatoric_sample[c] - strain.values[6 * i + static_cast<std::size_t>(c)];
      EXPECT_LT(std::abs(error), 4.5 * std::sqrt(grain.strain_covariance_sample(c, c))) << i << " " << c;
      EXPECT_LT(std::abs(error), 1e-4);
    }
  }
}

/// The noise of Scan 1 must not be that of Scan 0, or their difference would have none.
TEST(Render, ScansHaveNoiseOfTheirOwn) {
  const TemporaryFolder folder;
  write_study(folder.path("study.toml"));
  const std::string cd = "cd " + folder.path("") + "\n";
  ASSERT_EQ(run(cd + "$L render study.toml -o a.h5").code, 0);
  ASSERT_EQ(run(cd + "$L render study.toml --scan 1 -o b.h5").code, 0);
  const Hdf5Reader a(folder.path("a.h5"));
  const Hdf5Reader b(folder.path("b.h5"));
  EXPECT_EQ(a.numbers("/entry/truth/strain_deviatoric_sample").values,
            b.numbers("/entry/truth/strain_deviatoric_sample").values);
  const auto of_a = std::get<std::vector<std::int32_t>>(Hdf5Frames(folder.path("a.h5")).frame(0).pixels);
  const auto of_b = std::get<std::vector<std::int32_t>>(Hdf5Frames(folder.path("b.h5")).frame(0).pixels);
  std::size_t n_equal = 0;
  for (std::size_t i = 0; i < of_a.size(); ++i) n_equal += of_a[i] == of_b[i] ? 1 : 0;
  EXPECT_LT(static_cast<double>(n_equal), 0.95 * static_cast<double>(of_a.size()));  // most are dark
}

TEST(Render, TheSameFramesOnAnyNumberOfThreads) {
  const TemporaryFolder folder;
  write_study(folder.path("study.toml"), "truth_photons = 500\n");
  const std::string cd = "cd " + folder.path("") + "\n";
  ASSERT_EQ(run(cd + "$L render study.toml -o a.h5 -j 1").code, 0);
  ASSERT_EQ(run(cd + "$L render study.toml -o b.h5 -j 3").code, 0);
  ASSERT_EQ(run(cd + "$L render study.toml -o c.h5 -j 3 --seed 2").code, 0);
  const std::string a = run(cd + "$L info --digest a.h5").output;
  EXPECT_EQ(a.substr(0, 64), run(cd + "$L info --digest b.h5").output.substr(0, 64));
  EXPECT_NE(a.substr(0, 64), run(cd + "$L info --digest c.h5").output.substr(0, 64));
}

TEST(Render, SpotsAloneAndSingleImages) {
  const TemporaryFolder folder;
  write_study(folder.path("study.toml"));
  const std::string cd = "cd " + folder.path("") + "\n";
  ASSERT_EQ(run(cd + "$L render study.toml --spots-only -o spots.csv").code, 0);
  EXPECT_EQ(run(cd + "head -1 spots.csv").output,
            "frame,x_um,y_um,grain,h,k,l,energy_keV,x_px,y_px,photons,depth_um,overlaps\n");
  EXPECT_GT(std::stoi(run(cd + "wc -l < spots.csv").output), 4 * 1000);
  ASSERT_EQ(run(cd + "$L render study.toml --spots-only -o spots.h5").code, 0);
  EXPECT_FALSE(Hdf5Reader(folder.path("spots.h5")).has("/entry/data/frames"));
  const Outcome images = run(cd + "$L render study.toml -o out.tif");
  ASSERT_EQ(images.code, 0) << images.output;
  EXPECT_EQ(run(cd + "ls out_*.tif | wc -l").output, "4\n");
  EXPECT_EQ(run(cd + "ls out_truth.csv").code, 0);
  EXPECT_EQ(run(cd + "$L index out_00002.tif --detector 'Pilatus 1M' --crystal LLZO --energy 5:24").code, 0);
}

/// The studies of the examples, as their pages give the commands.
TEST(Render, ExamplesDoWhatTheirPagesSay) {
  const TemporaryFolder folder;
  const std::string cd = "cd " + folder.path("") + "\n";
  const std::string index = " --detector 'Pilatus 1M' --crystal LLZO --energy 5:24 --force -o maps.h5";
  for (const char* example : {"single_crystal", "bent_crystal", "boundary_scan"}) {
    const Outcome render =
        run(cd + "$L render " LAUELITH_SOURCE_DIR "/examples/" + example + "/study.toml -o scan.h5 --force");
    ASSERT_EQ(render.code, 0) << render.output;
    ASSERT_EQ(run(cd + "$L index scan.h5" + index).code, 0);
    const Maps maps = read_maps(folder.path("maps.h5"));
    for (const FrameResult& frame : maps.frames) EXPECT_EQ(frame.status, FrameStatus::ok) << example;
    EXPECT_EQ(maps.depth_model, "absorption");
  }
  const Maps line = read_maps(folder.path("maps.h5"));
  ASSERT_EQ(line.frames.size(), 13u);
  EXPECT_EQ(line.frames[5].grains.size(), 1u);
  EXPECT_EQ(line.frames[9].grains.size(), 2u);
  EXPECT_NEAR(line.frames[3].grains.at(0).strain_deviatoric_sample[0], 2.9e-4, 2e-5);
}

TEST(Render, MistakesAreNamed) {
  const TemporaryFolder folder;
  const std::string cd = "cd " + folder.path("") + "\n";
  const auto says = [&](const std::string& study, const std::string& arguments, int code, const char* word) {
    std::ofstream(folder.path("bad.toml")) << study;
    const Outcome outcome = run(cd + "$L render bad.toml " + arguments);
    EXPECT_EQ(outcome.code, code) << outcome.output;
    EXPECT_NE(last_line(outcome.output).find(word), std::string::npos) << outcome.output;
    EXPECT_EQ(last_line(outcome.output).rfind("lauelith: error: ", 0), 0u) << outcome.output;
  };
  says("[field]\nH_xx = \"3*q\"\n", "", 2, "H_xx");
  says("[field]\nsize_um = [200, 600, 100]\nH_xx = \"5e-4*exp(-z_um/10)\"\n", "", 2, "not within ±0.5");
  says("[field]\ngrain = \"5\"\n", "", 2, "grain");
  says("[field]\nmosaic_mrad = \"-1\"\n", "", 2, "below 0");
  says("[scan]\npoints = [2]\n", "", 2, "points");
  says("[scan]\nrays_across_beam = 2\n", "", 2, "rays_across_beam");
  says("[beam]\nsize_um = []\n", "", 2, "size_um");
  says("[noise]\nscatter_place_px = [1]\n", "", 2, "scatter_place_px");
  says("[detector]\noffset_mm = 1\n", "", 2, "offset_mm");
  says("[scan]\ncrystal = \"Unobtainium\"\n", "", 2, "Unobtainium");
  says("[detector]\npreset = \"Polaroid\"\n", "", 3, "Polaroid");
  says("[beam]\nenergy_keV = [24, 5]\n", "", 2, "energy_keV");
  says("", "-o scan.jpg", 2, "scan.jpg");
  says("", "--field nowhere.h5", 3, "nowhere.h5");
}

}  // namespace
}  // namespace lauelith
