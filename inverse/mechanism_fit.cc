// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/mechanism_fit.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "inverse/unit_sizes.h"
#include "src/constants.h"
#include "src/electrochemical_units.h"
#include "src/random.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double molar_volume_m3_mol = 13.0e-6;  ///< of lithium
enum Place : Index { log_scale, share, growth, individuality, log_s, log_resistance };

struct GridWeight {
  std::size_t index = 0;
  double weight = 0.0;
};

/// Adds `share` times the parabola through three neighbours, first of them `first`, at x.
void add_parabola(const std::vector<double>& grid, std::size_t first, double x, double share,
                  std::vector<GridWeight>& weights) {
  for (std::size_t i = first; i < first + 3; ++i) {
    double weight = share;
    for (std::size_t j = first; j < first + 3; ++j)
      if (j != i) weight *= (x - grid[j]) / (grid[i] - grid[j]);
    const auto same =
        std::find_if(weights.begin(), weights.end(), [i](const GridWeight& one) { return one.index == i; });
    if (same == weights.end()) {
      weights.push_back({i, weight});
    } else {
      same->weight += weight;
    }
  }
}

std::vector<GridWeight> straight(const std::vector<double>& grid, double value) {
  const auto upper = std::upper_bound(grid.begin(), grid.end(), value);
  if (upper == grid.begin()) return {{0, 1.0}};
  if (upper == grid.end()) return {{grid.size() - 1, 1.0}};
  const auto i = static_cast<std::size_t>(upper - grid.begin()) - 1;
  const double t = (value - grid[i]) / (grid[i + 1] - grid[i]);
  return {{i, 1.0 - t}, {i + 1, t}};
}

/// A log-likelihood between grid points: the parabolas through three points on both sides, blended. Straight
/// lines would leave maxima at grid points alone, and posteriors that are too narrow.
std::vector<GridWeight> interpolation(const std::vector<double>& grid, double value) {
  if (grid.size() < 3 || value <= grid.front()) return {{0, 1.0}};
  if (value >= grid.back()) return {{grid.size() - 1, 1.0}};
  const auto upper = std::upper_bound(grid.begin(), grid.end(), value);
  const auto i = static_cast<std::size_t>(upper - grid.begin()) - 1;
  const double t = (value - grid[i]) / (grid[i + 1] - grid[i]);
  const double right = i == 0 ? 1.0 : i + 2 == grid.size() ? 0.0 : t;
  std::vector<GridWeight> weights;
  if (right < 1.0) add_parabola(grid, i - 1, value, 1.0 - right, weights);
  if (right > 0.0) add_parabola(grid, i, value, right, weights);
  return weights;
}

}  // namespace

HypothesisPriors finer_priors(HypothesisPriors priors) {
  std::vector<double> sizes;
  for (const double size : priors.discrepancy_grid) {
    if (!sizes.empty()) sizes.push_back(std::sqrt(sizes.back() * size));
    sizes.push_back(size);
  }
  priors.discrepancy_grid = sizes;
  priors.mixture_grid = {0.01, 0.03, 0.08, 0.15, 0.3, 0.5, 0.7, 0.85, 0.92, 0.97, 0.99};
  return priors;
}

CellKnowledge with_unit_sizes(const ComparisonModel& model, CellKnowledge cell) {
  const UnitSizes sizes = unit_sizes(model.setting().basis, model.pixels());
  cell.pressure_per_rms_Pa = sizes.pressure_Pa;
  cell.opening_per_rms_m = sizes.opening_m;
  return cell;
}

