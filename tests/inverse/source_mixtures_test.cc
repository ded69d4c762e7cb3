// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/source_mixtures.h"

#include <gtest/gtest.h>

#include <Eigen/LU>

namespace lauelith::inverse {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

BasisSource piece(const char* kind, int group, double x_um, double y_um) {
  return {kind, "", group, {x_um * 1e-6, y_um * 1e-6, 0.0}, {1.0, 0.0, 0.0}, 5e-6};
}

/// A flaw of two pieces that may grow by three more, and two boundaries of two pieces.
InfluenceBasis small_basis() {
  InfluenceBasis basis;
  basis.sources = {piece("flaw", 0, 0, 2),       piece("flaw", 0, 0, 7),       piece("path", 0, 0, 12),
                   piece("path", 0, 0, 17),      piece("path", 0, 0, 22),      piece("boundary", 0, 50, 10),
                   piece("boundary", 0, 50, 20), piece("boundary", 1, 90, 10), piece("boundary", 1, 90, 60)};
  const Index n = static_cast<Index>(basis.sources.size());
  basis.pressure = MatrixXd(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j) basis.pressure(i, j) = 1e12 * (i == j ? 1.0 : -0.3 / std::abs(i - j));
  return basis;
}

TEST(SourceMixtures, FlawsAsTheyAreAndAsTheyMayHaveGrown) {
  const auto cracks = cracks_of(small_basis());
  ASSERT_EQ(cracks.size(), 4u);
  for (std::size_t c = 0; c < 4; ++c) {
    EXPECT_EQ(cracks[c].sources.size(), 2 + c);
    EXPECT_NEAR(cracks[c].length_m, static_cast<double>(2 + c) * 5e-6, 1e-15);
    for (std::size_t i = 0; i < cracks[c].sources.size(); ++i) EXPECT_EQ(cracks[c].sources[i], i);
  }
}

TEST(SourceMixtures, EveryPieceOfACrackIsUnderUnitPressure) {
  const InfluenceBasis basis = small_basis();
  const auto cracks = cracks_of(basis);
  const MatrixXd openings = unit_pressures(basis, cracks);
  const MatrixXd pressures = basis.pressure * openings;
  for (std::size_t c = 0; c < cracks.size(); ++c) {
    for (const std::size_t i : cracks[c].sources)
      EXPECT_NEAR(pressures(static_cast<Index>(i), static_cast<Index>(c)), 1.0, 1e-9);
    for (Index i = static_cast<Index>(cracks[c].sources.size()); i < openings.rows(); ++i)
      EXPECT_EQ(openings(i, static_cast<Index>(c)), 0.0);
  }
}

TEST(SourceMixtures, KindsOfOpenings) {
  const InfluenceBasis basis = small_basis();
  const VectorXd depth = (VectorXd(4) << 10e-6, 20e-6, 10e-6, 60e-6).finished();
  const auto kinds = opening_kinds(basis, {5, 6, 7, 8}, depth);
  ASSERT_EQ(kinds.size(), 4u);
  const MatrixXd common = kinds[0] * kinds[0].transpose();
  EXPECT_NEAR(common(0, 2), 1.0 + 1.0 / 36.0, 1e-12);  // all together, and with depth
  const MatrixXd of_boundary = kinds[1] * kinds[1].transpose();
  EXPECT_DOUBLE_EQ(of_boundary(0, 1), 1.0);
  EXPECT_DOUBLE_EQ(of_boundary(1, 2), 0.0);
  const MatrixXd smooth = kinds[2] * kinds[2].transpose();
  EXPECT_NEAR(smooth(0, 1), std::exp(-0.5), 1e-8);
  EXPECT_NEAR(smooth(2, 3), std::exp(-2.5), 1e-8);
  EXPECT_NEAR(smooth(0, 2), 0.0, 1e-8);
  EXPECT_TRUE(kinds[3].isIdentity());
}

}  // namespace
}  // namespace lauelith::inverse
