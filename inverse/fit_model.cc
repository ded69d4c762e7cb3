// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/fit_model.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "inverse/strain_blocks.h"
#include "inverse/unit_sizes.h"
#include "src/electrochemical_units.h"
#include "src/random.h"
#include "src/units.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double crack_length_width = 0.4;  ///< of ln a about the typical length

/// A finer grid of the discrepancy than a verdict needs, without what its prior excludes and without
/// mixtures: they are not on a grid here.
HypothesisPriors fit_priors(HypothesisPriors priors) {
  constexpr double most_scales = 7.0;
  std::vector<double> sizes;
  for (const double size : priors.discrepancy_grid) {
    if (size > most_scales * priors.discrepancy_sd) break;
    if (!sizes.empty()) sizes.push_back(std::sqrt(sizes.back() * size));
    sizes.push_back(size);
  }
  priors.discrepancy_grid = sizes;
  priors.mixture_grid.clear();
  return priors;
}

std::size_t nearest(const std::vector<double>& grid, double value) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < grid.size(); ++i)
    if (std::abs(std::log(grid[i] / value)) < std::abs(std::log(grid[best] / value))) best = i;
  return best;
}

TimeCourse power_course(Index n, double exponent, double individuality) {
  TimeCourse course{"", VectorXd(n), 1.0 - individuality, 1.0};
  for (Index k = 0; k < n; ++k)
    course.course[k] = std::pow(static_cast<double>(k + 1) / static_cast<double>(n), exponent);
  return course;
}

}  // namespace

FitModel::FitModel(const ComparisonSetting& setting, const VectorXd& down_weight, CellKnowledge cell,
                   int n_threads)
    : pixels_(setting.pixels), priors_(fit_priors(setting.priors)), cell_(std::move(cell)) {
  const MatrixXd all = transport_columns(setting.basis, setting.traces, pixels_);
  MatrixXd second = compressed_columns(all, pixels_, 48, 1e-3);
  PenetrationKinds kinds = penetration_kinds(setting.basis, all, pixels_);
  Index n = kinds.fields.cols();
  for (const auto& cracks : kinds.cracks) n += cracks.columns.cols();
  MatrixXd first(static_cast<Index>(pixels_.n_rows()), n);
  Index column = 0;
  for (auto& cracks : kinds.cracks) {
    normalise(cracks.columns);
    first.middleCols(column, cracks.columns.cols()) = cracks.columns;
    column += cracks.columns.cols();
    crack_length_m_.push_back(cracks.length_m);
    crack_pressure_Pa_.push_back(cracks.pressure_Pa);
    crack_columns_.push_back(cracks.columns.cols());
  }
  normalise(kinds.fields);
  normalise(second);
  first.rightCols(kinds.fields.cols()) = kinds.fields;
  opening_per_rms_m_ = unit_sizes(setting.basis, pixels_).opening_m;
  cells_ = std::make_unique<EvidenceCells>(pixels_, strain_blocks(pixels_, down_weight),
                                           nuisance_columns(pixels_, setting.drift), first, second, priors_,
                                           n_threads);
  add_parameters();
}

void FitModel::add_parameters() {
  const auto logarithmic = [this](FitPart part, const char* name, double low, double high) {
    parameters_.push_back({part, name, std::log(low), std::log(high), true});
  };
  const auto uniform = [this](FitPart part, const char* name, double low, double high) {
    parameters_.push_back({part, name, low, high, false});
  };
  const bool has_courses = pixels_.n_scans() > 1;
  const bool has_current = cell_.history.has_current(), has_charge = cell_.history.has_charge();
  logarithmic(FitPart::signal_rms, "signal_rms", priors_.least_scale, priors_.largest_scale);
  if (cells_->n_first() > 0 && cells_->n_second() > 0)
    uniform(FitPart::penetration_share, "penetration_share", 0.0, 1.0);
  if (has_courses) uniform(FitPart::individuality, "individuality", 0.02, 0.5);
  logarithmic(FitPart::discrepancy_sd, "discrepancy_sd", priors_.discrepancy_grid.front(),
              priors_.discrepancy_grid.back());
  if (crack_length_m_.size() > 1)
    logarithmic(FitPart::crack_length, "crack_length_um", crack_length_m_.front() / units::um / 1.3,
                crack_length_m_.back() / units::um * 1.3);
  const bool is_free = !has_current || !has_charge;
  if (has_courses && is_free) uniform(FitPart::growth_exponent, "growth_exponent", 0.0, 4.0);
  if (has_courses && has_current) logarithmic(FitPart::growth_onset, "growth_onset", 0.02, 20.0);
  if (has_courses && cell_.history.has_rest_and_current())
    uniform(FitPart::kept_at_rest, "kept_at_rest", 0.0, 1.0);
  if (has_charge) uniform(FitPart::retained_share, "retained_share", 0.0, 1.0);
  if (has_current) logarithmic(FitPart::interface_resistance, "interface_resistance_ohm_cm2", 1.0, 1e4);
}

Index FitModel::place(FitPart part) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    if (parameters_[i].part == part) return static_cast<Index>(i);
  return -1;
}

double FitModel::value(const VectorXd& theta, FitPart part, double otherwise) const {
  const Index i = place(part);
  if (i < 0) return otherwise;
  return parameters_[static_cast<std::size_t>(i)].is_log ? std::exp(theta[i]) : theta[i];
}

VectorXd FitModel::prior_draw(std::uint32_t seed, std::uint64_t number) const {
  RandomSequence random(seed, 48, number, 0);
  VectorXd theta(static_cast<Index>(parameters_.size()));
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const FitParameter& one = parameters_[i];
    double& value = theta[static_cast<Index>(i)];
    do {
      value = one.low + (one.high - one.low) * random.uniform();
      if (one.part == FitPart::discrepancy_sd)
        value = std::log(std::abs(random.normal()) * priors_.discrepancy_sd + 1e-300);
    } while (value < one.low || value > one.high);
  }
  return theta;
}

