// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/parameter_chain.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "src/parallel.h"
#include "src/random.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

/// Between walls by reflection, which keeps proposals symmetric; refusing them at the walls instead would
/// hold up whatever the data do not inform.
double reflected(double x, double low, double high) {
  const double width = high - low;
  const double u = std::fmod(std::abs(x - low), 2.0 * width);
  return low + (u > width ? 2.0 * width - u : u);
}

/// One chain; its random numbers depend on its number alone.
class Walk {
 public:
  Walk(const std::function<double(const VectorXd&)>& log_density, const VectorXd& start,
       const VectorXd& steps, const ChainOptions& options, std::size_t number)
      : log_density_(log_density),
        options_(options),
        random_(options.seed, 47, number, 0),
        at_(start),
        value_(log_density(start)) {
    root_ = steps.asDiagonal();
    mean_ = start;
    covariance_ = MatrixXd(steps.cwiseAbs2().asDiagonal());
  }

  void step(bool adapts) {
    const Index d = at_.size();
    VectorXd z(d);
    for (double& value : z) value = random_.normal();
    const double stretch = random_.uniform() < 0.1 ? 0.1 : 2.38 / std::sqrt(static_cast<double>(d));
    VectorXd proposed = at_ + scale_ * stretch * (root_ * z);
    for (Index i = 0; i < options_.low.size(); ++i)
      proposed[i] = reflected(proposed[i], options_.low[i], options_.high[i]);
    const double value = log_density_(proposed);
    const bool accepted = std::log(random_.uniform()) < value - value_;
    if (accepted) {
      at_ = proposed;
      value_ = value;
    }
    n_accepted_ += accepted ? 1 : 0;
    ++n_steps_;
    if (adapts) adapt(accepted);
  }
  const VectorXd& at() const { return at_; }
  double acceptance() const { return static_cast<double>(n_accepted_) / std::max(1, n_steps_); }

 private:
  /// The way from the start is forgotten twice; the size of the steps aims at a quarter accepted.
  void adapt(bool accepted) {
    scale_ *= std::exp((accepted ? 0.75 : -0.25) / std::sqrt(1.0 + 0.2 * n_steps_));
    if (n_steps_ == 500 || n_steps_ == 1200) n_remembered_ = 0;
    const double weight = 1.0 / (20.0 + n_remembered_++);
    const VectorXd from = at_ - mean_;
    mean_ += weight * from;
    covariance_ += weight * (from * from.transpose() - covariance_);
    if (n_steps_ % 50 != 0) return;
    const MatrixXd safe = covariance_ + 1e-8 * MatrixXd(covariance_.diagonal().asDiagonal());
    const Eigen::LLT<MatrixXd> factor(safe);
    if (factor.info() == Eigen::Success) root_ = factor.matrixL();
  }

  const std::function<double(const VectorXd&)>& log_density_;
  const ChainOptions& options_;
  RandomSequence random_;
  VectorXd at_;
  double value_;
  MatrixXd root_, covariance_;
  VectorXd mean_;
  double scale_ = 1.0;
  int n_remembered_ = 0;
  int n_accepted_ = 0;
  int n_steps_ = 0;
};

double variance(const VectorXd& x) {
  return (x.array() - x.mean()).square().sum() / static_cast<double>(x.size() - 1);
}

std::vector<VectorXd> of_parameter(const std::vector<MatrixXd>& chains, Index i) {
  std::vector<VectorXd> one;
  for (const MatrixXd& chain : chains) one.emplace_back(chain.col(i));
  return one;
}

}  // namespace

MatrixXd ChainResult::draws() const {
  MatrixXd all(static_cast<Index>(chains.size()) * chains.front().rows(), chains.front().cols());
  for (std::size_t c = 0; c < chains.size(); ++c)
    all.middleRows(static_cast<Index>(c) * chains[c].rows(), chains[c].rows()) = chains[c];
  return all;
}

double split_r_hat(const std::vector<VectorXd>& chains) {
  std::vector<VectorXd> halves;
  for (const VectorXd& chain : chains) {
    const Index half = chain.size() / 2;
    halves.emplace_back(chain.head(half));
    halves.emplace_back(chain.tail(half));
  }
  VectorXd means(static_cast<Index>(halves.size()));
  double within = 0.0;
  for (std::size_t i = 0; i < halves.size(); ++i) {
    means[static_cast<Index>(i)] = halves[i].mean();
    within += variance(halves[i]) / static_cast<double>(halves.size());
  }
  if (within <= 0.0) return 1.0;
  const double n = static_cast<double>(halves.front().size());
  return std::sqrt((n - 1.0) / n + variance(means) / within);
}

double effective_sample_size(const std::vector<VectorXd>& chains) {
  const Index n = chains.front().size();
  const double total = static_cast<double>(n) * static_cast<double>(chains.size());
  double mean = 0.0, var = 0.0;
  for (const VectorXd& chain : chains) mean += chain.mean() / static_cast<double>(chains.size());
  for (const VectorXd& chain : chains) var += (chain.array() - mean).square().sum() / total;
  if (var <= 0.0) return total;
  const auto rho = [&](Index lag) {
    double sum = 0.0;
    for (const VectorXd& chain : chains)
      sum += ((chain.head(n - lag).array() - mean) * (chain.tail(n - lag).array() - mean)).sum();
    return sum / (var * static_cast<double>(n - lag) * static_cast<double>(chains.size()));
  };
  double time = -1.0;
  for (Index lag = 0; lag + 1 < n; lag += 2) {
    const double pair = rho(lag) + rho(lag + 1);
    if (pair <= 0.0) break;
    time += 2.0 * pair;
  }
  return total / std::max(time, 1.0 / total);
}

ChainResult run_chains(const std::function<double(const VectorXd&)>& log_density,
                       const std::vector<VectorXd>& starts, const VectorXd& first_steps,
                       const ChainOptions& options) {
  ChainResult result;
  const Index d = first_steps.size();
  result.chains.assign(starts.size(), MatrixXd(options.n_draws, d));
  std::vector<double> acceptance(starts.size());
  for_each_index(starts.size(), options.n_threads, [&](std::size_t c) {
    Walk walk(log_density, starts[c], first_steps, options, c);
    for (int i = 0; i < options.n_warmup; ++i) walk.step(true);
    for (int i = 0; i < options.n_draws; ++i) {
      for (int k = 0; k < options.thinning; ++k) walk.step(false);
      result.chains[c].row(i) = walk.at().transpose();
    }
    acceptance[c] = walk.acceptance();
  });
  result.r_hat.resize(d);
  result.effective_size.resize(d);
  for (Index i = 0; i < d; ++i) {
    const auto one = of_parameter(result.chains, i);
    result.r_hat[i] = split_r_hat(one);
    result.effective_size[i] = effective_sample_size(one);
  }
  for (const double one : acceptance) result.acceptance += one / static_cast<double>(starts.size());
  return result;
}

}  // namespace lauelith::inverse
