// SPDX-License-Identifier: BSD-3-Clause
#include "src/orientation_text.h"

#include <gtest/gtest.h>

#include "src/failure.h"
#include "src/image_data_file.h"
#include "src/laue_class.h"
#include "src/maps_csv.h"
#include "src/safe_file.h"
#include "src/space_group.h"
#include "tests/src/scan_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

TEST(LaueClass, OfTheBuiltInCrystals) {
  EXPECT_EQ(laue_class_of(find_crystal("LLZO")).symbol, "m-3m");
  EXPECT_EQ(laue_class_of(find_crystal("CdTe")).symbol, "m-3m");
  EXPECT_EQ(laue_class_of(find_crystal("Ti")).symbol, "6/mmm");
  EXPECT_EQ(laue_class_of(find_crystal("ZrO2")).symbol, "2/m");
}

// Space groups and the class International Tables give them.
TEST(LaueClass, OfOneSpaceGroupEach) {
  const std::pair<const char*, const char*> table[] = {
      {"P -1", "-1"},          {"P 21/c", "2/m"}, {"P n m a", "mmm"},  {"I 41/a", "4/m"},
      {"I 41/a c d", "4/mmm"}, {"P -3", "-3"},    {"P -3 m 1", "-3m"}, {"P 63/m", "6/m"},
      {"P 63/m m c", "6/mmm"}, {"P a -3", "m-3"}, {"I a -3 d", "m-3m"}};
  for (const auto& [symbol, expected] : table) {
    Crystal crystal;
    crystal.operations = operations_of_space_group(symbol, "test");
    EXPECT_EQ(laue_class_of(crystal).symbol, expected) << symbol;
  }
  EXPECT_EQ(space_group_number("I a -3 d"), 230);
  EXPECT_EQ(space_group_number("no such group"), 0);
}

bool has_h5py() {
  return std::system((std::string(LAUELITH_PYTHON) + " -c 'import h5py' >/dev/null 2>&1").c_str()) == 0;
}

// A reader that knows only the formats finds the numbers of maps.h5 in each of them.
TEST(OrientationText, AnotherReaderFindsTheSameMap) {
  if (!has_h5py()) GTEST_SKIP() << "no h5py for " << LAUELITH_PYTHON;
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_scan(), Provenance{});
  const ScanLayers scan = read_scan_layers(folder.path("maps.h5"));
  const Crystal crystal = find_crystal("LLZO");
  write_whole_file(folder.path("m.ctf"), ctf_text(scan, crystal));
  write_whole_file(folder.path("m.ang"), ang_text(scan, crystal));
  write_whole_file(folder.path("m.csv"), maps_csv(scan));
  write_whole_file(folder.path("m.vti"), vti_text(scan, PoleFigureKey(crystal)));
  write_whole_file(folder.path("m.xdmf"), xdmf_text(scan, "maps.h5"));
  const std::string command = std::string(LAUELITH_PYTHON) + " " + LAUELITH_SOURCE_DIR +
                              "/tests/src/map_text_check.py " + folder.path("");
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(OrientationText, AngularRmsIsTheSpotOverTheDistance) {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_scan(), Provenance{});
  const ScanLayers scan = read_scan_layers(folder.path("maps.h5"));
  const Grain* grain = scan.grain_of_frame(0);
  ASSERT_NE(grain, nullptr);
  const Detector& detector = scan.maps.detector->detector;
  EXPECT_NEAR(angular_rms_deg(scan, *grain), 0.5 * detector.pitch_x_m / detector.distance_m() * 57.29577951,
              1e-6);
}

TEST(ImageData, XdmfNeedsFramesInGridOrder) {
  const TemporaryFolder folder;
  Maps maps = example_scan();
  std::swap(maps.frames[0].x_um, maps.frames[1].x_um);
  write_maps(folder.path("maps.h5"), maps, Provenance{});
  const ScanLayers scan = read_scan_layers(folder.path("maps.h5"));
  EXPECT_THROW(xdmf_text(scan, "maps.h5"), InputError);
  EXPECT_EQ(scan.grid.frame_of_point[0], 1);
}

}  // namespace
}  // namespace lauelith
