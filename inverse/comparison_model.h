// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <vector>

#include "inverse/boundary_trace.h"
#include "inverse/compared_maps.h"
#include "inverse/evidence.h"
#include "inverse/nuisance_columns.h"
#include "src/influence_basis.h"

namespace lauelith::inverse {

/// What a comparison knows before it sees a change: pixels, boundaries, influence fields, priors. Built once,
/// it serves the measurement, its predictive checks, its power, and plans.
struct ComparisonSetting {
  ComparedPixels pixels;
  std::vector<TracePiece> traces;
  InfluenceBasis basis;
  HypothesisPriors priors;
  DriftPriors drift;
  double smallest_effect = 3e-5;  ///< strain in a band of 20 µm at the interface or 5 µm about boundaries
  std::vector<double> currents;   ///< of the cycling before each later scan, any unit; empty: not known
};

class ComparisonModel {
 public:
  /// `down_weight`: per pixel, empty: all 1.
  ComparisonModel(ComparisonSetting setting, int n_threads, const Eigen::VectorXd& down_weight = {});

  const ComparedPixels& pixels() const { return setting_.pixels; }
  const ComparisonSetting& setting() const { return setting_; }
  const EvidenceCells& cells() const { return *cells_; }
  const EvidenceModel& evidence() const { return *evidence_; }
  const Eigen::VectorXd& down_weight() const { return down_weight_; }
  /// Columns of both mechanisms, rms 1 over the map.
  Eigen::MatrixXd signal_columns() const { return cells_->columns().rightCols(n_signals()); }
  Eigen::Index n_signals() const { return cells_->n_first() + cells_->n_second(); }
  /// The change that amplitudes (columns × scans) make.
  Changes signal(const Eigen::MatrixXd& amplitudes) const { return signal_columns() * amplitudes; }

 private:
  ComparisonSetting setting_;
  Eigen::VectorXd down_weight_;
  std::unique_ptr<EvidenceCells> cells_;
  std::unique_ptr<EvidenceModel> evidence_;
};

/// The smallest effect of interest as a change of the last scan: compression across a band exp(−Y/20 µm) at
/// the interface, or across boundaries, exp(−d/5 µm).
Changes smallest_interface_effect(const ComparisonSetting& setting);
Changes smallest_boundary_effect(const ComparisonSetting& setting);

/// What the setting says about a fit: signal, drift and discrepancy, scan by scan.
struct FittedParts {
  Changes signal;
  Changes drift;
  Changes discrepancy;
};
/// At the most probable setting of a hypothesis.
FittedParts fitted_parts(const ComparisonModel& model, const Changes& changes, Hypothesis hypothesis,
                         const Evidence& evidence, const CellData& data);

/// Noise, drift and discrepancy of the model itself, with the covariance between changes.
Changes simulated_background(const EvidenceCells& cells, const ComparedPixels& pixels, std::size_t length,
                             double s, std::uint32_t seed, std::uint64_t number);
Changes simulated_background(const ComparisonModel& model, std::size_t length, double s, std::uint32_t seed,
                             std::uint64_t number);

}  // namespace lauelith::inverse
