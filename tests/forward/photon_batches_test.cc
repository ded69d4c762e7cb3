// SPDX-License-Identifier: BSD-3-Clause
#include "forward/photon_batches.h"

#include <gtest/gtest.h>

#include <cmath>

#include "forward/blurred_lines.h"
#include "forward/spot_shape.h"
#include "src/poisson.h"

namespace lauelith::forward {
namespace {

// The last batch is not full; the mean crosses the place where the algorithm changes.
TEST(PhotonBatches, AreTheirDefinition) {
  std::vector<float> expected;
  for (int i = 0; i < 2500; ++i) expected.push_back(0.016F * static_cast<float>(i));
  const PhotonBatches batches(expected, {3, 8});
  ASSERT_EQ(batches.n_batches(), 3u);
  PixelBatch photons;
  for (const std::uint32_t batch : {2U, 0U, 1U}) {  // in any order
    const std::size_t n = batches.fill(batch, photons);
    EXPECT_EQ(n, batch < 2 ? 1024u : 452u);
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t pixel = batch * 1024 + i;
      const auto count =
          PoissonFrame::of_pixel(expected[pixel], {3, 1, 8}, static_cast<std::uint32_t>(pixel));
      EXPECT_EQ(photons[i], static_cast<float>(count)) << pixel;
    }
  }
}

TEST(PhotonBatches, ARunIsTheBatchesOneAfterTheOther) {
  PixelRun run([](std::uint32_t batch, PixelBatch& values) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(batch * 1024 + i);
  });
  std::vector<float> line(777);
  for (int y = 0; y < 5; ++y) {
    run.next(line.size(), line.data());
    for (std::size_t x = 0; x < line.size(); ++x) {
      EXPECT_EQ(line[x], static_cast<float>(static_cast<std::size_t>(y) * line.size() + x));
    }
  }
}

double share(double offset, double sigma) {
  const auto below = [sigma](double x) { return 0.5 * std::erfc(-x / (sigma * std::sqrt(2.0))); };
  return below(offset + 0.5) - below(offset - 0.5);
}

// A few lit pixels, also in a corner and beside the last column; the sum by hand from the error function,
// normalised over the reach of the kernel.
TEST(BlurredLines, IsTheConvolution) {
  constexpr int rows = 23, cols = 45;
  constexpr double sigma = 0.9;  // reach 4
  struct Light {
    int x, y;
    float photons;
  };
  const std::vector<Light> lights{{0, 0, 5.0F}, {44, 11, 7.0F}, {20, 12, 11.0F}, {22, 22, 3.0F}};
  std::vector<float> image(rows * cols);
  for (const Light& light : lights) image[static_cast<std::size_t>(light.y * cols + light.x)] = light.photons;
  const PhotonBatches photons(image, {}, false);
  BlurredLines blurred(
      PixelRun([&photons](std::uint32_t batch, PixelBatch& values) { photons.fill(batch, values); }), rows,
      cols, sigma);
  double norm = 0.0;
  for (int k = -4; k <= 4; ++k) norm += share(k, sigma);
  for (int y = 0; y < rows; ++y) {
    const float* line = blurred.line(y);
    for (int x = 0; x < cols; ++x) {
      double expected = 0.0;
      for (const Light& light : lights) {
        if (std::abs(x - light.x) > 4 || std::abs(y - light.y) > 4) continue;
        expected += light.photons * share(x - light.x, sigma) * share(y - light.y, sigma) / (norm * norm);
      }
      EXPECT_NEAR(line[x], expected, 2e-6) << x << " " << y;
    }
  }
}

}  // namespace
}  // namespace lauelith::forward
