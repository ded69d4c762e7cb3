// SPDX-License-Identifier: BSD-3-Clause
// Two mechanisms with courses of their own, against written-out covariances.
#include "inverse/course_likelihood.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>

#include "inverse/evidence.h"
#include "src/random.h"

namespace lauelith::inverse {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double s = 3e-5, length_um = 20.0;

MatrixXd normals(Index rows, Index cols, std::uint32_t stream) {
  RandomSequence random(5, stream, 0, 0);
  MatrixXd m(rows, cols);
  for (double& value : m.reshaped()) value = random.normal();
  return m;
}

/// 4 × 4 pixels of one grain with equal errors.
ComparedPixels pixels(int n_scans) {
  ComparedPixels data;
  data.nx = data.ny = 4;
  data.n_grains = 1;
  data.step_um = {4.0, 4.0};
  data.scan_covariance = shared_reference_covariance(n_scans);
  for (int i = 0; i < 16; ++i) {
    ComparedPixel pixel;
    pixel.point = i;
    pixel.place_um = 4.0 * Eigen::Vector2d(i % 4, i / 4);
    pixel.covariance = 1e-8 * Matrix5d::Identity();
    data.pixels.push_back(pixel);
  }
  return data;
}

MatrixXd kronecker(const MatrixXd& A, const MatrixXd& B) {
  MatrixXd product(A.rows() * B.rows(), A.cols() * B.cols());
  for (Index i = 0; i < A.rows(); ++i)
    for (Index j = 0; j < A.cols(); ++j)
      product.block(i * B.rows(), j * B.cols(), B.rows(), B.cols()) = A(i, j) * B;
  return product;
}

/// Σ_N of these pixels, written out.
MatrixXd noise_covariance(const ComparedPixels& data, const MatrixXd& nuisance) {
  MatrixXd C = nuisance * nuisance.transpose();
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    for (std::size_t q = 0; q < data.pixels.size(); ++q) {
      const double distance = (data.pixels[p].place_um - data.pixels[q].place_um).norm();
      const double value =
          s * s * (matern_correlation(distance, length_um) + (p == q ? 1e-10 : 0.0)) + (p == q ? 1e-8 : 0.0);
      C.block<5, 5>(5 * static_cast<Index>(p), 5 * static_cast<Index>(q)) += value * Matrix5d::Identity();
    }
  }
  return C;
}

double log_normal(const VectorXd& y, const MatrixXd& C) {
  const Eigen::LLT<MatrixXd> factor(C);
  return -0.5 * factor.matrixL().solve(y).squaredNorm() - factor.matrixLLT().diagonal().array().log().sum();
}

struct Scene {
  ComparedPixels data = pixels(3);
  MatrixXd nuisance = 1e-4 * normals(80, 2, 1), first = 1e-4 * normals(80, 4, 2),
           second = 1e-4 * normals(80, 3, 3);
  Changes changes = 2e-4 * normals(80, 3, 4);
  EvidenceCells cells{data, strain_blocks(data, {}), nuisance, first, second, priors(), 1};
  CourseLikelihood likelihood{cells, cells.data_of(changes), data.scan_covariance};

  static HypothesisPriors priors() {
    HypothesisPriors priors;
    priors.discrepancy_grid = {s};
    priors.length_grid_um = {length_um};
    priors.mixture_grid.clear();
    return priors;
  }
};

MechanismPrior prior_of(Index n, double size, const VectorXd& course, double rho) {
  VectorXd sd = VectorXd::LinSpaced(n, 0.5 * size, 1.5 * size);
  return {sd, {"", course, rho, 1.0}};
}

TEST(CourseLikelihood, DifferencesEqualThoseOfWrittenOutCovariances) {
  const Scene scene;
  const MatrixXd noise = kronecker(scene.data.scan_covariance, noise_covariance(scene.data, scene.nuisance));
  const VectorXd y = scene.changes.reshaped();
  const auto dense = [&](const MechanismPrior& a, const MechanismPrior& b) {
    const MatrixXd A = scene.first * a.column_sd.asDiagonal(), B = scene.second * b.column_sd.asDiagonal();
    return log_normal(y, noise + kronecker(a.course.covariance(), A * A.transpose()) +
                             kronecker(b.course.covariance(), B * B.transpose()));
  };
  const Eigen::Vector3d early(1.0, 0.7, 0.3), late(0.1, 0.2, 1.0);
  const auto zero1 = prior_of(4, 0.0, late, 0.9), zero2 = prior_of(3, 0.0, late, 0.9);
  const double dense0 = dense(zero1, zero2), ours0 = scene.likelihood.log_likelihood(0, zero1, zero2);
  for (const double size1 : {0.0, 0.3, 3.0}) {
    for (const double size2 : {0.0, 1.0, 5.0}) {
      const auto a = prior_of(4, size1, early, 0.95), b = prior_of(3, size2, late, 0.6);
      EXPECT_NEAR(scene.likelihood.log_likelihood(0, a, b) - ours0, dense(a, b) - dense0,
                  1e-8 * std::abs(dense0))
          << size1 << " " << size2;
    }
  }
}

TEST(CourseLikelihood, OrderOfScansDoesNotMatter) {
  const Scene scene;
  Changes turned = scene.changes;
  turned.col(0).swap(turned.col(2));
  const CourseLikelihood other(scene.cells, scene.cells.data_of(turned), scene.data.scan_covariance);
  const Eigen::Vector3d early(1.0, 0.7, 0.3), late(0.1, 0.2, 1.0);
  const double one =
      scene.likelihood.log_likelihood(0, prior_of(4, 1.0, early, 0.9), prior_of(3, 2.0, late, 0.8));
  const double two =
      other.log_likelihood(0, prior_of(4, 1.0, early.reverse(), 0.9), prior_of(3, 2.0, late.reverse(), 0.8));
  EXPECT_NEAR(one, two, 1e-8 * std::abs(one));
}

}  // namespace
}  // namespace lauelith::inverse