double FitModel::log_prior(const VectorXd& theta) const {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const double value = theta[static_cast<Index>(i)];
    if (!(value >= parameters_[i].low && value <= parameters_[i].high)) return -INFINITY;
  }
  const double log_s = theta[place(FitPart::discrepancy_sd)];
  const double z = std::exp(log_s) / priors_.discrepancy_sd;
  return log_s - 0.5 * z * z;  // half-normal in s, sampled in its logarithm
}

double FitModel::log_of_voltage(const VectorXd& theta, const std::vector<VoltagePoint>& voltage) const {
  const double R = value(theta, FitPart::interface_resistance, 0.0) * units::cm2;
  const double all = cell_.n_interfaces * R + cell_.bulk_resistance_ohm_m2;
  double sum = 0.0;
  for (const VoltagePoint& point : voltage) {
    const double left = (point.voltage_V - point.current_A_m2 * all) / point.sigma_V;
    sum -= 0.5 * left * left;
  }
  return sum;
}

VectorXd FitModel::crack_shares(const VectorXd& theta) const {
  VectorXd shares = VectorXd::Ones(static_cast<Index>(crack_length_m_.size()));
  if (!has(FitPart::crack_length)) return shares;
  const double typical = value(theta, FitPart::crack_length, 0.0) * units::um;
  for (Index d = 0; d < shares.size(); ++d) {
    const double u = std::log(crack_length_m_[static_cast<std::size_t>(d)] / typical) / crack_length_width;
    shares[d] = std::exp(-0.5 * u * u);
  }
  return shares / shares.sum();
}

MechanismPrior FitModel::penetration(const VectorXd& theta) const {
  const double share = value(theta, FitPart::penetration_share, cells_->n_first() > 0 ? 1.0 : 0.0);
  const double size = value(theta, FitPart::signal_rms, 0.0) * std::sqrt(share);
  const double individuality = value(theta, FitPart::individuality, 0.0);
  MechanismPrior prior{
      VectorXd(cells_->n_first()),
      power_course(pixels_.n_scans(), value(theta, FitPart::growth_exponent, 0.0), individuality)};
  const double crack_share = crack_columns_.empty() ? 0.0 : penetration_crack_share;
  const VectorXd shares = crack_shares(theta);
  Index column = 0;
  for (std::size_t d = 0; d < crack_columns_.size(); ++d) {
    prior.column_sd.segment(column, crack_columns_[d])
        .setConstant(size * std::sqrt(crack_share * shares[static_cast<Index>(d)]));
    column += crack_columns_[d];
  }
  prior.column_sd.tail(cells_->n_first() - column).setConstant(size * std::sqrt(1.0 - crack_share));
  if (has(FitPart::growth_onset))
    prior.course.course = pressure_course(cell_.history, value(theta, FitPart::growth_onset, 1.0),
                                          value(theta, FitPart::kept_at_rest, 1.0));
  return prior;
}

MechanismPrior FitModel::transport(const VectorXd& theta) const {
  const double share = value(theta, FitPart::penetration_share, cells_->n_first() > 0 ? 1.0 : 0.0);
  const double size = value(theta, FitPart::signal_rms, 0.0) * std::sqrt(1.0 - share);
  MechanismPrior prior{VectorXd::Constant(cells_->n_second(), size),
                       power_course(pixels_.n_scans(), value(theta, FitPart::growth_exponent, 0.0),
                                    value(theta, FitPart::individuality, 0.0))};
  if (has(FitPart::retained_share))
    prior.course.course = deposit_course(cell_.history, value(theta, FitPart::retained_share, 1.0));
  return prior;
}

std::vector<std::pair<std::size_t, double>> FitModel::cells_of(const VectorXd& theta) const {
  const std::size_t size =
      nearest(priors_.discrepancy_grid, value(theta, FitPart::discrepancy_sd, priors_.discrepancy_sd));
  const auto log_length = log_length_prior(priors_);
  std::vector<std::pair<std::size_t, double>> found;
  for (std::size_t length = 0; length < log_length.size(); ++length)
    found.emplace_back(length * priors_.discrepancy_grid.size() + size, log_length[length]);
  return found;
}

Changes FitModel::simulated(const VectorXd& theta, std::uint32_t seed, std::uint64_t number) const {
  constexpr std::uint32_t stream = 49;
  RandomSequence random(seed, stream, number, 0);
  const Index n_signals = cells_->n_first() + cells_->n_second();
  MatrixXd amplitudes(n_signals, pixels_.n_scans());
  for (double& value : amplitudes.reshaped()) value = random.normal();
  const auto shaped = [&](const MechanismPrior& prior, Index first) {
    const Index n = prior.column_sd.size();
    const MatrixXd L = prior.course.covariance().llt().matrixL();
    amplitudes.middleRows(first, n) =
        (prior.column_sd.asDiagonal() * amplitudes.middleRows(first, n) * L.transpose()).eval();
  };
  shaped(penetration(theta), 0);
  shaped(transport(theta), cells_->n_first());
  const auto lengths = cells_of(theta);
  double u = random.uniform();
  std::size_t length = 0;
  while (length + 1 < lengths.size() && u > std::exp(lengths[length].second))
    u -= std::exp(lengths[length++].second);
  const EvidenceCell& cell = cells_->cells()[lengths[length].first];
  return cells_->columns().rightCols(n_signals) * amplitudes +
         simulated_background(*cells_, pixels_, cell.length, cell.s, seed, number);
}

}  // namespace lauelith::inverse
