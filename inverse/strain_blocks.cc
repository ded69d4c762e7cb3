// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/strain_blocks.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>

namespace lauelith::inverse {

namespace {

Matrix5d mean_covariance(const ComparedPixels& data, const std::vector<std::size_t>& members) {
  Matrix5d sum = Matrix5d::Zero();
  for (const std::size_t p : members) sum += data.pixels[p].covariance;
  return sum / static_cast<double>(members.size());
}

void add_blocks_of_grain(const ComparedPixels& data, const Eigen::VectorXd& down_weight, int grain,
                         const std::vector<std::size_t>& members, std::vector<StrainBlock>& blocks) {
  const Matrix5d mean = mean_covariance(data, members);
  const Eigen::SelfAdjointEigenSolver<Matrix5d> axes(mean);
  const Matrix5d inverse = mean.inverse();
  Eigen::VectorXd w(static_cast<Eigen::Index>(members.size()));
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(members[i]);
    const double trusted = down_weight.size() > 0 ? std::max(down_weight[row], 1e-6) : 1.0;
    w[static_cast<Eigen::Index>(i)] =
        std::max((inverse * data.pixels[members[i]].covariance).trace() / 5.0, 1e-3) / trusted;
  }
  for (int c = 0; c < 5; ++c)
    blocks.push_back({grain, axes.eigenvectors().col(c), members, axes.eigenvalues()[c] * w});
}

}  // namespace

std::vector<StrainBlock> strain_blocks(const ComparedPixels& data, const Eigen::VectorXd& down_weight) {
  std::vector<std::vector<std::size_t>> members(static_cast<std::size_t>(data.n_grains));
  for (std::size_t p = 0; p < data.pixels.size(); ++p)
    members[static_cast<std::size_t>(data.pixels[p].grain)].push_back(p);
  std::vector<StrainBlock> blocks;
  for (int grain = 0; grain < data.n_grains; ++grain) {
    const auto& of_grain = members[static_cast<std::size_t>(grain)];
    if (!of_grain.empty()) add_blocks_of_grain(data, down_weight, grain, of_grain, blocks);
  }
  return blocks;
}

Eigen::MatrixXd rows_of_block(const StrainBlock& block, const Eigen::MatrixXd& matrix) {
  Eigen::MatrixXd rows(static_cast<Eigen::Index>(block.pixels.size()), matrix.cols());
  for (std::size_t i = 0; i < block.pixels.size(); ++i) {
    rows.row(static_cast<Eigen::Index>(i)).noalias() =
        block.axis.transpose() * matrix.middleRows<5>(5 * static_cast<Eigen::Index>(block.pixels[i]));
  }
  return rows;
}

void add_rows_of_block(const StrainBlock& block, const Eigen::MatrixXd& rows, Eigen::MatrixXd& matrix) {
  for (std::size_t i = 0; i < block.pixels.size(); ++i) {
    matrix.middleRows<5>(5 * static_cast<Eigen::Index>(block.pixels[i])).noalias() +=
        block.axis * rows.row(static_cast<Eigen::Index>(i));
  }
}

}  // namespace lauelith::inverse
