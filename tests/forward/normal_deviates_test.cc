// SPDX-License-Identifier: BSD-3-Clause
#include "forward/normal_deviates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lauelith::forward {
namespace {

std::vector<double> deviates_of(const RandomKey& key, std::uint32_t n_batches) {
  const NormalDeviates normal;
  std::vector<double> all;
  PixelBatch batch;
  for (std::uint32_t b = 0; b < n_batches; ++b) {
    normal.fill(key, b, batch);
    all.insert(all.end(), batch.begin(), batch.end());
  }
  return all;
}

double share_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// Numbers beyond the edges of cells of 0.1 σ, against the error function; the cells at the ends reach to
/// infinity and begin within the tails that are tabulated more finely (2.66 to 3.49) or not at all.
TEST(NormalDeviates, AreDistributedSo) {
  const std::vector<double> all = deviates_of({5, 2, 9}, 4000);
  const auto n = static_cast<double>(all.size());
  std::vector<double> edges;
  for (int i = -38; i <= 38; ++i) edges.push_back(0.1 * i);
  std::vector<double> observed(edges.size() + 1);
  for (const double z : all) {
    observed[static_cast<std::size_t>(std::upper_bound(edges.begin(), edges.end(), z) - edges.begin())] += 1;
  }
  double chi2 = 0.0;
  for (std::size_t i = 0; i <= edges.size(); ++i) {
    const double upper = i < edges.size() ? share_below(edges[i]) : 1.0;
    const double expected = n * (upper - (i > 0 ? share_below(edges[i - 1]) : 0.0));
    ASSERT_GT(expected, 100.0);
    chi2 += std::pow(observed[i] - expected, 2) / expected;
  }
  const auto degrees = static_cast<double>(edges.size());
  EXPECT_LT(std::abs(chi2 - degrees), 4.0 * std::sqrt(2.0 * degrees));
}

TEST(NormalDeviates, MomentsAndExtremes) {
  const std::vector<double> all = deviates_of({6, 2, 1}, 4000);
  const auto n = static_cast<double>(all.size());
  double mean = 0.0, square = 0.0, fourth = 0.0, neighbours = 0.0, beyond = 0.0, highest = 0.0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double z = all[i];
    mean += z / n;
    square += z * z / n;
    fourth += z * z * z * z / n;
    if (i > 0) neighbours += z * all[i - 1] / n;
    beyond += std::abs(z) > 4.5 ? 1.0 : 0.0;
    highest = std::max(highest, std::abs(z));
  }
  EXPECT_NEAR(mean, 0.0, 4.0 / std::sqrt(n));
  EXPECT_NEAR(square, 1.0, 4.0 * std::sqrt(2.0 / n));
  EXPECT_NEAR(fourth, 3.0, 4.0 * std::sqrt(96.0 / n));
  EXPECT_NEAR(neighbours, 0.0, 4.0 / std::sqrt(n));
  const double expected = 2.0 * n * share_below(-4.5);
  EXPECT_NEAR(beyond, expected, 4.0 * std::sqrt(expected));
  EXPECT_GT(highest, 4.6);
  EXPECT_LT(highest, 6.5);
}

}  // namespace
}  // namespace lauelith::forward
