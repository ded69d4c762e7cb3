// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/evidence.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "inverse/free_field.h"
#include "src/constants.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double kept_below_best = 14.0;

HypothesisEvidence summed(const std::vector<EvidenceSetting>& settings, int n_scales, double visible) {
  HypothesisEvidence evidence;
  if (settings.empty()) return evidence;  // nothing of it could be seen in this map
  std::vector<double> all, coarse, large;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    all.push_back(settings[i].log_weight);
    if (settings[i].scale >= visible) large.push_back(all.back());
    if (n_scales > 1 && i % static_cast<std::size_t>(n_scales) % 2 == 0) coarse.push_back(all.back());
  }
  evidence.is_tested = true;
  const auto best = std::max_element(all.begin(), all.end());
  evidence.log_z = log_sum(all);
  evidence.log_z_visible = evidence.log_z;
  if (!large.empty()) {
    const double share = static_cast<double>(large.size()) / static_cast<double>(all.size());
    evidence.log_z_visible = log_sum(large) - std::log(share);
  }
  if (n_scales > 1) {
    const double share = std::log(static_cast<double>(n_scales) / ((n_scales + 1) / 2));
    evidence.log_z_sd = std::abs(log_sum(coarse) + share - evidence.log_z);
  }
  evidence.best = settings[static_cast<std::size_t>(best - all.begin())];
  for (const EvidenceSetting& one : settings)
    if (one.log_weight > *best - kept_below_best) evidence.settings.push_back(one);
  return evidence;
}

Hypothesis hypothesis_of(double w, bool is_weakened) {
  if (w >= 1.0) return is_weakened ? Hypothesis::M1c : Hypothesis::M1;
  return w <= 0.0 ? Hypothesis::M2 : Hypothesis::M12;
}

/// ½ Σ ln(1 + σ²τγ): what no data enter.
double log_term_of(const VectorXd& gamma, const VectorXd& tau, double scale) {
  double sum = 0.0;
  for (Index m = 0; m < tau.size(); ++m) sum += (1.0 + scale * scale * tau[m] * gamma.array()).log().sum();
  return 0.5 * sum;
}

/// ½ Σ z² σ²τ/(1 + σ²τγ)
double quadratic_gain(const MatrixXd& z2, const VectorXd& gamma, const VectorXd& tau, double scale) {
  double sum = 0.0;
  for (Index m = 0; m < tau.size(); ++m) {
    const double v = scale * scale * tau[m];
    sum += v * (z2.col(m).array() / (1.0 + v * gamma.array())).sum();
  }
  return 0.5 * sum;
}

}  // namespace

EvidenceModel::EvidenceModel(const EvidenceCells& cells, const MatrixXd& scan_covariance,
                             const std::vector<double>& currents, const HypothesisPriors& priors,
                             double least_visible_scale)
    : cells_(cells), S_(scan_covariance), priors_(priors), least_visible_scale_(least_visible_scale) {
  const int n = static_cast<int>(S_.rows());
  courses_ = time_courses(n, currents, false);
  n_plain_ = courses_.size();
  for (TimeCourse& one : time_courses(n, currents, true)) courses_.push_back(std::move(one));
  for (const double widening : {1.0, 2.0, 0.5}) log_terms_[{n, widening}] = log_terms(n, widening);
  if (n > 1) log_terms_[{n - 1, 1.0}] = log_terms(n - 1, 1.0);
}

template <typename Visit>
void EvidenceModel::for_each_signal(Visit visit) const {
  for (std::size_t c = 0; c < cells_.cells().size(); ++c)
    for (std::size_t f = 0; f < cells_.cells()[c].forms.size(); ++f)
      for (std::size_t t = 0; t < courses_.size(); ++t)
        if (cells_.forms()[f].w >= 1.0 || !is_weakened(t)) visit(c, f, t);
}

std::vector<double> EvidenceModel::log_terms(int n_scans, double widening) const {
  std::vector<ScanModes> modes;
  for (std::size_t t = 0; t < courses_.size(); ++t) modes.push_back(modes_of(t, n_scans));
  std::vector<double> terms;
  for_each_signal([&](std::size_t c, std::size_t f, std::size_t t) {
    for (const double scale : scale_grid(priors_))
      terms.push_back(log_term_of(cells_.cells()[c].forms[f].gamma, modes[t].tau, scale * widening));
  });
  return terms;
}

