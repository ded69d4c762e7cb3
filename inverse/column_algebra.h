// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "inverse/discrepancy.h"

namespace lauelith::inverse {

/// What changes say about columns: everything that any s needs, for each length of the discrepancy.
struct DataProjection {
  Eigen::MatrixXd column_data;             ///< Xᵀ D⁻¹ Y
  Eigen::MatrixXd data_data;               ///< Yᵀ D⁻¹ Y
  std::vector<Eigen::MatrixXd> node_data;  ///< per length: E·Y of all blocks, one below the other
};

/// Xᵀ Σ⁻¹ Y and Yᵀ Σ⁻¹ Y.
struct DataSums {
  Eigen::MatrixXd column_data;
  Eigen::MatrixXd data_data;
};

/// Products of columns X with the inverse of Σ(s, ℓ) = D + s² U K Uᵀ (discrepancy.h) of all blocks. Costs one
/// eigenproblem per block and length when built; then Σ may change its s for little.
class ColumnAlgebra {
 public:
  /// `columns`: 5n × J, rows as in Changes.
  ColumnAlgebra(const ComparedPixels& pixels, std::vector<StrainBlock> blocks, const Eigen::MatrixXd& columns,
                std::vector<double> lengths_um, int n_threads);

  std::size_t n_lengths() const { return lengths_um_.size(); }
  double length_um(std::size_t i) const { return lengths_um_[i]; }
  Eigen::Index n_columns() const { return column_column_.rows(); }
  std::size_t n_rows() const { return n_rows_; }
  const std::vector<StrainBlock>& blocks() const { return blocks_; }

  /// Xᵀ Σ⁻¹ X of the first columns.
  Eigen::MatrixXd gram(std::size_t length, double s, Eigen::Index n_first) const;
  double log_determinant(std::size_t length, double s) const;  ///< ln|Σ|
  DataProjection project(const Changes& changes, int n_threads = 1) const;
  /// For several s at once: the data are few columns, and one product reads all nodes but once.
  std::vector<DataSums> sums(const DataProjection& projection, std::size_t length,
                             const std::vector<double>& s, Eigen::Index n_first) const;
  /// Posterior mean of the discrepancy under Σ, given what is left of the changes.
  Changes discrepancy_of(const Changes& residual, std::size_t length, double s) const;
  /// Noise (D, I/m) and discrepancy drawn from standard normals; columns of the result are independent.
  Changes drawn(std::size_t length, double s, Eigen::Index n, std::uint32_t seed, std::uint64_t number) const;

 private:
  const Discrepancy& discrepancy(std::size_t length, std::size_t block) const {
    return discrepancies_[length * blocks_.size() + block];
  }
  Eigen::VectorXd gains(std::size_t length, double s) const;

  std::vector<StrainBlock> blocks_;
  std::vector<double> lengths_um_;
  std::size_t n_rows_ = 0;
  std::vector<Discrepancy> discrepancies_;      ///< length-major
  std::vector<Eigen::MatrixXd> block_columns_;  ///< D⁻¹ X of each block
  Eigen::MatrixXd column_column_;               ///< Xᵀ D⁻¹ X
  std::vector<Eigen::MatrixXd> node_columns_;   ///< per length: E·X of all blocks
};

}  // namespace lauelith::inverse