MechanismFit::MechanismFit(const ComparisonModel& model, const Changes& changes, CellKnowledge cell)
    : model_(model), cell_(std::move(cell)) {
  const HypothesisPriors& priors = model.setting().priors;
  parameters_ = {{"signal_rms", std::log(priors.least_scale), std::log(priors.largest_scale), true},
                 {"penetration_share", 0.0, 1.0, false},
                 {"growth_exponent", 0.0, 4.0, false},
                 {"individuality", 0.02, 0.5, false},
                 {"discrepancy_sd", std::log(priors.discrepancy_grid.front()),
                  std::log(priors.discrepancy_grid.back()), true}};
  if (cell_.last_current_A_m2 > 0.0)
    parameters_.push_back({"interface_resistance_ohm_cm2", std::log(1.0), std::log(1e4), true});
  const EvidenceCells& cells = model.cells();
  const CellData data = cells.data_of(changes);
  const MatrixXd& S = model.pixels().scan_covariance;
  const double K = static_cast<double>(S.rows());
  for (std::size_t c = 0; c < data.cells.size(); ++c) {
    const auto& one = data.cells[c];
    log_null_.push_back(-0.5 *
                        (S.ldlt().solve(one.data_data).trace() + K * cells.cells()[c].log_determinant));
    form_data_.push_back(one.form_data);
  }
  for (std::size_t f = 0; f < cells.forms().size(); ++f) form_order_.push_back(f);
  std::sort(form_order_.begin(), form_order_.end(),
            [&](std::size_t a, std::size_t b) { return cells.forms()[a].w < cells.forms()[b].w; });
}

double MechanismFit::log_cell(std::size_t cell, std::size_t form, double scale,
                              const ScanModes& modes) const {
  const MatrixXd z2 = (form_data_[cell][form] * modes.to_modes).cwiseAbs2();
  const VectorXd& gamma = model_.cells().cells()[cell].forms[form].gamma;
  double sum = log_null_[cell];
  for (Index m = 0; m < modes.tau.size(); ++m) {
    const double v = scale * scale * modes.tau[m];
    const auto one = 1.0 + v * gamma.array();
    sum += 0.5 * (z2.col(m).array() * v / one - one.log()).sum();
  }
  return sum;
}

double MechanismFit::log_evidence(double scale, double w, double growth_exponent, double individual,
                                  double s) const {
  const EvidenceCells& cells = model_.cells();
  const HypothesisPriors& priors = model_.setting().priors;
  const MatrixXd& S = model_.pixels().scan_covariance;
  TimeCourse course{"", VectorXd(S.rows()), 1.0 - individual, 1.0};
  for (Index k = 0; k < S.rows(); ++k)
    course.course[k] = std::pow(static_cast<double>(k + 1) / static_cast<double>(S.rows()), growth_exponent);
  const ScanModes modes = scan_modes(course.covariance(), S);
  std::vector<double> shares;
  for (const std::size_t f : form_order_) shares.push_back(cells.forms()[f].w);
  const auto by_share = straight(shares, w);
  std::vector<double> log_grid;
  for (const double one : priors.discrepancy_grid) log_grid.push_back(std::log(one));
  const auto by_size = interpolation(log_grid, std::log(s));
  const auto log_length = log_length_prior(priors);
  std::vector<double> parts;
  for (std::size_t length = 0; length < log_length.size(); ++length) {
    double sum = log_length[length];
    for (const GridWeight& size : by_size) {
      for (const GridWeight& share : by_share) {
        if (std::abs(size.weight * share.weight) < 1e-9) continue;
        const std::size_t cell = length * log_grid.size() + size.index;
        sum += size.weight * share.weight * log_cell(cell, form_order_[share.index], scale, modes);
      }
    }
    parts.push_back(sum);
  }
  return log_sum(parts);
}

