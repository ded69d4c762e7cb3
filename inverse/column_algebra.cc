// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/column_algebra.h"

#include <cmath>
#include <optional>

#include "src/parallel.h"
#include "src/random.h"

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

MatrixXd stacked(const std::vector<MatrixXd>& parts) {
  Index rows = 0;
  for (const MatrixXd& part : parts) rows += part.rows();
  MatrixXd all(rows, parts.empty() ? 0 : parts.front().cols());
  Index row = 0;
  for (const MatrixXd& part : parts) {
    all.middleRows(row, part.rows()) = part;
    row += part.rows();
  }
  return all;
}

MatrixXd standard_normals(Index rows, Index cols, RandomSequence& random) {
  MatrixXd normals(rows, cols);
  for (Index j = 0; j < cols; ++j)
    for (Index i = 0; i < rows; ++i) normals(i, j) = random.normal();
  return normals;
}

}  // namespace

ColumnAlgebra::ColumnAlgebra(const ComparedPixels& data, std::vector<StrainBlock> blocks,
                             const MatrixXd& columns, std::vector<double> lengths_um, int n_threads)
    : blocks_(std::move(blocks)), lengths_um_(std::move(lengths_um)), n_rows_(data.n_rows()) {
  const std::size_t n = blocks_.size();
  std::vector<MatrixXd> grams(n);
  block_columns_.resize(n);
  for_each_index(n, n_threads, [&](std::size_t b) {
    const MatrixXd X = rows_of_block(blocks_[b], columns);
    block_columns_[b] = blocks_[b].variance.cwiseInverse().asDiagonal() * X;
    grams[b] = X.transpose() * block_columns_[b];
  });
  column_column_ = MatrixXd::Zero(columns.cols(), columns.cols());
  for (const MatrixXd& gram : grams) column_column_ += gram;
  std::vector<std::optional<Discrepancy>> made(n * lengths_um_.size());
  std::vector<MatrixXd> projected(made.size());
  for_each_index(made.size(), n_threads, [&](std::size_t i) {
    made[i].emplace(data, blocks_[i % n], lengths_um_[i / n]);
    projected[i] = made[i]->projected(block_columns_[i % n]);
  });
  for (std::size_t length = 0; length < lengths_um_.size(); ++length) {
    const auto first = projected.begin() + static_cast<std::ptrdiff_t>(length * n);
    node_columns_.push_back(stacked({first, first + static_cast<std::ptrdiff_t>(n)}));
  }
  for (auto& one : made) discrepancies_.push_back(std::move(*one));
}

VectorXd ColumnAlgebra::gains(std::size_t length, double s) const {
  VectorXd all(node_columns_[length].rows());
  Index row = 0;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const VectorXd gain = discrepancy(length, b).gain(s);
    all.segment(row, gain.size()) = gain;
    row += gain.size();
  }
  return all;
}

MatrixXd ColumnAlgebra::gram(std::size_t length, double s, Index n_first) const {
  const MatrixXd half = gains(length, s).cwiseSqrt().asDiagonal() * node_columns_[length].leftCols(n_first);
  MatrixXd G = column_column_.topLeftCorner(n_first, n_first);
  G.selfadjointView<Eigen::Lower>().rankUpdate(half.transpose(), -1.0);
  G.triangularView<Eigen::StrictlyUpper>() = G.transpose();
  return G;
}

double ColumnAlgebra::log_determinant(std::size_t length, double s) const {
  double sum = 0.0;
  for (std::size_t b = 0; b < blocks_.size(); ++b) sum += discrepancy(length, b).log_determinant(s);
  return sum;
}

DataProjection ColumnAlgebra::project(const Changes& changes, int n_threads) const {
  const std::size_t n = blocks_.size();
  std::vector<DataProjection> parts(n);
  for_each_index(n, n_threads, [&](std::size_t b) {
    const MatrixXd Y = rows_of_block(blocks_[b], changes);
    const MatrixXd weighted = blocks_[b].variance.cwiseInverse().asDiagonal() * Y;
    parts[b].column_data = block_columns_[b].transpose() * Y;
    parts[b].data_data = Y.transpose() * weighted;
    for (std::size_t l = 0; l < lengths_um_.size(); ++l)
      parts[b].node_data.push_back(discrepancy(l, b).projected(weighted));
  });
  DataProjection sum = parts.front();
  for (std::size_t b = 1; b < n; ++b) {
    sum.column_data += parts[b].column_data;
    sum.data_data += parts[b].data_data;
  }
  for (std::size_t l = 0; l < lengths_um_.size(); ++l) {
    std::vector<MatrixXd> of_length;
    for (const DataProjection& part : parts) of_length.push_back(part.node_data[l]);
    sum.node_data[l] = stacked(of_length);
  }
  return sum;
}

std::vector<DataSums> ColumnAlgebra::sums(const DataProjection& projection, std::size_t length,
                                          const std::vector<double>& s, Index n_first) const {
  const MatrixXd& r = projection.node_data[length];
  const Index K = r.cols();
  MatrixXd weighted(r.rows(), K * static_cast<Index>(s.size()));
  for (std::size_t i = 0; i < s.size(); ++i)
    weighted.middleCols(K * static_cast<Index>(i), K) = gains(length, s[i]).asDiagonal() * r;
  const MatrixXd taken = weighted.transpose() * node_columns_[length].leftCols(n_first);
  std::vector<DataSums> all;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const Index first = K * static_cast<Index>(i);
    all.push_back({projection.column_data.topRows(n_first) - taken.middleRows(first, K).transpose(),
                   projection.data_data - r.transpose() * weighted.middleCols(first, K)});
  }
  return all;
}

Changes ColumnAlgebra::discrepancy_of(const Changes& residual, std::size_t length, double s) const {
  Changes field = Changes::Zero(residual.rows(), residual.cols());
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const MatrixXd weighted =
        blocks_[b].variance.cwiseInverse().asDiagonal() * rows_of_block(blocks_[b], residual);
    const Discrepancy& one = discrepancy(length, b);
    add_rows_of_block(blocks_[b], one.field(one.projected(weighted), s), field);
  }
  return field;
}

Changes ColumnAlgebra::drawn(std::size_t length, double s, Index n, std::uint32_t seed,
                             std::uint64_t number) const {
  Changes changes = Changes::Zero(static_cast<Index>(n_rows_), n);
  constexpr std::uint32_t stream = 41;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    RandomSequence random(seed, stream, number, static_cast<std::uint32_t>(b));
    const StrainBlock& block = blocks_[b];
    MatrixXd rows =
        block.variance.cwiseSqrt().asDiagonal() * standard_normals(block.variance.size(), n, random);
    if (s > 0.0) {
      const Discrepancy& one = discrepancy(length, b);
      rows += one.drawn(standard_normals(one.n_nodes(), n, random), s);
    }
    add_rows_of_block(block, rows, changes);
  }
  return changes;
}

}  // namespace lauelith::inverse
