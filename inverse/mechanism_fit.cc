// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/mechanism_fit.h"

#include <cmath>

#include "src/parallel.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::VectorXd;

MechanismFit::MechanismFit(const FitModel& model, const Changes& changes, std::vector<VoltagePoint> voltage,
                           int n_threads)
    : model_(model),
      likelihood_(model.cells(), model.cells().data_of(changes, n_threads), model.pixels().scan_covariance),
      voltage_(std::move(voltage)) {}

double MechanismFit::log_density(const VectorXd& theta, double tempering) const {
  const double log_prior = model_.log_prior(theta);
  if (!std::isfinite(log_prior)) return log_prior;
  const MechanismPrior penetration = model_.penetration(theta), transport = model_.transport(theta);
  std::vector<double> parts;
  for (const auto& [cell, log_length] : model_.cells_of(theta))
    parts.push_back(log_length + likelihood_.log_likelihood(cell, penetration, transport));
  return log_prior + tempering * (log_sum(parts) + model_.log_of_voltage(theta, voltage_));
}

namespace {

/// Where the chains of a stage ended.
std::vector<VectorXd> ends_of(const ChainResult& chains) {
  std::vector<VectorXd> ends;
  for (const Eigen::MatrixXd& chain : chains.chains)
    ends.emplace_back(chain.row(chain.rows() - 1).transpose());
  return ends;
}

VectorXd most_probable_draw(const MechanismFit& fit, std::uint32_t seed, std::uint64_t chain) {
  constexpr std::uint64_t n_tried = 100;
  VectorXd best = fit.model().prior_draw(seed, chain * n_tried);
  double density = fit.log_density(best);
  for (std::uint64_t i = 1; i < n_tried; ++i) {
    const VectorXd other = fit.model().prior_draw(seed, chain * n_tried + i);
    const double its = fit.log_density(other);
    if (its <= density) continue;
    best = other;
    density = its;
  }
  return best;
}

}  // namespace

ChainResult sampled(const MechanismFit& fit, std::uint32_t seed, int n_threads, int n_draws) {
  const FitModel& model = fit.model();
  ChainOptions options;
  options.seed = seed;
  options.n_threads = n_threads;
  std::vector<VectorXd> starts(static_cast<std::size_t>(options.n_chains));
  for_each_index(starts.size(), n_threads,
                 [&](std::size_t c) { starts[c] = most_probable_draw(fit, seed, c); });
  VectorXd steps(static_cast<Index>(model.parameters().size()));
  options.low = options.high = steps;
  for (Index i = 0; i < steps.size(); ++i) {
    const FitParameter& one = model.parameters()[static_cast<std::size_t>(i)];
    options.low[i] = one.low;
    options.high[i] = one.high;
    steps[i] = 0.05 * (one.high - one.low);
  }
  options.n_warmup = n_draws * 4 / 5;
  options.n_draws = 4;
  options.thinning = 1;
  for (const double tempering : {0.03, 0.2}) {
    const auto density = [&](const VectorXd& theta) { return fit.log_density(theta, tempering); };
    starts = ends_of(run_chains(density, starts, steps, options));
  }
  options.n_warmup = 3 * n_draws;
  options.n_draws = n_draws;
  options.thinning = 5;
  return run_chains([&fit](const VectorXd& theta) { return fit.log_density(theta); }, starts, steps, options);
}

}  // namespace lauelith::inverse
