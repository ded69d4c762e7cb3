// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/descriptor_evidence.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "inverse/simulated_verdicts.h"
#include "src/constants.h"
#include "src/parallel.h"
#include "src/prior.h"
#include "src/random.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double most_unexplained = 0.4;
constexpr double usual_distance2 = 21.67;  ///< 99 % of χ² with nine degrees of freedom

/// A free field of the setting's size, following its time course.
Changes free_field(const ComparisonModel& model, const EvidenceSetting& setting, std::size_t length,
                   std::uint32_t seed, std::uint64_t number) {
  const ColumnAlgebra& algebra = model.cells().algebra();
  const Index K = model.pixels().scan_covariance.rows();
  const Changes both = algebra.drawn(length, setting.scale, K, seed, number);
  const Changes noise = algebra.drawn(length, 0.0, K, seed, number);  // the same numbers: they cancel
  const MatrixXd T = model.evidence().courses()[setting.course].covariance();
  const MatrixXd L = Eigen::LLT<MatrixXd>(T).matrixL();
  return (both - noise) * L.transpose();
}

/// A data set of a hypothesis: amplitudes from prior or posterior at a setting drawn from its posterior.
Changes drawn_data(const ComparisonModel& model, const Evidence& evidence, Hypothesis hypothesis,
                   const CellData* measured, std::uint32_t seed, std::uint64_t number) {
  constexpr std::uint32_t stream = 45;
  RandomSequence random(seed, stream + static_cast<std::uint32_t>(hypothesis), number, 0);
  const EvidenceSetting& setting = drawn_setting(evidence[index_of(hypothesis)], random.uniform());
  const EvidenceCell& cell = model.cells().cells()[setting.cell];
  const auto own = static_cast<std::uint32_t>(seed + 1000 * (1 + static_cast<std::uint32_t>(hypothesis)));
  Changes data = simulated_background(model, cell.length, cell.s, own, number);
  if (hypothesis == Hypothesis::M0) return data;
  if (hypothesis == Hypothesis::M_other)
    return data + free_field(model, setting, cell.length, own + 7, number);
  return data + model.signal(measured != nullptr
                                 ? model.evidence().drawn_amplitudes(*measured, setting, own, number)
                                 : model.evidence().prior_amplitudes(setting, own, number));
}

MatrixXd simulated(const ComparisonModel& model, const DescriptorFrame& frame, const Evidence& evidence,
                   Hypothesis hypothesis, const CellData* measured, int n, std::uint32_t seed,
                   int n_threads) {
  MatrixXd all(n, static_cast<Index>(n_descriptors));
  for_each_index(static_cast<std::size_t>(n), n_threads, [&](std::size_t i) {
    all.row(static_cast<Index>(i)) =
        frame.of(drawn_data(model, evidence, hypothesis, measured, seed, i)).transpose();
  });
  return all;
}

/// Every column to normal scores of its ranks among all rows.
void rank_normalise(MatrixXd& values) {
  const Index n = values.rows();
  std::vector<Index> order(static_cast<std::size_t>(n));
  for (Index c = 0; c < values.cols(); ++c) {
    for (Index i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](Index a, Index b) { return values(a, c) < values(b, c); });
    VectorXd scores(n);
    for (Index i = 0; i < n; ++i)
      scores[order[static_cast<std::size_t>(i)]] =
          normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(n));
    values.col(c) = scores;
  }
}

/// ln N of the sample's mean and covariance at s, and the squared distance in it.
std::pair<double, double> log_normal_of(const VectorXd& s, const MatrixXd& sample) {
  const VectorXd mean = sample.colwise().mean();
  const MatrixXd centred = sample.rowwise() - mean.transpose();
  MatrixXd C = centred.transpose() * centred / static_cast<double>(sample.rows() - 1);
  const VectorXd diagonal = C.diagonal().array() + 1e-4;
  C *= 0.9;
  C.diagonal() = diagonal;
  const Eigen::LLT<MatrixXd> factor(C);
  const MatrixXd L = factor.matrixL();
  const VectorXd half = L.triangularView<Eigen::Lower>().solve(s - mean);
  const double log_density = -0.5 * half.squaredNorm() - L.diagonal().array().log().sum() -
                             0.5 * static_cast<double>(s.size()) * std::log(2.0 * constants::pi);
  return {log_density, half.squaredNorm()};
}

}  // namespace

