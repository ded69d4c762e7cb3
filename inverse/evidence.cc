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

/// ½ Σ ln(1 + vγ): what no data enter.
double log_term_of(const VectorXd& gamma, double v) { return 0.5 * (1.0 + v * gamma.array()).log().sum(); }

/// ½ Σ z² v/(1 + vγ)
double quadratic_gain(const VectorXd& z2, const VectorXd& gamma, double v) {
  return 0.5 * v * (z2.array() / (1.0 + v * gamma.array())).sum();
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

/// The logarithm of the likelihood of each size of the discrepancy, scan mode and scale, for one signal.
class EvidenceModel::ModeTable {
 public:
  ModeTable(std::size_t n_sizes, std::size_t n_modes, std::size_t n_scales)
      : n_modes_(n_modes), n_scales_(n_scales), log_likelihood_(n_sizes * n_modes * n_scales) {}
  double& at(std::size_t size, std::size_t mode, std::size_t scale) {
    return log_likelihood_[(size * n_modes_ + mode) * n_scales_ + scale];
  }

 private:
  std::size_t n_modes_;
  std::size_t n_scales_;
  std::vector<double> log_likelihood_;
};

template <typename Visit>
void EvidenceModel::for_each_signal(Visit visit) const {
  for (std::size_t length = 0; length < priors_.length_grid_um.size(); ++length)
    for (std::size_t f = 0; f < cells_.forms().size(); ++f)
      for (std::size_t t = 0; t < courses_.size(); ++t)
        if (cells_.forms()[f].w >= 1.0 || !is_weakened(t)) visit(Signal{length, f, t});
}

std::vector<double> EvidenceModel::log_terms(int n_scans, double widening) const {
  std::vector<ScanModes> modes;
  for (std::size_t t = 0; t < courses_.size(); ++t) modes.push_back(modes_of(t, n_scans));
  const std::size_t n_s = priors_.discrepancy_grid.size();
  std::vector<double> terms;
  for_each_signal([&](const Signal& signal) {
    for (std::size_t i = 0; i < n_s; ++i) {
      const VectorXd& gamma = cells_.cells()[signal.length * n_s + i].forms[signal.form].gamma;
      for (const double tau : modes[signal.course].tau)
        for (const double scale : scale_grid(priors_))
          terms.push_back(log_term_of(gamma, std::pow(scale * widening, 2) * tau));
    }
  });
  return terms;
}

std::size_t EvidenceModel::size_in_mode(std::size_t i_s, double scale, double tau) const {
  const std::vector<double>& grid = priors_.discrepancy_grid;
  const double size = std::hypot(grid[i_s], priors_.relative_discrepancy * scale * std::sqrt(tau));
  while (i_s + 1 < grid.size() && size * size > grid[i_s] * grid[i_s + 1]) ++i_s;
  return i_s;
}

ScanModes EvidenceModel::modes_of(std::size_t course, int n_scans) const {
  const MatrixXd T = courses_[course].covariance();
  return scan_modes(T.topLeftCorner(n_scans, n_scans), S_.topLeftCorner(n_scans, n_scans));
}

void EvidenceModel::fill(ModeTable& table, const CellData& data, const Signal& signal, const ScanModes& modes,
                         double widening, std::vector<double>::const_iterator& term) const {
  const std::vector<double> scales = scale_grid(priors_);
  const std::size_t n_s = priors_.discrepancy_grid.size();
  const Index K = modes.tau.size();
  for (std::size_t i = 0; i < n_s; ++i) {
    const EvidenceCell& cell = cells_.cells()[signal.length * n_s + i];
    const CellData::InCell& said = data.cells[signal.length * n_s + i];
    const MatrixXd z2 = (said.form_data[signal.form].leftCols(K) * modes.to_modes).cwiseAbs2();
    for (Index m = 0; m < K; ++m) {
      const VectorXd mode = modes.to_modes.col(m);
      const double null = mode.dot(said.data_data.topLeftCorner(K, K) * mode) + cell.log_determinant;
      for (std::size_t k = 0; k < scales.size(); ++k) {
        const double v = std::pow(scales[k] * widening, 2) * modes.tau[m];
        table.at(i, static_cast<std::size_t>(m), k) =
            quadratic_gain(z2.col(m), cell.forms[signal.form].gamma, v) - *term++ - 0.5 * null;
      }
    }
  }
}

void EvidenceModel::add_signals(const CellData& data, const std::vector<ScanModes>& modes, int n_scans,
                                double widening,
                                std::array<std::vector<EvidenceSetting>, n_hypotheses>& settings) const {
  const std::vector<double> scales = scale_grid(priors_);
  const auto kept = log_terms_.find({n_scans, widening});
  const std::vector<double> terms = kept != log_terms_.end() ? kept->second : log_terms(n_scans, widening);
  const double log_plain =
      -std::log(static_cast<double>(n_plain_ * scales.size())) - 0.5 * log_constant(n_scans);
  const double log_mixed = log_plain - std::log(static_cast<double>(priors_.mixture_grid.size()));
  const std::size_t n_s = priors_.discrepancy_grid.size();
  const auto K = static_cast<std::size_t>(n_scans);
  ModeTable table(n_s, K, scales.size());
  auto term = terms.begin();
  for_each_signal([&](const Signal& signal) {
    const VectorXd& tau = modes[signal.course].tau;
    fill(table, data, signal, modes[signal.course], widening, term);
    const Hypothesis h = hypothesis_of(cells_.forms()[signal.form].w, is_weakened(signal.course));
    for (std::size_t i = 0; i < n_s; ++i) {
      const std::size_t c = signal.length * n_s + i;
      for (std::size_t k = 0; k < scales.size(); ++k) {
        const double size = scales[k] * widening;
        double sum = cells_.cells()[c].log_prior + (h == Hypothesis::M12 ? log_mixed : log_plain);
        std::size_t largest = i;
        for (std::size_t m = 0; m < K; ++m) {
          const std::size_t own = size_in_mode(i, size, tau[static_cast<Index>(m)]);
          sum += table.at(own, m, k);
          largest = std::max(largest, own);
        }
        settings[index_of(h)].push_back(
            {c, signal.length * n_s + largest, signal.form, signal.course, size, sum});
      }
    }
  });
}

double EvidenceModel::log_constant(int n_scans) const {
  const MatrixXd S = S_.topLeftCorner(n_scans, n_scans);
  return static_cast<double>(cells_.algebra().n_rows()) *
         (std::log(S.determinant()) + n_scans * std::log(2.0 * constants::pi));
}

Evidence EvidenceModel::evaluate(const CellData& data, int n_scans, double widening) const {
  const int K = n_scans > 0 ? n_scans : static_cast<int>(S_.rows());
  std::vector<ScanModes> modes;
  for (std::size_t c = 0; c < courses_.size(); ++c) modes.push_back(modes_of(c, K));
  const MatrixXd S = S_.topLeftCorner(K, K);
  const double constant = log_constant(K);
  std::array<std::vector<EvidenceSetting>, n_hypotheses> settings;
  for (std::size_t c = 0; c < cells_.cells().size(); ++c) {
    const EvidenceCell& cell = cells_.cells()[c];
    const double quadratic = S.ldlt().solve(data.cells[c].data_data.topLeftCorner(K, K)).trace();
    const double log_weight = cell.log_prior - 0.5 * (quadratic + K * cell.log_determinant + constant);
    settings[index_of(Hypothesis::M0)].push_back({c, c, 0, 0, 0.0, log_weight});
  }
  add_signals(data, modes, K, widening, settings);
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
