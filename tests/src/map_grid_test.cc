// SPDX-License-Identifier: BSD-3-Clause
#include "src/map_grid.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace lauelith {
namespace {

struct Positions {
  std::vector<double> x, y;
  void add(double at_x, double at_y) {
    x.push_back(at_x);
    y.push_back(at_y);
  }
};

Positions raster(int nx, int ny, double step, double wobble = 0.0, bool snake = false) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> shake(-wobble, wobble);
  Positions at;
  for (int iy = 0; iy < ny; ++iy) {
    for (int ix = 0; ix < nx; ++ix) {
      const int column = snake && iy % 2 == 1 ? nx - 1 - ix : ix;
      at.add(-13.0 + step * column + shake(random), 7.0 + step * iy + shake(random));
    }
  }
  return at;
}

TEST(MapGrid, RasterRowByRowIsRecognised) {
  const Positions at = raster(7, 5, 2.0);
  const MapGrid grid = grid_of(at.x, at.y);
  EXPECT_EQ(grid.nx, 7);
  EXPECT_EQ(grid.ny, 5);
  EXPECT_TRUE(grid.is_in_frame_order());
}

TEST(MapGrid, StagesWobbleByAFifthOfTheStep) {
  const Positions at = raster(40, 30, 2.0, 0.2);
  const MapGrid grid = grid_of(at.x, at.y);
  EXPECT_EQ(grid.nx, 40);
  EXPECT_EQ(grid.ny, 30);
  EXPECT_TRUE(grid.is_in_frame_order());
}

TEST(MapGrid, SnakesAreNoRasterButHaveCells) {
  const Positions at = raster(6, 4, 1.5, 0.0, true);
  const MapGrid grid = grid_of(at.x, at.y);
  ASSERT_EQ(grid.nx, 6);
  EXPECT_FALSE(grid.is_in_frame_order());
  EXPECT_EQ(grid.point_of_frame[6], 11);  // the second row starts at its end
  EXPECT_EQ(grid.frame_of_point[11], 6);
}

TEST(MapGrid, MissingAndRepeatedPoints) {
  Positions at = raster(5, 5, 1.0);
  at.x[7] = at.y[7] = std::numeric_limits<double>::quiet_NaN();
  at.x[9] = at.x[8];
  at.y[9] = at.y[8];
  const MapGrid grid = grid_of(at.x, at.y);
  ASSERT_EQ(grid.nx, 5);
  EXPECT_EQ(grid.frame_of_point[7], -1);
  EXPECT_EQ(grid.point_of_frame[7], -1);
  EXPECT_EQ(grid.frame_of_point[8], 8);
  EXPECT_EQ(grid.point_of_frame[9], -1);
  EXPECT_FALSE(grid.is_in_frame_order());
}

TEST(MapGrid, ALineIsAGridAndScatteredPointsAreNone) {
  Positions line;
  for (int i = 0; i < 13; ++i) line.add(10.0 * i, 3.0);
  const MapGrid along = grid_of(line.x, line.y);
  EXPECT_EQ(along.nx, 13);
  EXPECT_EQ(along.ny, 1);
  Positions scattered;
  std::mt19937 random(2);
  std::uniform_real_distribution<double> anywhere(0.0, 100.0);
  for (int i = 0; i < 50; ++i) scattered.add(anywhere(random), anywhere(random));
  EXPECT_FALSE(grid_of(scattered.x, scattered.y).exists());
  EXPECT_EQ(grid_of({1.0}, {2.0}).n_points(), 1u);
  EXPECT_FALSE(grid_of({}, {}).exists());
}

}  // namespace
}  // namespace lauelith
