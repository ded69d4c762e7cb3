// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/discrepancy.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector2d;

namespace {

/// Nodes that are used, and the weights of each pixel on them.
struct NodeGrid {
  std::vector<Vector2d> nodes;
  std::vector<Eigen::Triplet<double>> weights;
};

NodeGrid nodes_on_pixels(const ComparedPixels& data, const StrainBlock& block) {
  NodeGrid grid;
  for (std::size_t i = 0; i < block.pixels.size(); ++i) {
    grid.nodes.push_back(data.pixels[block.pixels[i]].place_um);
    grid.weights.emplace_back(static_cast<int>(i), static_cast<int>(i), 1.0);
  }
  return grid;
}

NodeGrid nodes_at(const ComparedPixels& data, const StrainBlock& block, double spacing) {
  NodeGrid grid;
  std::map<std::pair<int, int>, int> number;
  const auto node = [&](int x, int y) {
    const auto [found, is_new] = number.try_emplace({y, x}, static_cast<int>(grid.nodes.size()));
    if (is_new) grid.nodes.emplace_back(data.origin_um + spacing * Vector2d(x, y));
    return found->second;
  };
  for (std::size_t i = 0; i < block.pixels.size(); ++i) {
    const Vector2d u = (data.pixels[block.pixels[i]].place_um - data.origin_um) / spacing;
    const int x = static_cast<int>(std::floor(u.x() + 1e-9));
    const int y = static_cast<int>(std::floor(u.y() + 1e-9));
    for (const auto& [dx, dy] : {std::pair{0, 0}, {1, 0}, {0, 1}, {1, 1}}) {
      const double weight = (1.0 - std::abs(u.x() - x - dx)) * (1.0 - std::abs(u.y() - y - dy));
      if (weight > 1e-6) grid.weights.emplace_back(static_cast<int>(i), node(x + dx, y + dy), weight);
    }
  }
  return grid;
}

NodeGrid node_grid(const ComparedPixels& data, const StrainBlock& block, double length, int most_nodes) {
  if (static_cast<int>(block.pixels.size()) <= most_nodes) return nodes_on_pixels(data, block);
  double spacing = std::max(0.5 * length, data.step_um.cwiseAbs().minCoeff());
  NodeGrid grid = nodes_at(data, block, spacing);
  while (static_cast<int>(grid.nodes.size()) > most_nodes) {
    spacing *= 1.12;
    grid = nodes_at(data, block, spacing);
  }
  return grid;
}

}  // namespace

double matern_correlation(double distance, double length) {
  const double r = std::sqrt(3.0) * distance / length;
  return (1.0 + r) * std::exp(-r);
}

Discrepancy::Discrepancy(const ComparedPixels& data, const StrainBlock& block, double length_um,
                         int most_nodes) {
  const NodeGrid grid = node_grid(data, block, length_um, most_nodes);
  const auto m = static_cast<Index>(grid.nodes.size());
  U_.resize(static_cast<Index>(block.pixels.size()), m);
  U_.setFromTriplets(grid.weights.begin(), grid.weights.end());
  MatrixXd K(m, m);
  for (Index i = 0; i < m; ++i) {
    for (Index j = 0; j <= i; ++j) {
      const auto a = static_cast<std::size_t>(i), b = static_cast<std::size_t>(j);
      K(i, j) = K(j, i) = matern_correlation((grid.nodes[a] - grid.nodes[b]).norm(), length_um);
    }
    K(i, i) += 1e-10;
  }
  const MatrixXd L = K.llt().matrixL();
  const Eigen::SparseMatrix<double> W = U_.transpose() * block.variance.cwiseInverse().asDiagonal() * U_;
  const MatrixXd WL = W * L;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(L.transpose() * WL);
  theta_ = eigen.eigenvalues().cwiseMax(0.0);
  LQ_ = L * eigen.eigenvectors();
  log_noise_ = block.variance.array().log().sum();
}

MatrixXd Discrepancy::projected(const MatrixXd& weighted_rows) const {
  const MatrixXd at_nodes = U_.transpose() * weighted_rows;
  return LQ_.transpose() * at_nodes;
}

MatrixXd Discrepancy::field(const MatrixXd& projected_rows, double s) const {
  // s² U K Uᵀ Σ⁻¹ r = U L Q diag(s²/(1 + s²θ)) E r
  return U_ * (LQ_ * (gain(s).asDiagonal() * projected_rows));
}

MatrixXd Discrepancy::drawn(const MatrixXd& normals, double s) const { return s * (U_ * (LQ_ * normals)); }

}  // namespace lauelith::inverse
