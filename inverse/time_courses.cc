// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/time_courses.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <cmath>

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd TimeCourse::covariance() const {
  const Index n = course.size();
  const MatrixXd R = rho * MatrixXd::Ones(n, n) + (1.0 - rho) * MatrixXd::Identity(n, n);
  return course.asDiagonal() * R * course.asDiagonal();
}

ScanModes scan_modes(const MatrixXd& T, const MatrixXd& S) {
  const Eigen::LLT<MatrixXd> factor(S);
  const MatrixXd L = factor.matrixL();
  const MatrixXd L_inverse = L.inverse();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(L_inverse * T * L_inverse.transpose());
  ScanModes modes;
  modes.tau = eigen.eigenvalues().cwiseMax(0.0);
  modes.to_modes = L_inverse.transpose() * eigen.eigenvectors();
  modes.from_modes = (L * eigen.eigenvectors()).transpose();
  return modes;
}

namespace {

VectorXd scaled(const VectorXd& course) { return course / course.cwiseAbs().maxCoeff(); }

std::vector<VectorXd> shapes_of(int n_scans, const std::vector<double>& currents) {
  const auto n = static_cast<Index>(n_scans);
  VectorXd flat = VectorXd::Ones(n), rising(n), last(n), doubling(n);
  for (Index k = 0; k < n; ++k) {
    rising[k] = static_cast<double>(k + 1);
    last[k] = k + 1 == n ? 1.0 : 0.02;
    doubling[k] = std::pow(2.0, static_cast<double>(k));
  }
  std::vector<VectorXd> shapes{flat, scaled(rising), last, scaled(doubling)};
  if (currents.size() == static_cast<std::size_t>(n_scans))
    shapes.push_back(scaled(Eigen::Map<const VectorXd>(currents.data(), n)));
  if (n_scans == 1) shapes.resize(1);
  return shapes;
}

const char* const names[] = {"flat", "rising", "last scan", "doubling", "current"};

}  // namespace

std::vector<TimeCourse> time_courses(int n_scans, const std::vector<double>& currents, bool weakened) {
  std::vector<TimeCourse> courses;
  const auto shapes = shapes_of(n_scans, currents);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    // A weakened tip: strain grows with less than the current, here as its square root.
    const VectorXd course = weakened ? VectorXd(shapes[i].cwiseSqrt()) : shapes[i];
    for (const double rho : {0.98, 0.7}) courses.push_back({names[i], course, rho, 1.0});
  }
  return courses;
}

}  // namespace lauelith::inverse
