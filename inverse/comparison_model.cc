// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/comparison_model.h"

#include <Eigen/Cholesky>
#include <cmath>

#include "inverse/mechanism_columns.h"
#include "src/random.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;

namespace {

Changes effect(const ComparisonSetting& setting, bool at_boundaries) {
  const ComparedPixels& data = setting.pixels;
  Changes changes = Changes::Zero(static_cast<Index>(data.n_rows()), data.n_scans());
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    Eigen::Vector2d n = data.interface_normal;
    double share = std::exp(-std::max(0.0, data.depth_um(p)) / 20.0);
    if (at_boundaries) {
      const NearestPiece nearest = nearest_piece(setting.traces, data.pixels[p].place_um);
      if (nearest.piece < 0) continue;
      n = setting.traces[static_cast<std::size_t>(nearest.piece)].normal();
      share = std::exp(-nearest.distance_um / 5.0);
    }
    const Eigen::Vector3d n3(n.x(), n.y(), 0.0);
    changes.block<5, 1>(5 * static_cast<Index>(p), data.n_scans() - 1) =
        -setting.smallest_effect * share * deviatoric_of_pair(n3, n3);
  }
  return changes;
}

/// rms over the map that the smaller of both smallest effects has in the last scan.
double least_visible_scale(const ComparisonSetting& setting) {
  const double rows = static_cast<double>(setting.pixels.n_rows());
  const double interface = effect(setting, false).norm() / std::sqrt(rows);
  const double boundary = effect(setting, true).norm() / std::sqrt(rows);
  return boundary > 0.0 ? std::min(interface, boundary) : interface;
}

}  // namespace

Changes smallest_interface_effect(const ComparisonSetting& setting) { return effect(setting, false); }
Changes smallest_boundary_effect(const ComparisonSetting& setting) { return effect(setting, true); }

ComparisonModel::ComparisonModel(ComparisonSetting setting, int n_threads, const Eigen::VectorXd& down_weight)
    : setting_(std::move(setting)), down_weight_(down_weight) {
  const ComparedPixels& data = setting_.pixels;
  MatrixXd second = transport_columns(setting_.basis, setting_.traces, data);
  MatrixXd first = penetration_columns(setting_.basis, second, data);
  normalise(first);
  normalise(second);
  cells_ = std::make_unique<EvidenceCells>(data, strain_blocks(data, down_weight),
                                           nuisance_columns(data, setting_.drift), first, second,
                                           setting_.priors, n_threads);
  evidence_ = std::make_unique<EvidenceModel>(*cells_, data.scan_covariance, setting_.currents,
                                              setting_.priors, least_visible_scale(setting_));
}

namespace {

/// Posterior mean of the drift amplitudes in a cell.
MatrixXd drift_amplitudes(const EvidenceCells& cells, const EvidenceCell& cell, const Changes& residual) {
  const DataProjection projection = cells.algebra().project(residual);
  const auto sums = cells.algebra().sums(projection, cell.length, {cell.s}, cells.n_nuisance());
  return cell.nuisance.solve(sums.front().column_data);
}

}  // namespace

FittedParts fitted_parts(const ComparisonModel& model, const Changes& changes, Hypothesis hypothesis,
                         const Evidence& evidence, const CellData& data) {
  const EvidenceSetting& best = evidence[index_of(hypothesis)].best;
  const EvidenceCells& cells = model.cells();
  const EvidenceCell& cell = cells.cells()[best.cell];
  const bool has_signal = hypothesis != Hypothesis::M0 && hypothesis != Hypothesis::M_other;
  FittedParts parts;
  parts.signal = Changes::Zero(changes.rows(), changes.cols());
  if (has_signal) parts.signal = model.signal(model.evidence().amplitudes(data, best));
  const Changes left = changes - parts.signal;
  parts.drift = cells.columns().leftCols(cells.n_nuisance()) * drift_amplitudes(cells, cell, left);
  // A free field is a discrepancy of its own size; scan modes share it here.
  const double s = hypothesis == Hypothesis::M_other ? std::hypot(cell.s, best.scale) : cell.s;
  parts.discrepancy = cells.algebra().discrepancy_of(left - parts.drift, cell.length, s);
  return parts;
}

Changes simulated_background(const EvidenceCells& cells, const ComparedPixels& pixels, std::size_t length,
                             double s, std::uint32_t seed, std::uint64_t number) {
  const MatrixXd& S = pixels.scan_covariance;
  const Index K = S.rows();
  Changes drawn = cells.algebra().drawn(length, s, K, seed, number);
  constexpr std::uint32_t stream = 43;
  RandomSequence random(seed, stream, number, 0);
  MatrixXd drift(cells.n_nuisance(), K);
  for (Index k = 0; k < K; ++k)
    for (Index j = 0; j < drift.rows(); ++j) drift(j, k) = random.normal();
  drawn += cells.columns().leftCols(cells.n_nuisance()) * drift;
  const MatrixXd L = S.llt().matrixL();
  return drawn * L.transpose();
}

Changes simulated_background(const ComparisonModel& model, std::size_t length, double s, std::uint32_t seed,
                             std::uint64_t number) {
  return simulated_background(model.cells(), model.pixels(), length, s, seed, number);
}

}  // namespace lauelith::inverse
