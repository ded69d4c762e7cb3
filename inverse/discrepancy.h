// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <vector>

#include "inverse/strain_blocks.h"

namespace lauelith::inverse {

/// Model discrepancy of one block: a Gaussian field of Matérn-3/2 covariance
///   s² (1 + √3 r/ℓ) exp(−√3 r/ℓ)
/// (M. C. Kennedy & A. O'Hagan, J. R. Statist. Soc. B 63 (2001) 425, for the idea of such a term). The field
/// lives on nodes and is interpolated bilinearly between them (`U`). With noise D:
///   Σ(s) = D + s² U K Uᵀ,   L Lᵀ = K,   Lᵀ Uᵀ D⁻¹ U L = Q Θ Qᵀ,   E = Qᵀ Lᵀ Uᵀ D⁻¹,
///   Σ⁻¹ = D⁻¹ − Eᵀ diag(s²/(1 + s²θ)) E,   ln|Σ| = ln|D| + Σ_j ln(1 + s²θ_j):
/// one eigenproblem per length, then any s at once. Nodes lie on the pixels themselves where a grain has few
/// of them (exact), else at a spacing of about ℓ/2 (loses 3 % of the variance between nodes).
/// Pinned by: Discrepancy.* (tests/inverse/evidence_test.cc).
class Discrepancy {
 public:
  Discrepancy(const ComparedPixels& pixels, const StrainBlock& block, double length_um, int most_nodes = 420);

  const Eigen::VectorXd& theta() const { return theta_; }
  double log_noise() const { return log_noise_; }  ///< ln|D|
  /// E·rows: what Σ⁻¹ takes away. D⁻¹·rows is the caller's.
  Eigen::MatrixXd projected(const Eigen::MatrixXd& weighted_rows) const;  ///< of D⁻¹·rows
  Eigen::VectorXd gain(double s) const { return (s * s / (1.0 + s * s * theta_.array())).matrix(); }
  double log_determinant(double s) const { return log_noise_ + (1.0 + s * s * theta_.array()).log().sum(); }
  /// The posterior mean of the field itself at the pixels from E·D-weighted residuals.
  Eigen::MatrixXd field(const Eigen::MatrixXd& projected_rows, double s) const;
  /// A draw of the field at the pixels from independent standard normals, one row per node.
  Eigen::MatrixXd drawn(const Eigen::MatrixXd& normals, double s) const;
  Eigen::Index n_nodes() const { return theta_.size(); }

 private:
  Eigen::SparseMatrix<double, Eigen::RowMajor> U_;  ///< pixels × nodes
  Eigen::MatrixXd LQ_;                              ///< nodes × nodes
  Eigen::VectorXd theta_;
  double log_noise_ = 0.0;
};

/// Matérn-3/2 of unit variance.
double matern_correlation(double distance, double length);

}  // namespace lauelith::inverse