double MechanismFit::log_density(const VectorXd& theta) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const double value = theta[static_cast<Index>(i)];
    if (value < parameters_[i].low || value > parameters_[i].high) return -INFINITY;
  }
  const double s = std::exp(theta[log_s]);
  const double z = s / model_.setting().priors.discrepancy_sd;
  double sum = -0.5 * z * z + theta[log_s];  // half-normal in s, sampled in its logarithm
  if (theta.size() > log_resistance) {
    const double R = std::exp(theta[log_resistance]) * units::cm2 + cell_.bulk_resistance_ohm_m2;
    for (const VoltagePoint& point : cell_.voltage) {
      const double left = (point.voltage_V - point.current_A_m2 * R) / point.sigma_V;
      sum -= 0.5 * left * left;
    }
  }
  return sum + log_evidence(std::exp(theta[log_scale]), theta[share], theta[growth], theta[individuality], s);
}

VectorXd MechanismFit::prior_draw(std::uint32_t seed, std::uint64_t number) const {
  RandomSequence random(seed, 48, number, 0);
  VectorXd theta(static_cast<Index>(parameters_.size()));
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const FitParameter& one = parameters_[i];
    theta[static_cast<Index>(i)] = one.low + (one.high - one.low) * random.uniform();
  }
  const FitParameter& size = parameters_[log_s];
  do theta[log_s] = std::log(std::abs(random.normal()) * model_.setting().priors.discrepancy_sd + 1e-300);
  while (theta[log_s] < size.low || theta[log_s] > size.high);
  return theta;
}

ChainResult sampled(const MechanismFit& fit, std::uint32_t seed, int n_threads) {
  constexpr std::uint64_t n_tried = 400;
  ChainOptions options;
  options.seed = seed;
  options.n_threads = n_threads;
  options.n_warmup = 5000;
  options.thinning = 12;
  std::vector<VectorXd> starts;
  for (std::uint64_t c = 0; c < static_cast<std::uint64_t>(options.n_chains); ++c) {
    VectorXd best = fit.prior_draw(seed, c * n_tried);
    for (std::uint64_t i = 1; i < n_tried; ++i) {
      const VectorXd other = fit.prior_draw(seed, c * n_tried + i);
      if (fit.log_density(other) > fit.log_density(best)) best = other;
    }
    starts.push_back(best);
  }
  VectorXd steps(static_cast<Index>(fit.parameters().size()));
  for (Index i = 0; i < steps.size(); ++i) {
    const FitParameter& one = fit.parameters()[static_cast<std::size_t>(i)];
    steps[i] = 0.05 * (one.high - one.low);
  }
  return run_chains([&fit](const VectorXd& theta) { return fit.log_density(theta); }, starts, steps, options);
}

MechanismFit::Derived MechanismFit::derived(const MatrixXd& draws) const {
  Derived result;
  for (const FitParameter& one : parameters_) result.names.push_back(one.name);
  for (const char* name : {"flaw_pressure_sd_MPa", "boundary_opening_sd_nm", "overpotential_mV"})
    result.names.emplace_back(name);
  const bool has_resistance = draws.cols() > log_resistance;
  if (has_resistance) result.names.emplace_back("focusing");
  result.values.resize(draws.rows(), static_cast<Index>(result.names.size()));
  for (Index i = 0; i < draws.rows(); ++i) {
    Index column = 0;
    for (; column < draws.cols(); ++column)
      result.values(i, column) = parameters_[static_cast<std::size_t>(column)].is_log
                                     ? std::exp(draws(i, column))
                                     : draws(i, column);
    const double scale = std::exp(draws(i, log_scale));
    const double pressure = scale * std::sqrt(draws(i, share)) * cell_.pressure_per_rms_Pa;
    const double overpotential = pressure * molar_volume_m3_mol / constants::faraday_C_mol;
    result.values(i, column++) = pressure / units::MPa;
    result.values(i, column++) =
        scale * std::sqrt(1.0 - draws(i, share)) * cell_.opening_per_rms_m / units::nm;
    result.values(i, column++) = overpotential / 1e-3;
    if (has_resistance)
      result.values(i, column) =
          overpotential / (cell_.last_current_A_m2 * std::exp(draws(i, log_resistance)) * units::cm2);
  }
  return result;
}

}  // namespace lauelith::inverse
