// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/descriptors.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

double gini(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double sum = 0.0, ranked = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    ranked += static_cast<double>(i + 1) * values[i];
  }
  const double n = static_cast<double>(values.size());
  return sum > 0.0 ? 2.0 * ranked / (n * sum) - (n + 1.0) / n : 0.0;
}

/// Mean of normalised products over pairs.
double correlation(const MatrixXd& whitened, const std::vector<std::pair<int, int>>& pairs) {
  double product = 0.0, square = 0.0;
  for (const auto& [a, b] : pairs) {
    product += whitened.col(a).dot(whitened.col(b));
    square += 0.5 * (whitened.col(a).squaredNorm() + whitened.col(b).squaredNorm());
  }
  return square > 0.0 ? product / square : 0.0;
}

std::vector<std::pair<int, int>> pairs_apart(const ComparedPixels& data, int steps) {
  std::vector<int> pixel(static_cast<std::size_t>(data.nx) * static_cast<std::size_t>(data.ny), -1);
  for (std::size_t p = 0; p < data.pixels.size(); ++p)
    pixel[static_cast<std::size_t>(data.pixels[p].point)] = static_cast<int>(p);
  std::vector<std::pair<int, int>> pairs;
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const int point = data.pixels[p].point;
    if (point % data.nx + steps >= data.nx) continue;
    const int other = pixel[static_cast<std::size_t>(point + steps)];
    if (other >= 0 && data.pixels[static_cast<std::size_t>(other)].grain == data.pixels[p].grain)
      pairs.emplace_back(static_cast<int>(p), other);
  }
  return pairs;
}

}  // namespace

DescriptorFrame::DescriptorFrame(const ComparisonModel& model) : model_(model) {
  const ComparedPixels& data = model.pixels();
  const auto& traces = model.setting().traces;
  const Eigen::Vector2d& normal = data.interface_normal;
  const Eigen::Vector3d along(normal.y(), -normal.x(), 0.0);
  along_interface_ = deviatoric_of_pair(along, along);
  across_boundary_ = MatrixXd::Zero(5, static_cast<Index>(data.pixels.size()));
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const int i = static_cast<int>(p);
    const NearestPiece nearest = nearest_piece(traces, data.pixels[p].place_um);
    boundary_um_.push_back(nearest.distance_um);
    weight_.push_back(data.pixels[p].covariance.inverse());
    const double depth = data.depth_um(p);
    if (depth < 30.0) at_interface_.push_back(i);
    if (depth > 60.0) from_interface_.push_back(i);
    const bool near = nearest.distance_um<8.0, far = nearest.distance_um> 25.0;
    if (near && depth > 30.0) at_boundary_.push_back(i);
    if (far && depth > 30.0) from_boundary_.push_back(i);
    if (near && depth <= 60.0) at_boundary_near_.push_back(i);
    if (far && depth <= 60.0) from_boundary_near_.push_back(i);
    if (!near) continue;
    const Eigen::Vector2d n2 = traces[static_cast<std::size_t>(nearest.piece)].normal();
    const Eigen::Vector3d n(n2.x(), n2.y(), 0.0);
    across_boundary_.col(i) = deviatoric_of_pair(n, n);
  }
  neighbours_ = pairs_apart(data, 1);
  distant_ = pairs_apart(data, 5);
  nuisance_ = model.cells().columns().leftCols(model.cells().n_nuisance());
  MatrixXd weighted = nuisance_;
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    auto rows = weighted.middleRows<5>(5 * static_cast<Index>(p));
    rows = weight_[p] * rows.eval();
  }
  const MatrixXd normal_matrix =
      nuisance_.transpose() * weighted + MatrixXd::Identity(nuisance_.cols(), nuisance_.cols());
  drift_ = normal_matrix.ldlt().solve(weighted.transpose());
}

double DescriptorFrame::excess_ratio(const VectorXd& q, const std::vector<int>& near,
                                     const std::vector<int>& far) const {
  if (near.empty() || far.empty()) return 0.0;
  double a = 0.0, b = 0.0;
  for (const int i : near) a += q[i];
  for (const int i : far) b += q[i];
  return std::log(a / static_cast<double>(near.size())) - std::log(b / static_cast<double>(far.size()));
}

Descriptors DescriptorFrame::of(const Changes& changes) const {
  const ComparedPixels& data = model_.pixels();
  const Changes left = changes - nuisance_ * (drift_ * changes);
  const Index n = static_cast<Index>(data.pixels.size());
  const Index K = left.cols();
  const auto q_of = [&](Index k) {
    VectorXd q(n);
    for (Index p = 0; p < n; ++p) {
      const Vector5d d = left.block<5, 1>(5 * p, k);
      q[p] = d.dot(weight_[static_cast<std::size_t>(p)] * d) / data.scan_covariance(k, k);
    }
    return q;
  };
  const VectorXd q = q_of(K - 1);
  MatrixXd whitened(5, n);
  double boundary = 0.0, interface = 0.0, n_boundary = 0.0, n_interface = 0.0;
  for (Index p = 0; p < n; ++p) {
    const auto& C = data.pixels[static_cast<std::size_t>(p)].covariance;
    const Vector5d d = left.block<5, 1>(5 * p, K - 1);
    whitened.col(p) = d / std::sqrt(C.trace() / 5.0);
    if (boundary_um_[static_cast<std::size_t>(p)] < 8.0) {
      boundary += across_boundary_.col(p).dot(whitened.col(p));
      n_boundary += 1.0;
    }
    if (data.depth_um(static_cast<std::size_t>(p)) < 20.0) {
      interface += along_interface_.dot(whitened.col(p));
      n_interface += 1.0;
    }
  }
  std::vector<double> smooth(static_cast<std::size_t>(n), 0.0);
  for (const auto& [a, b] : neighbours_) {
    smooth[static_cast<std::size_t>(a)] += std::max(0.0, whitened.col(a).dot(whitened.col(b)));
  }
  Descriptors all;
  all << excess_ratio(q, at_interface_, from_interface_), excess_ratio(q, at_boundary_, from_boundary_),
      excess_ratio(q, at_boundary_near_, from_boundary_near_), correlation(whitened, neighbours_),
      correlation(whitened, distant_), gini(smooth), K > 1 ? std::log(q_of(K - 2).mean() / q.mean()) : 0.0,
      boundary / std::max(1.0, n_boundary), interface / std::max(1.0, n_interface);
  return all;
}

}  // namespace lauelith::inverse
