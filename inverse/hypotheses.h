// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <array>
#include <string>
#include <vector>

namespace lauelith::inverse {

/// What may have happened between Scan 0 and the later scans.
///   M0       nothing: noise, drift and a small smooth discrepancy (which all hypotheses have)
///   M1       mechanical penetration: pressurised flaws at the interface
///   M1c      the same with a tip that weakens: strain grows with less than the current
///   M2       transport: deposits in grain boundaries at any depth
///   M12      both, each with a quarter of the signal at least
///   M_other  something else: a smooth field of any shape
enum class Hypothesis { M0, M1, M1c, M2, M12, M_other };
inline constexpr std::size_t n_hypotheses = 6;
inline constexpr std::array<const char*, n_hypotheses> hypothesis_names{"M0", "M1",  "M1c",
                                                                        "M2", "M12", "M_other"};
inline std::size_t index_of(Hypothesis hypothesis) { return static_cast<std::size_t>(hypothesis); }

/// Priors that all comparisons share.
struct HypothesisPriors {
  std::array<double, n_hypotheses> probability{0.2, 0.1, 0.1, 0.2, 0.2, 0.2};
  double discrepancy_sd = 3e-5;  ///< s is half-normal with this scale
  /// No model of a mechanism describes its strain better than to some share of it: beside a signal of rms σ
  /// there is a discrepancy of sd relative_discrepancy·σ that follows the signal's course, whatever s is.
  double relative_discrepancy = 0.3;
  std::vector<double> discrepancy_grid{2e-6, 7e-6, 1.5e-5, 3e-5, 5e-5, 8e-5, 1.3e-4, 2e-4, 3.5e-4, 6e-4};
  double length_um = 20.0;  ///< ℓ is log-normal about it, a factor 2 wide
  std::vector<double> length_grid_um{12.0, 24.0, 48.0};
  double least_scale = 1e-6;  ///< rms of a signal over the map: log-uniform
  double largest_scale = 4e-3;
  int n_scales = 15;
  std::vector<double> mixture_grid{0.15, 0.3, 0.5, 0.7, 0.85};  ///< w of M12, uniform
  std::vector<double> other_grid{3e-5, 6e-5, 1.2e-4, 2.5e-4,
                                 5e-4, 1e-3, 2e-3};  ///< sd of M_other, log-uniform
};

/// Logarithms of the prior of each grid value, normalised.
std::vector<double> log_discrepancy_prior(const HypothesisPriors& priors);
std::vector<double> log_length_prior(const HypothesisPriors& priors);
std::vector<double> scale_grid(const HypothesisPriors& priors);

/// ln Σ exp.
double log_sum(const std::vector<double>& logarithms);

}  // namespace lauelith::inverse
