// SPDX-License-Identifier: BSD-3-Clause
// Linear-Gaussian evidence against dense covariances, brute force, and the density ratio of nested models.
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <cmath>
#include <numeric>

#include "inverse/evidence.h"
#include "src/constants.h"
#include "src/random.h"

namespace lauelith::inverse {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd normals(Index rows, Index cols, std::uint32_t stream) {
  RandomSequence random(3, stream, 0, 0);
  MatrixXd m(rows, cols);
  for (double& value : m.reshaped()) value = random.normal();
  return m;
}

/// n × n pixels of 4 µm in two grains with covariances of their own, equal up to a factor within a grain.
ComparedPixels small_map(int n, int n_scans) {
  ComparedPixels data;
  data.nx = data.ny = n;
  data.n_grains = 2;
  data.step_um = {4.0, 4.0};
  data.scan_covariance = shared_reference_covariance(n_scans);
  for (int grain = 0; grain < 2; ++grain) {
    const Matrix5d mix = normals(5, 5, 10 + static_cast<std::uint32_t>(grain));
    const Matrix5d C = 1e-8 * (Matrix5d::Identity() + 0.2 * mix * mix.transpose());
    for (int point = 0; point < n * n; ++point) {
      if ((point % n < n / 2 ? 0 : 1) != grain) continue;
      ComparedPixel pixel;
      pixel.point = point;
      pixel.place_um = 4.0 * Eigen::Vector2d(point % n, point / n);
      pixel.grain = grain;
      pixel.covariance = C * (1.0 + 0.1 * (point % 5));
      data.pixels.push_back(pixel);
    }
  }
  return data;
}

/// The covariance of one scan without signal, written out; s > 0 adds the discrepancy.
MatrixXd dense_covariance(const ComparedPixels& data, double s, double length, const MatrixXd& nuisance) {
  const auto rows = static_cast<Index>(data.n_rows());
  MatrixXd C = nuisance * nuisance.transpose();
  // As the model takes it: a multiple of the grain's mean.
  for (const StrainBlock& block : strain_blocks(data)) {
    for (std::size_t i = 0; i < block.pixels.size(); ++i) {
      for (std::size_t j = 0; j < block.pixels.size(); ++j) {
        const auto p = block.pixels[i], q = block.pixels[j];
        const double distance = (data.pixels[p].place_um - data.pixels[q].place_um).norm();
        double value = s * s * (matern_correlation(distance, length) + (p == q ? 1e-10 : 0.0));
        if (p == q) value += block.variance[static_cast<Index>(i)];
        C.block<5, 5>(5 * static_cast<Index>(p), 5 * static_cast<Index>(q)) +=
            value * block.axis * block.axis.transpose();
      }
    }
  }
  EXPECT_EQ(C.rows(), rows);
  return C;
}

double log_normal(const VectorXd& y, const MatrixXd& C) {
  const Eigen::LLT<MatrixXd> factor(C);
  const MatrixXd L = factor.matrixL();
  const VectorXd half = L.triangularView<Eigen::Lower>().solve(y);
  return -0.5 * (half.squaredNorm() + 2.0 * L.diagonal().array().log().sum() +
                 static_cast<double>(y.size()) * std::log(2.0 * constants::pi));
}

MatrixXd kronecker(const MatrixXd& A, const MatrixXd& B) {
  MatrixXd product(A.rows() * B.rows(), A.cols() * B.cols());
  for (Index i = 0; i < A.rows(); ++i)
    for (Index j = 0; j < A.cols(); ++j)
      product.block(i * B.rows(), j * B.cols(), B.rows(), B.cols()) = A(i, j) * B;
  return product;
}

/// Grids of one point.
HypothesisPriors single_point(double s, double length, double scale, double w) {
  HypothesisPriors priors;
  priors.discrepancy_grid = {s};
  priors.length_grid_um = {length};
  priors.n_scales = 1;
  priors.least_scale = scale;
  priors.mixture_grid = {w};
  return priors;
}

TEST(Deviatoric, OrthonormalAndBack) {
  Vector6d strain;
  strain << 3e-4, -1e-4, -2e-4, 5e-5, -4e-5, 7e-5;
  const Vector5d d = deviatoric_of(strain);
  EXPECT_LT((components_of_deviatoric(d) - strain).norm(), 1e-18);
  const double frobenius = strain.head<3>().squaredNorm() + 2.0 * strain.tail<3>().squaredNorm();
  EXPECT_NEAR(d.squaredNorm(), frobenius, 1e-20);
  const MatrixXd covariance = deviatoric_from_components().transpose() * deviatoric_from_components();
  EXPECT_GT(deviatoric_covariance(covariance).determinant(), 0.0);
}

TEST(Discrepancy, InverseAndDeterminantOfTheWrittenOutCovariance) {
  const ComparedPixels data = small_map(8, 1);
  const auto blocks = strain_blocks(data);
  const StrainBlock& block = blocks[3];
  const Discrepancy discrepancy(data, block, 15.0);
  const Index n = block.variance.size();
  MatrixXd K(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      K(i, j) = matern_correlation((data.pixels[block.pixels[static_cast<std::size_t>(i)]].place_um -
                                    data.pixels[block.pixels[static_cast<std::size_t>(j)]].place_um)
                                       .norm(),
                                   15.0);
  for (const double s : {1e-6, 3e-5, 1e-3}) {
    const MatrixXd Sigma = MatrixXd(block.variance.asDiagonal()) + s * s * K;
    const VectorXd y = normals(n, 1, 5);
    const VectorXd weighted = block.variance.cwiseInverse().asDiagonal() * y;
    const MatrixXd E = discrepancy.projected(weighted);
    const double quadratic = y.dot(weighted) - E.col(0).dot(discrepancy.gain(s).cwiseProduct(E.col(0)));
    EXPECT_NEAR(quadratic / y.dot(Sigma.ldlt().solve(y)), 1.0, 1e-7);
    EXPECT_NEAR(discrepancy.log_determinant(s), Sigma.ldlt().vectorD().array().log().sum(), 1e-5);
    EXPECT_LT((discrepancy.field(E, s) - s * s * K * Sigma.ldlt().solve(y)).norm(), 1e-6 * y.norm());
  }
}

TEST(Evidence, EqualsTheWrittenOutKroneckerCovariance) {
  const ComparedPixels data = small_map(8, 3);
  const auto rows = static_cast<Index>(data.n_rows());
  const MatrixXd nuisance = 5e-5 * normals(rows, 4, 20), first = normals(rows, 6, 21),
                 second = normals(rows, 5, 22);
  const HypothesisPriors priors = single_point(4e-5, 20.0, 7e-5, 0.3);
  const EvidenceCells cells(data, strain_blocks(data), nuisance, first, second, priors, 2);
  const EvidenceModel model(cells, data.scan_covariance, {1.0, 2.0, 5.0}, priors);
  const Changes Y = 1.5e-4 * normals(rows, 3, 23);
  const Evidence evidence = model.evaluate(cells.data_of(Y));
  const MatrixXd null = kronecker(data.scan_covariance, dense_covariance(data, 4e-5, 20.0, nuisance));
  const VectorXd y = Y.reshaped();
  EXPECT_NEAR(evidence[index_of(Hypothesis::M0)].log_z, log_normal(y, null), 1e-5);
  const MatrixXd both = 0.3 * first * first.transpose() + 0.7 * second * second.transpose();
  const std::array<std::pair<Hypothesis, MatrixXd>, 3> forms{{{Hypothesis::M1, first * first.transpose()},
                                                              {Hypothesis::M2, second * second.transpose()},
                                                              {Hypothesis::M12, both}}};
  for (const auto& [hypothesis, A] : forms) {
    std::vector<double> logarithms;
    const std::size_t n = model.courses().size() / 2;  // the others are those of M1c
    for (std::size_t t = 0; t < n; ++t) {
      const MatrixXd C = null + 49e-10 * kronecker(model.courses()[t].covariance(), A);
      logarithms.push_back(log_normal(y, C) - std::log(static_cast<double>(n)));
    }
    EXPECT_NEAR(evidence[index_of(hypothesis)].log_z, log_sum(logarithms), 1e-5)
        << static_cast<int>(hypothesis);
  }
}

// One later scan has one mode, whose discrepancy is the second of the grid wherever the first one starts.
TEST(Evidence, ADiscrepancyOfItsOwnFollowsTheSignal) {
  const ComparedPixels data = small_map(8, 1);
  const auto rows = static_cast<Index>(data.n_rows());
  const MatrixXd nuisance = 5e-5 * normals(rows, 4, 30), first = normals(rows, 6, 31),
                 second = normals(rows, 5, 32);
  constexpr double s = 2e-5, scale = 1e-4, share = 0.5;
  HypothesisPriors priors = single_point(s, 20.0, scale, 0.3);
  priors.relative_discrepancy = share;
  const double S = data.scan_covariance(0, 0);
  priors.discrepancy_grid = {s, std::hypot(s, share * scale / std::sqrt(S))};
  const EvidenceCells cells(data, strain_blocks(data), nuisance, first, second, priors, 2);
  const EvidenceModel model(cells, data.scan_covariance, {1.0}, priors);
  const VectorXd y = 1.5e-4 * normals(rows, 1, 33);
  const Evidence evidence = model.evaluate(cells.data_of(y));
  const MatrixXd C = S * dense_covariance(data, priors.discrepancy_grid[1], 20.0, nuisance) +
                     scale * scale * first * first.transpose();
  EXPECT_NEAR(evidence[index_of(Hypothesis::M1)].log_z, log_normal(y, C), 1e-5);
  EXPECT_EQ(evidence[index_of(Hypothesis::M1)].best.signal_cell, 1u);
}

TEST(Evidence, FreeFieldEqualsTheWrittenOutCovariance) {
  const ComparedPixels data = small_map(6, 2);
  const auto rows = static_cast<Index>(data.n_rows());
  const MatrixXd nuisance = 5e-5 * normals(rows, 3, 30), column = normals(rows, 1, 31);
  HypothesisPriors priors = single_point(2e-5, 15.0, 1e-5, 0.5);
  priors.other_grid = {2e-4};
  const EvidenceCells cells(data, strain_blocks(data), nuisance, column, column, priors, 1);
  const EvidenceModel model(cells, data.scan_covariance, {}, priors);
  const Changes Y = 2e-4 * normals(rows, 2, 32);
  const MatrixXd none = MatrixXd::Zero(rows, 1);
  const MatrixXd free = dense_covariance(data, 2e-4, 15.0, none) - dense_covariance(data, 0.0, 15.0, none);
  const MatrixXd null = kronecker(data.scan_covariance, dense_covariance(data, 2e-5, 15.0, nuisance));
  std::vector<double> logarithms;
  const std::size_t n = model.courses().size() / 2;
  for (std::size_t t = 0; t < n; ++t)
    logarithms.push_back(log_normal(Y.reshaped(), null + kronecker(model.courses()[t].covariance(), free)) -
                         std::log(static_cast<double>(n)));
  const Evidence evidence = model.evaluate(cells.data_of(Y));
  EXPECT_NEAR(evidence[index_of(Hypothesis::M_other)].log_z, log_sum(logarithms), 0.05);
}

/// One column, one later scan: everything about its amplitude in closed form.
struct OneColumn {
  ComparedPixels data = small_map(6, 1);
  HypothesisPriors priors = single_point(3e-5, 20.0, 2e-5, 0.5);
  MatrixXd nuisance = 1e-4 * normals(180, 2, 40);
  MatrixXd column = normals(180, 1, 41);
  EvidenceCells cells{data, strain_blocks(data), nuisance, column, column, priors, 1};
  EvidenceModel model{cells, data.scan_covariance, {}, priors};
  Changes Y = 1.4e-4 * normals(180, 1, 42) + 3e-5 * column;
  MatrixXd Sigma = 2.0 * dense_covariance(data, 3e-5, 20.0, nuisance);
};

TEST(Evidence, EqualsBruteForceIntegrationOverAnAmplitude) {
  const OneColumn one;
  const Evidence evidence = one.model.evaluate(one.cells.data_of(one.Y));
  const double null = log_normal(one.Y, one.Sigma);
  double sum = 0.0;
  const double sd = 2e-5;  // one course, flat
  const double step = sd / 20.0;
  for (int i = -200; i <= 200; ++i) {
    const double a = i * step;
    sum += step * std::exp(log_normal(one.Y - a * one.column, one.Sigma) - null - 0.5 * a * a / (sd * sd)) /
           (sd * std::sqrt(2.0 * constants::pi));
  }
  EXPECT_NEAR(evidence[index_of(Hypothesis::M1)].log_z - evidence[index_of(Hypothesis::M0)].log_z,
              std::log(sum), 1e-5);
}

TEST(Evidence, BayesFactorOfNestedModelsIsTheSavageDickeyRatio) {
  const OneColumn one;
  const CellData data = one.cells.data_of(one.Y);
  const Evidence evidence = one.model.evaluate(data);
  const double mean = one.model.amplitudes(data, evidence[index_of(Hypothesis::M1)].best)(0, 0);
  const double precision = one.column.col(0).dot(one.Sigma.ldlt().solve(one.column.col(0))) + 1.0 / 4e-10;
  const double log_posterior_at_0 = -0.5 * mean * mean * precision + 0.5 * std::log(precision);
  const double log_prior_at_0 = 0.5 * std::log(1.0 / 4e-10);
  EXPECT_NEAR(evidence[index_of(Hypothesis::M0)].log_z - evidence[index_of(Hypothesis::M1)].log_z,
              log_posterior_at_0 - log_prior_at_0, 1e-5);
}

TEST(Evidence, WhatAMapCanSee) {
  // The reference table was made with a separable field, this one is isotropic and interpolated between
  // nodes: errors come out up to 15 % (halos under the largest discrepancy 34 %) below it. One component, 130
  // × 130 pixels of 2 µm with errors of 1e-4, affine drift marginalised (prior 1e-4).
  struct Row {
    double s, length, band, halo, n_eff;
  };
  const std::vector<Row> rows{{0.0, 20.0, 0.55e-5, 0.43e-5, 16900},
                              {1e-5, 20.0, 0.92e-5, 0.56e-5, 3125},
                              {3e-5, 20.0, 2.0e-5, 0.80e-5, 436},
                              {3e-5, 50.0, 2.1e-5, 0.63e-5, 103},
                              {1e-4, 20.0, 5.4e-5, 1.3e-5, 42}};
  ComparedPixels data;
  data.nx = data.ny = 130;
  data.step_um = {2.0, 2.0};
  StrainBlock block;
  MatrixXd X(16900, 6);  // three of drift, 1, band, halo
  for (int i = 0; i < 16900; ++i) {
    ComparedPixel pixel;
    pixel.point = i;
    pixel.place_um = 2.0 * Eigen::Vector2d(i % 130, i / 130);
    data.pixels.push_back(pixel);
    block.pixels.push_back(static_cast<std::size_t>(i));
    const double x = pixel.place_um.x(), y = pixel.place_um.y();
    const double to_trace = std::min(std::abs(x - 90.0), std::abs(x - 180.0));
    X.row(i) << 1e-4, 1e-4 * (x - 129.0) / 129.0, 1e-4 * (y - 129.0) / 129.0, 1.0, std::exp(-y / 20.0),
        std::exp(-to_trace / 5.0);
  }
  block.variance = VectorXd::Constant(16900, 1e-8);
  for (const double length : {20.0, 50.0}) {
    const Discrepancy discrepancy(data, block, length, 600);
    const MatrixXd P = discrepancy.projected(1e8 * X);
    for (const Row& row : rows) {
      if (row.length != length) continue;
      const MatrixXd G = 1e8 * X.transpose() * X - P.transpose() * discrepancy.gain(row.s).asDiagonal() * P;
      const MatrixXd drift = G.topLeftCorner(3, 3) + MatrixXd::Identity(3, 3);
      const MatrixXd left =
          G.bottomRightCorner(3, 3) - G.bottomLeftCorner(3, 3) * drift.ldlt().solve(G.topRightCorner(3, 3));
      EXPECT_NEAR(1.0 / std::sqrt(left(1, 1)) / row.band, 1.0, 0.16) << row.s << " " << length;
      EXPECT_NEAR(1.0 / std::sqrt(left(2, 2)) / row.halo, 1.0, 0.36) << row.s << " " << length;
      EXPECT_NEAR(1e-8 * G(3, 3) / row.n_eff, 1.0, 0.12) << row.s << " " << length;
    }
  }
}

}  // namespace
}  // namespace lauelith::inverse
