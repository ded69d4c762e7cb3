// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "inverse/map_matching.h"
#include "inverse/strain_blocks.h"

namespace lauelith::inverse {

using Eigen::Index;

namespace {

constexpr std::size_t least_triplets = 40;

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Second differences of three neighbours along X, in units of what their variances allow.
std::vector<double> scaled_differences(const ComparedPixels& data, const StrainBlock& block,
                                       const Changes& changes) {
  const Eigen::MatrixXd rows = rows_of_block(block, changes);
  std::vector<int> row_of_point(static_cast<std::size_t>(data.nx) * static_cast<std::size_t>(data.ny), -1);
  for (std::size_t i = 0; i < block.pixels.size(); ++i)
    row_of_point[static_cast<std::size_t>(data.pixels[block.pixels[i]].point)] = static_cast<int>(i);
  std::vector<double> scaled;
  for (std::size_t i = 0; i < block.pixels.size(); ++i) {
    const int point = data.pixels[block.pixels[i]].point;
    const int x = point % data.nx;
    if (x < 1 || x + 1 >= data.nx) continue;
    const Index a = row_of_point[static_cast<std::size_t>(point - 1)];
    const Index b = row_of_point[static_cast<std::size_t>(point + 1)];
    if (a < 0 || b < 0) continue;
    const auto c = static_cast<Index>(i);
    const double variance = block.variance[a] + 4.0 * block.variance[c] + block.variance[b];
    for (Index k = 0; k < rows.cols(); ++k)
      scaled.push_back(std::abs(rows(a, k) - 2.0 * rows(c, k) + rows(b, k)) /
                       std::sqrt(variance * data.scan_covariance(k, k)));
  }
  return scaled;
}

}  // namespace

double raise_to_scatter(ComparedPixels& data, const Changes& changes) {
  std::vector<double> factors;
  for (const StrainBlock& block : strain_blocks(data)) {
    const auto scaled = scaled_differences(data, block, changes);
    double factor = 1.0;
    if (scaled.size() >= least_triplets) factor = std::max(1.0, std::pow(median_of(scaled) / 0.67449, 2));
    factors.push_back(factor);
    const Matrix5d F = Matrix5d::Identity() + (std::sqrt(factor) - 1.0) * block.axis * block.axis.transpose();
    for (const std::size_t p : block.pixels) data.pixels[p].covariance = F * data.pixels[p].covariance * F;
  }
  return median_of(factors);
}

}  // namespace lauelith::inverse
