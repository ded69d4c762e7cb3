// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "inverse/fit_model.h"
#include "inverse/parameter_chain.h"

namespace lauelith::inverse {

/// The posterior of the parameters of a FitModel, given the changes since Scan 0 and voltages (may be empty).
class MechanismFit {
 public:
  /// `model` must outlive this object.
  MechanismFit(const FitModel& model, const Changes& changes, std::vector<VoltagePoint> voltage,
               int n_threads = 1);
  /// Of the prior times the likelihood to the power `tempering`.
  double log_density(const Eigen::VectorXd& theta, double tempering = 1.0) const;
  const FitModel& model() const { return model_; }

 private:
  const FitModel& model_;
  CourseLikelihood likelihood_;
  std::vector<VoltagePoint> voltage_;
};

/// Chains as `fit` runs them, each from the most probable of 100 draws from the prior, through two posteriors
/// of flatter likelihoods: from afar a chain may end in the wrong one of several maxima. `n_draws` of each of
/// four chains are kept, one of five; the warm-up is as long as that in proportion.
ChainResult sampled(const MechanismFit& fit, std::uint32_t seed, int n_threads, int n_draws = 3000);

}  // namespace lauelith::inverse
