// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/course_likelihood.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <cmath>

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

double log_determinant(const Eigen::LLT<MatrixXd>& factor) {
  return 2.0 * factor.matrixLLT().diagonal().array().log().sum();
}

/// Φᵀ Σ_N⁻¹ Y of one mechanism, from its own modes: V is orthogonal in that mechanism's columns.
MatrixXd data_of_form(const EvidenceCells& cells, const CellData& data, std::size_t cell, double w) {
  for (std::size_t f = 0; f < cells.forms().size(); ++f)
    if (cells.forms()[f].w == w) return cells.cells()[cell].forms[f].V * data.cells[cell].form_data[f];
  return {};
}

}  // namespace

CourseLikelihood::CourseLikelihood(const EvidenceCells& cells, const CellData& data, const MatrixXd& S) {
  const MatrixXd L = S.llt().matrixL();
  whitening_ = L.inverse();
  const Index n1 = cells.n_first(), n2 = cells.n_second();
  for (std::size_t c = 0; c < cells.cells().size(); ++c) {
    const EvidenceCell& one = cells.cells()[c];
    const MatrixXd G = one.signal_gram - one.nuisance_signal.transpose() * one.nuisance_signal;
    Cell cell;
    const auto K = static_cast<double>(S.rows());
    cell.log_null = -0.5 * (S.ldlt().solve(data.cells[c].data_data).trace() + K * one.log_determinant);
    cell.gram[0] = G.topLeftCorner(n1, n1);
    cell.gram[1] = G.bottomRightCorner(n2, n2);
    cell.cross = G.topRightCorner(n1, n2);
    if (n1 > 0) cell.data[0] = data_of_form(cells, data, c, 1.0).topRows(n1) * whitening_.transpose();
    if (n2 > 0) cell.data[1] = data_of_form(cells, data, c, 0.0).bottomRows(n2) * whitening_.transpose();
    cells_.push_back(std::move(cell));
  }
}

CourseLikelihood::InModes CourseLikelihood::in_modes(const Cell& cell, int mechanism,
                                                     const MechanismPrior& prior) const {
  const MatrixXd& gram = cell.gram[mechanism];
  const MatrixXd T = whitening_ * prior.course.covariance() * whitening_.transpose();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(T);
  InModes modes;
  modes.gram = prior.column_sd.asDiagonal() * gram * prior.column_sd.asDiagonal();
  // What a mode can add to ln Z is below half of this trace.
  constexpr double negligible = 1e-4;
  Index first = 0;
  const double trace = modes.gram.trace();
  while (first < T.rows() && eigen.eigenvalues()[first] * trace < negligible) ++first;
  const Index n = gram.rows() == 0 ? 0 : T.rows() - first;
  modes.Q = eigen.eigenvectors().rightCols(n);
  modes.tau = eigen.eigenvalues().tail(n);
  if (n > 0)
    modes.b =
        prior.column_sd.asDiagonal() * cell.data[mechanism] * modes.Q * modes.tau.cwiseSqrt().asDiagonal();
  return modes;
}

double CourseLikelihood::log_likelihood(std::size_t number, const MechanismPrior& first_prior,
                                        const MechanismPrior& second_prior) const {
  const Cell& cell = cells_[number];
  const InModes first = in_modes(cell, 0, first_prior);
  const InModes second = in_modes(cell, 1, second_prior);
  const Index n1 = cell.gram[0].rows(), n2 = cell.gram[1].rows();
  const Index m1 = first.tau.size(), m2 = second.tau.size();
  double log_z = cell.log_null;
  MatrixXd M = MatrixXd::Identity(n2 * m2, n2 * m2);
  VectorXd b(n2 * m2);
  for (Index j = 0; j < m2; ++j) {
    M.block(j * n2, j * n2, n2, n2) += second.tau[j] * second.gram;
    b.segment(j * n2, n2) = second.b.col(j);
  }
  const MatrixXd cross =
      n1 > 0 && n2 > 0
          ? MatrixXd(first_prior.column_sd.asDiagonal() * cell.cross * second_prior.column_sd.asDiagonal())
          : MatrixXd(n1, n2);
  for (Index i = 0; i < m1; ++i) {
    const Eigen::LLT<MatrixXd> factor(MatrixXd::Identity(n1, n1) + first.tau[i] * first.gram);
    const VectorXd half = factor.matrixL().solve(first.b.col(i));
    log_z += 0.5 * (half.squaredNorm() - log_determinant(factor));
    if (m2 == 0) continue;
    const MatrixXd half_cross = factor.matrixL().solve(cross);
    const MatrixXd taken = half_cross.transpose() * half_cross;
    const VectorXd taken_b = half_cross.transpose() * half;
    const VectorXd share = std::sqrt(first.tau[i]) *
                           (second.Q.transpose() * first.Q.col(i)).cwiseProduct(second.tau.cwiseSqrt());
    for (Index j = 0; j < m2; ++j) {
      b.segment(j * n2, n2) -= share[j] * taken_b;
      for (Index k = 0; k <= j; ++k) M.block(j * n2, k * n2, n2, n2) -= share[j] * share[k] * taken;
    }
  }
  if (m2 == 0) return log_z;
  const Eigen::LLT<MatrixXd> factor(M);  // reads the lower half
  return log_z + 0.5 * (factor.matrixL().solve(b).squaredNorm() - log_determinant(factor));
}

}  // namespace lauelith::inverse
