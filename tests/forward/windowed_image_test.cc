// SPDX-License-Identifier: BSD-3-Clause
#include "forward/windowed_image.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "forward/laue_image.h"
#include "src/random.h"

namespace lauelith::forward {
namespace {

/// Round and elongated spots, faint and bright ones, some across the edges of the panel or beyond.
std::vector<DrawnSpot> some_spots(int rows, int cols) {
  RandomSequence random(4, 1, 0, 0);
  std::vector<DrawnSpot> spots;
  for (int i = 0; i < 600; ++i) {
    const double x = (1.2 * random.uniform() - 0.1) * cols;
    const double y = (1.2 * random.uniform() - 0.1) * rows;
    const double photons = std::pow(10.0, 6.0 * random.uniform() - 2.0);
    const double major = i % 3 == 0 ? 0.9 : 0.9 + 12.0 * random.uniform();
    spots.push_back({x, y, photons, shape_of({major, 0.9, 180.0 * random.uniform() - 89.0})});
  }
  return spots;
}

// Three windows, the last not full; edges of windows lie inside lines and inside spots.
TEST(WindowedImage, IsTheWholeImage) {
  constexpr int rows = 701, cols = 403;
  const std::vector<DrawnSpot> spots = some_spots(rows, cols);
  LaueImage whole(rows, cols, {.level = 2.0});
  for (const DrawnSpot& spot : spots) whole.add(spot);
  const std::vector<float> background(rows * cols, 1.5F);
  WindowedImage windows(rows, cols, background, 0.5, spots);
  const ExpectedPhotons expected = windows.expected();
  ASSERT_EQ(expected.n_pixels, whole.expected().size());
  for (std::size_t begin = 0; begin < expected.n_pixels; begin += pixels_per_batch) {
    const float* pixels = expected.from(begin);
    const std::size_t n = std::min(pixels_per_batch, expected.n_pixels - begin);
    for (std::size_t i = 0; i < n; ++i) ASSERT_EQ(pixels[i], whole.expected()[begin + i]) << begin + i;
  }
}

TEST(WindowedImage, EveryBatchIsFoundInAnyOrder) {
  constexpr int rows = 701, cols = 403;
  std::vector<float> background(rows * cols);
  for (std::size_t i = 0; i < background.size(); ++i) background[i] = static_cast<float>(i);
  WindowedImage windows(rows, cols, background, 1.0, {});
  const ExpectedPhotons expected = windows.expected();
  for (const std::size_t batch : {250U, 3U, 130U, 127U, 128U, 0U}) {
    const std::size_t begin = batch * pixels_per_batch;
    EXPECT_EQ(expected.from(begin)[7], static_cast<float>(begin + 7) + 1.0F);
  }
}

}  // namespace
}  // namespace lauelith::forward
