// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/parameter_chain.h"

#include <gtest/gtest.h>

#include <Eigen/LU>

#include <cmath>

#include "src/random.h"

namespace lauelith::inverse {
namespace {

using Eigen::VectorXd;

TEST(ParameterChain, FindsACorrelatedNormalDistribution) {
  Eigen::Matrix2d C;
  C << 4.0, 1.2, 1.2, 0.5;
  const Eigen::Matrix2d precision = C.inverse();
  const Eigen::Vector2d mean(3.0, -1.0);
  const auto log_density = [&](const VectorXd& x) {
    const Eigen::Vector2d from = x - mean;
    return -0.5 * from.dot(precision * from);
  };
  const std::vector<VectorXd> starts{Eigen::Vector2d(0, 0), Eigen::Vector2d(6, -2), Eigen::Vector2d(3, 2),
                                     Eigen::Vector2d(-4, 0)};
  ChainOptions options;
  const ChainResult result = run_chains(log_density, starts, Eigen::Vector2d(0.5, 0.5), options);
  EXPECT_TRUE(result.converged()) << result.r_hat.transpose() << " / " << result.effective_size.transpose();
  const Eigen::MatrixXd draws = result.draws();
  const Eigen::RowVector2d found = draws.colwise().mean();
  const Eigen::MatrixXd centred = draws.rowwise() - found;
  const Eigen::Matrix2d covariance = centred.transpose() * centred / static_cast<double>(draws.rows());
  EXPECT_NEAR(found[0], 3.0, 5.0 * 2.0 / std::sqrt(result.effective_size[0]));
  EXPECT_NEAR(found[1], -1.0, 5.0 * 0.71 / std::sqrt(result.effective_size[1]));
  EXPECT_NEAR(covariance(0, 0), 4.0, 0.6);
  EXPECT_NEAR(covariance(0, 1), 1.2, 0.2);
  // The same numbers whatever the threads.
  options.n_threads = 1;
  EXPECT_EQ(run_chains(log_density, starts, Eigen::Vector2d(0.5, 0.5), options).draws(), draws);
}

TEST(ParameterChain, DiagnosticsSeeChainsThatDisagreeAndDrawsThatRepeat) {
  RandomSequence random(5, 0, 0, 0);
  std::vector<VectorXd> same(4, VectorXd(1000)), apart(4, VectorXd(1000)), slow(4, VectorXd(1000));
  for (std::size_t c = 0; c < 4; ++c) {
    double at = 0.0;
    for (Eigen::Index i = 0; i < 1000; ++i) {
      same[c][i] = random.normal();
      apart[c][i] = random.normal() + static_cast<double>(c);
      at = 0.9 * at + std::sqrt(1.0 - 0.81) * random.normal();
      slow[c][i] = at;
    }
  }
  EXPECT_LT(split_r_hat(same), 1.01);
  EXPECT_GT(split_r_hat(apart), 1.2);
  EXPECT_NEAR(effective_sample_size(same), 4000.0, 600.0);
  EXPECT_NEAR(effective_sample_size(slow), 4000.0 / 19.0, 80.0);  // (1 + 0.9)/(1 − 0.9) draws for one
}

}  // namespace
}  // namespace lauelith::inverse
