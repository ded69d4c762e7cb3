// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/evidence_cells.h"

#include <Eigen/Eigenvalues>
#include <cmath>

#include "src/parallel.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

MatrixXd side_by_side(const MatrixXd& a, const MatrixXd& b, const MatrixXd& c) {
  MatrixXd all(a.rows(), a.cols() + b.cols() + c.cols());
  all << a, b, c;
  return all;
}

std::vector<double> field_sizes_of(const HypothesisPriors& priors) {
  std::vector<double> sizes;
  const double largest = 3.0 * priors.other_grid.back();
  for (double s = 0.5 * priors.discrepancy_grid.front(); s < largest * 1.7; s *= 1.7) sizes.push_back(s);
  return sizes;
}

}  // namespace

DataSums absorbed(const EvidenceCell& cell, const DataSums& sums) {
  const Index n = cell.nuisance.rows();
  const MatrixXd half = cell.nuisance.matrixL().solve(sums.column_data.topRows(n));
  const Index rest = sums.column_data.rows() - n;
  DataSums left{MatrixXd(), sums.data_data - half.transpose() * half};
  if (rest > 0)
    left.column_data = sums.column_data.bottomRows(rest) - cell.nuisance_signal.transpose() * half;
  return left;
}

EvidenceCells::EvidenceCells(const ComparedPixels& data, std::vector<StrainBlock> blocks,
                             const MatrixXd& nuisance, const MatrixXd& first, const MatrixXd& second,
                             const HypothesisPriors& priors, int n_threads)
    : columns_(side_by_side(nuisance, first, second)), n_nuisance_(nuisance.cols()), n_first_(first.cols()) {
  algebra_ =
      std::make_unique<ColumnAlgebra>(data, std::move(blocks), columns_, priors.length_grid_um, n_threads);
  if (first.cols() > 0) forms_.push_back({1.0});
  if (second.cols() > 0) forms_.push_back({0.0});
  if (forms_.size() == 2)
    for (const double w : priors.mixture_grid) forms_.push_back({w});
  field_sizes_ = field_sizes_of(priors);
  const auto log_s = log_discrepancy_prior(priors);
  const auto log_length = log_length_prior(priors);
  const std::size_t n_s = log_s.size();
  const std::size_t n_sizes = field_sizes_.size();
  cells_.resize(log_length.size() * n_s);
  field_cells_.resize(log_length.size() * n_sizes);
  for_each_index(cells_.size() + field_cells_.size(), n_threads, [&](std::size_t i) {
    if (i < cells_.size()) {
      cells_[i] = cell_at(i / n_s, priors.discrepancy_grid[i % n_s], true);
      cells_[i].log_prior = log_length[i / n_s] + log_s[i % n_s];
    } else {
      const std::size_t k = i - cells_.size();
      field_cells_[k] = cell_at(k / n_sizes, field_sizes_[k % n_sizes], false);
      field_cells_[k].log_prior = log_length[k / n_sizes];
    }
  });
}

EvidenceCell EvidenceCells::cell_at(std::size_t length, double s, bool with_forms) const {
  EvidenceCell cell;
  cell.length = length;
  cell.s = s;
  const MatrixXd G = algebra_->gram(length, s, with_forms ? columns_.cols() : n_nuisance_);
  cell.nuisance.compute(MatrixXd::Identity(n_nuisance_, n_nuisance_) +
                        G.topLeftCorner(n_nuisance_, n_nuisance_));
  const MatrixXd L = cell.nuisance.matrixL();
  cell.log_determinant = algebra_->log_determinant(length, s) + 2.0 * L.diagonal().array().log().sum();
  if (!with_forms) return cell;
  const Index n = columns_.cols() - n_nuisance_;
  cell.nuisance_signal = cell.nuisance.matrixL().solve(G.topRightCorner(n_nuisance_, n));
  cell.signal_gram = G.bottomRightCorner(n, n);
  const MatrixXd left = cell.signal_gram - cell.nuisance_signal.transpose() * cell.nuisance_signal;
  for (const SignalForm& form : forms_) cell.forms.push_back(modes_of(form, left));
  return cell;
}

FormModes EvidenceCells::modes_of(const SignalForm& form, const MatrixXd& gram) const {
  const Index n = gram.rows();
  const Index from = form.w > 0.0 ? 0 : n_first_;
  const Index to = form.w < 1.0 ? n : n_first_;
  VectorXd weight(n);
  weight.head(n_first_).setConstant(std::sqrt(form.w));
  weight.tail(n - n_first_).setConstant(std::sqrt(1.0 - form.w));
  const auto part = weight.segment(from, to - from);
  const MatrixXd weighted =
      part.asDiagonal() * gram.block(from, from, to - from, to - from) * part.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(weighted);
  FormModes modes;
  modes.V = MatrixXd::Zero(n, to - from);
  modes.V.middleRows(from, to - from) = part.asDiagonal() * eigen.eigenvectors();
  modes.gamma = eigen.eigenvalues().cwiseMax(0.0);
  return modes;
}

std::vector<CellData> EvidenceCells::data_of_each(const Changes& changes, Index n_scans) const {
  const CellData all = data_of(changes);
  std::vector<CellData> each;
  for (Index first = 0; first < changes.cols(); first += n_scans) {
    CellData data;
    for (const CellData::InCell& cell : all.cells) {
      data.cells.push_back({cell.data_data.block(first, first, n_scans, n_scans), {}});
      for (const MatrixXd& form : cell.form_data)
        data.cells.back().form_data.emplace_back(form.middleCols(first, n_scans));
    }
    for (const MatrixXd& field : all.field_data_data)
      data.field_data_data.emplace_back(field.block(first, first, n_scans, n_scans));
    each.push_back(std::move(data));
  }
  return each;
}

CellData EvidenceCells::data_of(const Changes& changes, int n_threads) const {
  const DataProjection projection = algebra_->project(changes, n_threads);
  CellData data;
  for (std::size_t length = 0; length < algebra_->n_lengths(); ++length) {
    std::vector<double> sizes;
    for (const EvidenceCell& cell : cells_)
      if (cell.length == length) sizes.push_back(cell.s);
    const auto sums = algebra_->sums(projection, length, sizes, columns_.cols());
    for (const DataSums& one : sums) {
      const EvidenceCell& cell = cells_[data.cells.size()];
      const DataSums left = absorbed(cell, one);
      CellData::InCell in_cell{left.data_data, {}};
      for (const FormModes& form : cell.forms)
        in_cell.form_data.emplace_back((left.column_data.transpose() * form.V).transpose());
      data.cells.push_back(std::move(in_cell));
    }
    for (const DataSums& one : algebra_->sums(projection, length, field_sizes_, n_nuisance_))
      data.field_data_data.push_back(absorbed(field_cells_[data.field_data_data.size()], one).data_data);
  }
  return data;
}

}  // namespace lauelith::inverse
