// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <memory>
#include <vector>

#include "inverse/column_algebra.h"
#include "inverse/hypotheses.h"

namespace lauelith::inverse {

/// One way to make a signal out of the mechanism columns: those of the first mechanism with weight √w, of the
/// second with √(1 − w). w = 1: penetration alone, 0: transport alone.
struct SignalForm {
  double w = 1.0;
};

/// Amplitudes of a form in coordinates in which they are independent: V of Gᵥ = V diag(γ) Vᵀ.
struct FormModes {
  Eigen::MatrixXd V;  ///< columns of the mechanisms (already weighted) × modes
  Eigen::VectorXd gamma;
};

/// Everything at one length and size of the discrepancy, with the nuisance columns N ~ N(0, I) absorbed:
///   Σ_N = Σ + N Nᵀ,  Φᵀ Σ_N⁻¹ Φ = G_ΦΦ − G_ΦN (I + G_NN)⁻¹ G_NΦ.
struct EvidenceCell {
  std::size_t length = 0;
  double s = 0.0;
  double log_prior = 0.0;
  double log_determinant = 0.0;          ///< ln|Σ_N|
  Eigen::LLT<Eigen::MatrixXd> nuisance;  ///< of I + G_NN
  Eigen::MatrixXd nuisance_signal;       ///< Lₙ⁻¹ G_NΦ
  Eigen::MatrixXd signal_gram;           ///< Φᵀ Σ⁻¹ Φ
  std::vector<FormModes> forms;
};

/// What a data set says in one cell: Φᵀ Σ_N⁻¹ Y and Yᵀ Σ_N⁻¹ Y.
DataSums absorbed(const EvidenceCell& cell, const DataSums& sums);

/// All that evidence needs of a data set: computed once, read by every hypothesis, prior and subset of scans.
struct CellData {
  struct InCell {
    Eigen::MatrixXd data_data;               ///< Yᵀ Σ_N⁻¹ Y
    std::vector<Eigen::MatrixXd> form_data;  ///< per form: Vᵀ Φᵀ Σ_N⁻¹ Y
  };
  std::vector<InCell> cells;
  std::vector<Eigen::MatrixXd> field_data_data;  ///< of the field cells
};

/// The part of the evidence that no data enter: built once per geometry, then used for the measurement and
/// for every simulated data set. Signals have prior covariance (columns)(columns)ᵀ, rms 1 over the map.
class EvidenceCells {
 public:
  /// `nuisance`: 5n × m, prior N(0, I) and the scans' own covariance; `first`, `second`: the mechanisms.
  EvidenceCells(const ComparedPixels& pixels, std::vector<StrainBlock> blocks,
                const Eigen::MatrixXd& nuisance, const Eigen::MatrixXd& first, const Eigen::MatrixXd& second,
                const HypothesisPriors& priors, int n_threads);

  const ColumnAlgebra& algebra() const { return *algebra_; }
  const std::vector<SignalForm>& forms() const { return forms_; }
  const std::vector<EvidenceCell>& cells() const { return cells_; }
  /// Without forms, on a finer grid of s, for a free field.
  const std::vector<EvidenceCell>& field_cells() const { return field_cells_; }
  std::size_t n_field_sizes() const { return field_sizes_.size(); }
  const std::vector<double>& field_sizes() const { return field_sizes_; }
  CellData data_of(const Changes& changes, int n_threads = 1) const;
  /// Of several data sets side by side, `n_scans` columns each, which costs less than one after the other.
  std::vector<CellData> data_of_each(const Changes& side_by_side, Eigen::Index n_scans) const;
  const Eigen::MatrixXd& columns() const { return columns_; }  ///< N | Φ
  Eigen::Index n_nuisance() const { return n_nuisance_; }
  Eigen::Index n_first() const { return n_first_; }
  Eigen::Index n_second() const { return columns_.cols() - n_nuisance_ - n_first_; }

 private:
  EvidenceCell cell_at(std::size_t length, double s, bool with_forms) const;
  FormModes modes_of(const SignalForm& form, const Eigen::MatrixXd& gram) const;

  Eigen::MatrixXd columns_;
  Eigen::Index n_nuisance_ = 0;
  Eigen::Index n_first_ = 0;
  std::unique_ptr<ColumnAlgebra> algebra_;
  std::vector<SignalForm> forms_;
  std::vector<EvidenceCell> cells_;  ///< length-major, then s
  std::vector<double> field_sizes_;
  std::vector<EvidenceCell> field_cells_;  ///< length-major, then size
};

}  // namespace lauelith::inverse
