// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>

#include "inverse/evidence.h"
#include "src/random.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr std::uint32_t stream = 42;

/// v/(1 + vγ): variance of an amplitude in modes.
MatrixXd variances(const VectorXd& gamma, const VectorXd& tau, double scale) {
  MatrixXd variance(gamma.size(), tau.size());
  for (Index m = 0; m < tau.size(); ++m) {
    const double v = scale * scale * tau[m];
    variance.col(m) = (v / (1.0 + v * gamma.array())).matrix();
  }
  return variance;
}

MatrixXd normals(Index rows, Index cols, std::uint32_t seed, std::uint64_t number) {
  RandomSequence random(seed, stream, number, 0);
  MatrixXd drawn(rows, cols);
  for (Index j = 0; j < cols; ++j)
    for (Index i = 0; i < rows; ++i) drawn(i, j) = random.normal();
  return drawn;
}

/// Mean in modes of amplitudes and scans.
MatrixXd mean_in_modes(const EvidenceCells& cells, const CellData& data, const EvidenceSetting& setting,
                       const ScanModes& modes) {
  const FormModes& form = cells.cells()[setting.signal_cell].forms[setting.form];
  const MatrixXd z = data.cells[setting.signal_cell].form_data[setting.form] * modes.to_modes;
  return variances(form.gamma, modes.tau, setting.scale).cwiseProduct(z);
}

}  // namespace

const EvidenceSetting& drawn_setting(const HypothesisEvidence& evidence, double u) {
  double total = 0.0;
  for (const EvidenceSetting& one : evidence.settings)
    total += std::exp(one.log_weight - evidence.best.log_weight);
  double sum = 0.0;
  for (const EvidenceSetting& one : evidence.settings) {
    sum += std::exp(one.log_weight - evidence.best.log_weight);
    if (sum >= u * total) return one;
  }
  return evidence.settings.back();
}

MatrixXd EvidenceModel::amplitudes(const CellData& data, const EvidenceSetting& setting) const {
  const ScanModes modes = modes_of(setting.course, static_cast<int>(S_.rows()));
  const FormModes& form = cells_.cells()[setting.signal_cell].forms[setting.form];
  return form.V * mean_in_modes(cells_, data, setting, modes) * modes.from_modes;
}

MatrixXd EvidenceModel::drawn_amplitudes(const CellData& data, const EvidenceSetting& setting,
                                         std::uint32_t seed, std::uint64_t number) const {
  const ScanModes modes = modes_of(setting.course, static_cast<int>(S_.rows()));
  const FormModes& form = cells_.cells()[setting.signal_cell].forms[setting.form];
  const MatrixXd sd = variances(form.gamma, modes.tau, setting.scale).cwiseSqrt();
  const MatrixXd in_modes = mean_in_modes(cells_, data, setting, modes) +
                            sd.cwiseProduct(normals(sd.rows(), sd.cols(), seed, number));
  return form.V * in_modes * modes.from_modes;
}

MatrixXd EvidenceModel::prior_amplitudes(const EvidenceSetting& setting, std::uint32_t seed,
                                         std::uint64_t number) const {
  const ScanModes modes = modes_of(setting.course, static_cast<int>(S_.rows()));
  const FormModes& form = cells_.cells()[setting.signal_cell].forms[setting.form];
  const VectorXd sd = setting.scale * modes.tau.cwiseSqrt();
  return form.V * (normals(form.gamma.size(), sd.size(), seed, number) * sd.asDiagonal()) * modes.from_modes;
}

}  // namespace lauelith::inverse