DescriptorEvidence descriptor_evidence(const ComparisonModel& model, const DescriptorFrame& frame,
                                       const Changes& changes, const Evidence& evidence, int n_simulated,
                                       std::uint32_t seed, int n_threads) {
  DescriptorEvidence result;
  result.observed = frame.of(changes);
  result.n_simulated = n_simulated;
  result.log_z.fill(not_tested);
  std::vector<std::size_t> tested;
  for (std::size_t h = 0; h < n_hypotheses; ++h)
    if (evidence[h].is_tested && h != index_of(Hypothesis::M1c)) tested.push_back(h);
  const auto n = static_cast<Index>(n_simulated);
  MatrixXd all(n * static_cast<Index>(tested.size()) + 1, static_cast<Index>(n_descriptors));
  for (std::size_t i = 0; i < tested.size(); ++i) {
    all.middleRows(n * static_cast<Index>(i), n) = simulated(
        model, frame, evidence, static_cast<Hypothesis>(tested[i]), nullptr, n_simulated, seed, n_threads);
  }
  all.bottomRows(1) = result.observed.transpose();
  rank_normalise(all);
  const VectorXd s = all.bottomRows(1).transpose();
  for (std::size_t i = 0; i < tested.size(); ++i) {
    const auto [log_z, distance2] = log_normal_of(s, all.middleRows(n * static_cast<Index>(i), n));
    result.log_z[tested[i]] = log_z;
    result.distance2[tested[i]] = distance2;
  }
  result.log_z[index_of(Hypothesis::M1c)] = result.log_z[index_of(Hypothesis::M1)];
  result.distance2[index_of(Hypothesis::M1c)] = result.distance2[index_of(Hypothesis::M1)];
  return result;
}

VerdictCheck roads_agree(const Evidence& evidence, const DescriptorEvidence& descriptors, Hypothesis best) {
  VerdictCheck check{"descriptors_agree", true, 0.0, -6.0,
                     "The descriptors of the maps do not contradict the linear evidence."};
  for (std::size_t h = 0; h < n_hypotheses; ++h) {
    const bool is_same = best == Hypothesis::M1 && h == index_of(Hypothesis::M1c);
    if (h == index_of(best) || is_same || descriptors.log_z[h] == not_tested) continue;
    const double linear = 2.0 * (evidence[index_of(best)].log_z - evidence[h].log_z);
    const double other = 2.0 * (descriptors.log_z[index_of(best)] - descriptors.log_z[h]);
    check.value = std::min(check.value, other);
    const bool is_usual = descriptors.distance2[h] < usual_distance2;
    const bool best_is_usual = descriptors.distance2[index_of(best)] < usual_distance2;
    if (linear <= 6.0 || other >= -6.0 || !is_usual || best_is_usual) continue;
    check.passed = false;
    check.sentence = std::string("The descriptors of the maps speak for ") + hypothesis_names[h] +
                     " against " + hypothesis_names[index_of(best)] + ", which the linear evidence prefers.";
  }
  return check;
}

VerdictCheck explained_check(const ComparisonModel& model, const Changes& changes, const CellData& measured,
                             const Evidence& evidence, Hypothesis best) {
  const FittedParts parts = fitted_parts(model, changes, best, evidence, measured);
  const ComparedPixels& data = model.pixels();
  const Index k = changes.cols() - 1;
  double all = 0.0, left = 0.0;
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const Matrix5d weight = data.pixels[p].covariance.inverse() / data.scan_covariance(k, k);
    const Index row = 5 * static_cast<Index>(p);
    const Vector5d change = changes.block<5, 1>(row, k) - parts.drift.block<5, 1>(row, k);
    const Vector5d rest = change - parts.signal.block<5, 1>(row, k);
    all += change.dot(weight * change) - 5.0;
    left += rest.dot(weight * rest) - 5.0;
  }
  // What noise alone does to a sum of q, three standard deviations.
  const double noise = 3.0 * std::sqrt(10.0 * static_cast<double>(data.pixels.size()));
  const double share = best == Hypothesis::M0 || left < noise ? 0.0 : left / std::max(all, noise);
  char text[200];
  std::snprintf(
      text, sizeof text,
      "%.0f %% of the last scan's change is left unexplained by the best explanation; more than 40 %% "
      "make it inadequate.",
      100.0 * share);
  return {"explained", share <= most_unexplained, share, most_unexplained, text};
}

}  // namespace lauelith::inverse