ScanModes EvidenceModel::modes_of(std::size_t course, int n_scans) const {
  const MatrixXd T = courses_[course].covariance();
  return scan_modes(T.topLeftCorner(n_scans, n_scans), S_.topLeftCorner(n_scans, n_scans));
}

void EvidenceModel::add_signals(const CellData& data, const std::vector<ScanModes>& modes,
                                const std::vector<double>& log_null, int n_scans, double widening,
                                std::array<std::vector<EvidenceSetting>, n_hypotheses>& settings) const {
  const std::vector<double> scales = scale_grid(priors_);
  const auto kept = log_terms_.find({n_scans, widening});
  const std::vector<double> terms = kept != log_terms_.end() ? kept->second : log_terms(n_scans, widening);
  const double log_plain = std::log(static_cast<double>(n_plain_ * scales.size()));
  const double log_mixed = log_plain + std::log(static_cast<double>(priors_.mixture_grid.size()));
  auto term = terms.begin();
  for_each_signal([&](std::size_t c, std::size_t f, std::size_t t) {
    const MatrixXd z2 = (data.cells[c].form_data[f].leftCols(n_scans) * modes[t].to_modes).cwiseAbs2();
    const VectorXd& gamma = cells_.cells()[c].forms[f].gamma;
    const Hypothesis h = hypothesis_of(cells_.forms()[f].w, is_weakened(t));
    const double log_even = h == Hypothesis::M12 ? log_mixed : log_plain;
    for (const double scale : scales) {
      const double size = scale * widening;
      const double gain = quadratic_gain(z2, gamma, modes[t].tau, size) - *term++;
      settings[index_of(h)].push_back({c, f, t, size, log_null[c] - log_even + gain});
    }
  });
}

Evidence EvidenceModel::evaluate(const CellData& data, int n_scans, double widening) const {
  const int K = n_scans > 0 ? n_scans : static_cast<int>(S_.rows());
  std::vector<ScanModes> modes;
  for (std::size_t c = 0; c < courses_.size(); ++c) modes.push_back(modes_of(c, K));
  const double n_rows = static_cast<double>(cells_.algebra().n_rows());
  const MatrixXd S = S_.topLeftCorner(K, K);
  const double constant = n_rows * (std::log(S.determinant()) + K * std::log(2.0 * constants::pi));
  std::array<std::vector<EvidenceSetting>, n_hypotheses> settings;
  std::vector<double> log_null;
  for (std::size_t c = 0; c < cells_.cells().size(); ++c) {
    const EvidenceCell& cell = cells_.cells()[c];
    const double quadratic = S.ldlt().solve(data.cells[c].data_data.topLeftCorner(K, K)).trace();
    log_null.push_back(cell.log_prior - 0.5 * (quadratic + K * cell.log_determinant + constant));
    settings[index_of(Hypothesis::M0)].push_back({c, 0, 0, 0.0, log_null.back()});
  }
  add_signals(data, modes, log_null, K, widening, settings);
  settings[index_of(Hypothesis::M_other)] = free_field_settings(
      cells_, data, S, {modes.begin(), modes.begin() + static_cast<long>(n_plain_)}, priors_, widening);
  Evidence evidence;
  for (std::size_t h = 0; h < n_hypotheses; ++h) {
    if (priors_.probability[h] <= 0.0) settings[h].clear();
    const bool has_scales = h != index_of(Hypothesis::M0) && h != index_of(Hypothesis::M_other);
    evidence[h] =
        summed(settings[h], has_scales ? priors_.n_scales : 1, has_scales ? least_visible_scale_ : 0.0);
  }
  return evidence;
}

double log_penetration(const Evidence& evidence) {
  const double M1 = evidence[index_of(Hypothesis::M1)].log_z;
  const double M1c = evidence[index_of(Hypothesis::M1c)].log_z;
  return log_sum({M1, M1c}) - std::log(2.0);
}

std::array<double, n_hypotheses> posterior_of(const Evidence& evidence, const HypothesisPriors& priors) {
  std::vector<double> logarithms;
  for (std::size_t h = 0; h < n_hypotheses; ++h)
    logarithms.push_back(evidence[h].is_tested ? std::log(priors.probability[h]) + evidence[h].log_z
                                               : not_tested);
  const double sum = log_sum(logarithms);
  std::array<double, n_hypotheses> posterior{};
  for (std::size_t h = 0; h < n_hypotheses; ++h) posterior[h] = std::exp(logarithms[h] - sum);
  return posterior;
}

}  // namespace lauelith::inverse
