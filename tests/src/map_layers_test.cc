// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_layers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "src/hdf5_writer.h"
#include "tests/src/hdf5_fixture.h"
#include "tests/src/scan_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

TEST(MapGrid, StagePositionsWithJitterAndGaps) {
  Maps maps = example_scan();
  for (std::size_t i = 0; i < maps.frames.size(); ++i) {
    maps.frames[i].x_um += i % 2 == 0 ? 0.08 : -0.08;
    maps.frames[i].y_um += i % 3 == 0 ? 0.05 : -0.05;
  }
  maps.frames[5].x_um = std::nan("");  // lost: a gap
  const MapGrid grid = map_grid(maps);
  EXPECT_EQ(grid.nx, 4);
  EXPECT_EQ(grid.ny, 3);
  EXPECT_NEAR(grid.step_um.x(), 2.0, 0.1);
  EXPECT_EQ(grid.frame_of_point[4], 4);
  EXPECT_EQ(grid.frame_of_point[5], -1);
  EXPECT_FALSE(grid.is_in_frame_order());
}

TEST(MapGrid, AMeanderIsSortedAndADoubleLeftOut) {
  Maps maps = example_scan();
  for (std::size_t i = 4; i < 8; ++i) maps.frames[i].x_um = 10.0 + 2.0 * (7.0 - static_cast<double>(i));
  maps.frames.push_back(maps.frames[0]);
  maps.nx = 0;
  const MapGrid grid = map_grid(maps);
  EXPECT_EQ(grid.n_points(), 12u);
  EXPECT_EQ(grid.frame_of_point[4], 7);
  EXPECT_EQ(grid.frame_of_point[7], 4);
  EXPECT_EQ(grid.n_doubled, 1);
}

TEST(MapGrid, WithoutPositionsTheShapeCounts) {
  Maps maps = example_scan();
  for (FrameResult& frame : maps.frames) frame.x_um = frame.y_um = std::nan("");
  MapGrid grid = map_grid(maps);
  EXPECT_FALSE(grid.has_positions);
  EXPECT_EQ(grid.nx, 4);
  EXPECT_TRUE(grid.is_in_frame_order());
  for (std::size_t i = 0; i < 12; ++i) {  // scattered places are no grid either
    maps.frames[i].x_um = std::pow(1.7, static_cast<double>(i));
    maps.frames[i].y_um = 3.0 * std::sin(5.0 * static_cast<double>(i));
  }
  grid = map_grid(maps);
  EXPECT_EQ(grid.nx, 4);
  EXPECT_FALSE(grid.has_positions);
}

TEST(MapLayers, OneNumberPerFrameAndNoneWhereItFailed) {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_scan(), Provenance{});
  const ScanLayers scan = read_scan_layers(folder.path("maps.h5"));
  const MapLayer* xx = scan.layer("strain_sample_xx");
  ASSERT_NE(xx, nullptr);
  for (std::size_t i = 0; i < 12; ++i) {
    if (i == 7 || i == 8) {
      EXPECT_TRUE(std::isnan(xx->values[i]));
    } else {
      EXPECT_DOUBLE_EQ(xx->values[i], 1e-4 * static_cast<double>(i + 1));
    }
  }
  EXPECT_DOUBLE_EQ(scan.layer("strain_sample_sigma_yz")->values[2], 1e-5);
  EXPECT_DOUBLE_EQ(scan.layer("n_indexed")->values[2], 1.0);
  EXPECT_DOUBLE_EQ(scan.layer("status")->values[7], 6.0);
  EXPECT_EQ(scan.layer("change_strain_sample_xx"), nullptr);
}

/// A dataset of numbers put into a finished file.
void put(const std::string& path, const std::string& place, const std::vector<double>& values) {
  const Hdf5Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
  test::write_numbers(file, place, values);
}

TEST(MapLayers, TheChangeBelongsToTheFrameOfItsGrain) {
  const TemporaryFolder folder;
  const std::string path = folder.path("maps.h5");
  write_maps(path, example_scan(), Provenance{});
  put(path, "/entry/change/grain", {9.0, 2.0});  // rows of the grain table; row 9 is frame 11
  put(path, "/entry/change/strain_deviatoric_sample", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  put(path, "/entry/change/shift_um", {0.5, -0.5, 0.25, -0.25});
  const ScanLayers scan = read_scan_layers(path);
  EXPECT_DOUBLE_EQ(scan.layer("change_strain_sample_xy")->values[11], 6.0);
  EXPECT_DOUBLE_EQ(scan.layer("change_strain_sample_xy")->values[2], 12.0);
  EXPECT_DOUBLE_EQ(scan.layer("change_shift_y_um")->values[2], -0.25);
  EXPECT_TRUE(std::isnan(scan.layer("change_strain_sample_xx")->values[0]));
  EXPECT_EQ(scan.layer("change_rotation_x_mrad"), nullptr);
}

TEST(MapLayers, AChangeOfNoGrainIsRefused) {
  const TemporaryFolder folder;
  const std::string path = folder.path("maps.h5");
  write_maps(path, example_scan(), Provenance{});
  put(path, "/entry/change/grain", {10.0});
  EXPECT_THROW(read_scan_layers(path), InputError);
}

}  // namespace
}  // namespace lauelith
