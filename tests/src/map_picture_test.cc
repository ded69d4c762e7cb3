// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_picture.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "src/crystal_symmetry.h"
#include "src/map_frame.h"
#include "src/map_row_picture.h"
#include "src/map_scale.h"
#include "tests/src/scan_example.h"
#include "tests/src/temporary_folder.h"

namespace lauelith {
namespace {

using Eigen::Vector3d;

TEST(PoleFigureColour, CornersAreRedGreenAndBlue) {
  for (const char* name : {"LLZO", "Ti"}) {
    const PoleFigureKey key(find_crystal(name));
    ASSERT_TRUE(key.exists());
    EXPECT_EQ(key.colour_of(key.corners()[0]), (Colour{255, 0, 0})) << name;
    EXPECT_EQ(key.colour_of(key.corners()[1]), (Colour{0, 255, 0})) << name;
    EXPECT_EQ(key.colour_of(key.corners()[2]), (Colour{0, 0, 255})) << name;
  }
  EXPECT_FALSE(PoleFigureKey(find_crystal("ZrO2")).exists());
}

TEST(PoleFigureColour, EquivalentDirectionsHaveOneColourAndEveryDirectionHasOne) {
  const Crystal crystal = find_crystal("LLZO");
  const PoleFigureKey key(crystal);
  for (const Vector3d& seed : {Vector3d(1, 2, 5), Vector3d(0.3, -0.2, 0.9), Vector3d(-3, 4, 1)}) {
    const Vector3d direction = seed.normalized();
    const Colour colour = key.colour_of(direction);
    EXPECT_EQ(std::max({colour.red, colour.green, colour.blue}), 255);
    for (const Eigen::Matrix3d& rotation : proper_rotations(crystal)) {
      EXPECT_EQ(key.colour_of(Vector3d(rotation * direction)), colour);
      EXPECT_EQ(key.colour_of(Vector3d(-(rotation * direction))), colour);
    }
  }
}

ScanLayers written_and_read() {
  const TemporaryFolder folder;
  write_maps(folder.path("maps.h5"), example_scan(), Provenance{});
  return read_scan_layers(folder.path("maps.h5"));
}

TEST(MapBoundaries, LieBetweenTheColumnsOfTwoGrains) {
  const ScanLayers scan = written_and_read();
  const auto rotations = proper_rotations(find_crystal("LLZO"));
  const MapBoundaries boundaries = map_boundaries(scan, rotations, 2.0);
  ASSERT_EQ(boundaries.right_of.size(), 3u);
  for (const auto& at : boundaries.right_of) EXPECT_EQ(at.x(), 1);
  EXPECT_TRUE(boundaries.above.empty());
  EXPECT_TRUE(map_boundaries(scan, rotations, 40.0).right_of.empty());
}

/// Pixel at the centre of a point of the map.
Colour colour_at(const Picture& picture, const ScanLayers& scan, int column, int row) {
  const MapLayout layout = map_layout(scan.grid, MapPictureOptions{}.widest_px);
  const Place place = layout.axes.place_of(scan.grid.origin_um.x() + column * scan.grid.step_um.x(),
                                           scan.grid.origin_um.y() + row * scan.grid.step_um.y());
  return picture.at(static_cast<int>(place.x), static_cast<int>(place.y));
}

TEST(MapPicture, ColoursFollowTheValuesAndFailuresAreHatched) {
  const ScanLayers scan = written_and_read();
  const Picture picture = map_picture(scan, *scan.layer("strain_sample_xx"), {});
  const ColourMap colours = ColourMap::blue_white_red();
  EXPECT_EQ(colour_at(picture, scan, 0, 0), colours.at((1e-4 + 0.8e-3) / 1.6e-3));
  EXPECT_EQ(colour_at(picture, scan, 3, 0), colours.at((4e-4 + 0.8e-3) / 1.6e-3));
  EXPECT_EQ(colour_at(picture, scan, 3, 2), colours.at(1.0));  // 1.2e-3: beyond the limit
  const Colour failed = colour_at(picture, scan, 3, 1);
  EXPECT_TRUE(failed == hatch_colour(0, 0) || failed == hatch_colour(3, 0));
}

TEST(MapPicture, ScansSideBySideShareOneScale) {
  ScanLayers scan = written_and_read();
  ScanLayers larger = scan;
  const auto fill = [](ScanLayers& one, double factor) {
    MapLayer layer{"width_px", "pixel", "width", std::vector<double>(one.maps.frames.size())};
    for (std::size_t i = 0; i < layer.values.size(); ++i)
      layer.values[i] = factor * static_cast<double>(1 + i);
    one.layers.push_back(std::move(layer));
  };
  fill(scan, 1.0);
  fill(larger, 3.0);
  const auto rotations = proper_rotations(find_crystal("LLZO"));
  const MapBoundaries boundaries = map_boundaries(scan, rotations, 2.0);
  const auto row =
      map_row_picture({{&scan, boundaries, "Scan 0"}, {&larger, boundaries, "Scan 1"}}, "width_px");
  ASSERT_TRUE(row.has_value());
  const MapScale together = map_scale({scan.layer("width_px"), larger.layer("width_px")}, {});
  const MapScale alone = map_scale({scan.layer("width_px")}, {});
  EXPECT_GT(together.high, 2.5 * alone.high);
  EXPECT_LE(together.low, alone.low);
  // The same value has the same colour in either panel: that of the shared scale.
  const std::vector<double>& values = scan.layer("width_px")->values;
  const auto first = std::find_if(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
  const Colour expected = together.colours().at(together.place_of(*first));
  int n_pixels = 0;
  for (int y = 0; y < row->picture.height(); ++y)
    for (int x = 0; x < row->picture.width(); ++x) n_pixels += row->picture.at(x, y) == expected ? 1 : 0;
  EXPECT_GT(n_pixels, 500);
  EXPECT_FALSE(map_row_picture({{&scan, boundaries, "Scan 0"}}, "no_such_layer").has_value());
}

TEST(MapPicture, PoleFigureMapsShowTheGrains) {
  const ScanLayers scan = written_and_read();
  const PoleFigureKey key(find_crystal("LLZO"));
  const Picture picture = pole_figure_map(scan, key, 2, {});
  EXPECT_EQ(colour_at(picture, scan, 1, 0), key.colour_of(scan.grain_of_frame(1)->R_sample_from_crystal, 2));
}

TEST(MapPicture, EveryQuantityThatHasNumbersIsDrawn) {
  const ScanLayers scan = written_and_read();
  const auto pictures = pictures_of(scan, find_crystal("LLZO"));
  const auto has = [&pictures](const std::string& name) {
    return std::any_of(pictures.begin(), pictures.end(), [&](const auto& one) { return one.name == name; });
  };
  for (const char* name : {"ipf_x", "ipf_z", "grain_id", "von_mises", "strain_sample_xz", "strain_crystal_yy",
                           "strain_sample_sigma_xx", "n_indexed", "rms_px", "status"}) {
    EXPECT_TRUE(has(name)) << name;
  }
  EXPECT_FALSE(has("change_strain_sample_xx")) << "no reference scan, no picture";
}

}  // namespace
}  // namespace lauelith
