// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <vector>

namespace lauelith::inverse {

/// Adaptive random-walk Metropolis (H. Haario, E. Saksman, J. Tamminen, Bernoulli 7 (2001) 223) in several
/// chains from places drawn from the prior: the covariance of the steps is that of the chain so far,
/// times 2.38²/d, during the warm-up, and held after it.
struct ChainOptions {
  int n_chains = 4;
  int n_warmup = 3000;
  int n_draws = 3000;
  int thinning = 4;
  std::uint32_t seed = 1;
  int n_threads = 0;
  Eigen::VectorXd low, high;  ///< walls that proposals are reflected by; empty: none
};

struct ChainResult {
  std::vector<Eigen::MatrixXd> chains;  ///< n_draws × d each
  Eigen::VectorXd r_hat;                ///< split, rank-normalised not
  Eigen::VectorXd effective_size;       ///< all chains together
  double acceptance = 0.0;
  Eigen::MatrixXd draws() const;  ///< all chains, one below the other
  bool converged() const { return r_hat.maxCoeff() < 1.01 && effective_size.minCoeff() > 400.0; }
};

/// `log_density` may be −∞. Pinned by: ParameterChain.* (tests/inverse/parameter_chain_test.cc).
ChainResult run_chains(const std::function<double(const Eigen::VectorXd&)>& log_density,
                       const std::vector<Eigen::VectorXd>& starts, const Eigen::VectorXd& first_steps,
                       const ChainOptions& options);

/// Split R̂ of A. Gelman & D. B. Rubin, Statist. Sci. 7 (1992) 457, of one parameter over chains.
double split_r_hat(const std::vector<Eigen::VectorXd>& chains);
/// By the sum of autocorrelations up to the first negative pair (C. J. Geyer, Statist. Sci. 7 (1992) 473).
double effective_sample_size(const std::vector<Eigen::VectorXd>& chains);

}  // namespace lauelith::inverse
