// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/nuisance_columns.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <vector>

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector2d;

namespace {

/// Rows of pixels by their place in the grid; −1: none.
std::vector<int> pixel_of_point(const ComparedPixels& data) {
  std::vector<int> pixel(static_cast<std::size_t>(data.nx) * static_cast<std::size_t>(data.ny), -1);
  for (std::size_t p = 0; p < data.pixels.size(); ++p)
    pixel[static_cast<std::size_t>(data.pixels[p].point)] = static_cast<int>(p);
  return pixel;
}

/// Visits the pixels of the same grain around one, itself left out.
template <typename Visit>
void for_near(const ComparedPixels& data, const std::vector<int>& pixel, std::size_t p, int reach,
              Visit visit) {
  const int x = data.pixels[p].point % data.nx;
  const int y = data.pixels[p].point / data.nx;
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      const int i = x + dx, j = y + dy;
      if ((dx == 0 && dy == 0) || i < 0 || j < 0 || i >= data.nx || j >= data.ny) continue;
      const int q = pixel[static_cast<std::size_t>(j * data.nx + i)];
      if (q >= 0 && data.pixels[static_cast<std::size_t>(q)].grain == data.pixels[p].grain)
        visit(static_cast<std::size_t>(q), dx, dy);
    }
  }
}

MatrixXd scan0_values(const ComparedPixels& data) {
  MatrixXd values(static_cast<Index>(data.n_rows()), 1);
  for (std::size_t p = 0; p < data.pixels.size(); ++p)
    values.block<5, 1>(5 * static_cast<Index>(p), 0) = data.pixels[p].scan0;
  return values;
}

/// Least-squares slopes of the strain of Scan 0 along X and Y, per step, from the neighbours.
MatrixXd scan0_slopes(const ComparedPixels& data, const std::vector<int>& pixel) {
  MatrixXd slopes = MatrixXd::Zero(static_cast<Index>(data.n_rows()), 2);
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    Eigen::Matrix3d A = Eigen::Matrix3d::Identity() * 1e-6;
    Eigen::Matrix<double, 3, 5> b = Eigen::Matrix<double, 3, 5>::Zero();
    for_near(data, pixel, p, 3, [&](std::size_t q, int dx, int dy) {
      const Eigen::Vector3d v(1.0, dx, dy);
      A += v * v.transpose();
      b += v * data.pixels[q].scan0.transpose();
    });
    const Eigen::Matrix<double, 3, 5> fit = A.ldlt().solve(b);
    for (Index c = 0; c < 5; ++c)
      slopes.row(5 * static_cast<Index>(p) + c) = fit.col(c).tail<2>().transpose();
  }
  return slopes;
}

/// Of the neighbours' mean of Scan 0: how much of its variance is more than noise.
double signal_share(const ComparedPixels& data, const MatrixXd& smooth) {
  double noise = 0.0;
  for (const ComparedPixel& pixel : data.pixels) noise += pixel.covariance.trace();
  constexpr double smoothing = 0.08;  // variance that the mean of about 13 weighted neighbours keeps
  return std::max(0.0, 1.0 - smoothing * noise / std::max(smooth.squaredNorm(), 1e-300));
}

}  // namespace

MatrixXd neighbour_means(const ComparedPixels& data, const MatrixXd& values) {
  const auto pixel = pixel_of_point(data);
  MatrixXd means = MatrixXd::Zero(values.rows(), values.cols());
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    double total = 0.0;
    auto mean = means.middleRows<5>(5 * static_cast<Index>(p));
    for_near(data, pixel, p, 2, [&](std::size_t q, int dx, int dy) {
      const double weight = std::exp(-0.5 * (dx * dx + dy * dy) / 2.0);
      mean += weight * values.middleRows<5>(5 * static_cast<Index>(q));
      total += weight;
    });
    if (total > 0.0) mean /= total;
  }
  return means;
}

MatrixXd nuisance_columns(const ComparedPixels& data, const DriftPriors& priors) {
  const auto pixel = pixel_of_point(data);
  const MatrixXd smooth = neighbour_means(data, scan0_values(data));
  const double share = signal_share(data, smooth);
  const bool has_scan0 = share > 0.2;
  const MatrixXd slopes = has_scan0 ? scan0_slopes(data, pixel) : MatrixXd();
  const Index n_grains = data.n_grains;
  const Index n_affine = 15;
  const Index n_constant = n_grains > 1 ? 5 * n_grains : 0;
  const Index n_scan0 = has_scan0 ? n_grains + 2 : 0;
  MatrixXd columns = MatrixXd::Zero(static_cast<Index>(data.n_rows()), n_affine + n_constant + n_scan0);
  const Vector2d half = 0.5 * Vector2d(data.nx - 1, data.ny - 1).cwiseMax(1.0).cwiseProduct(data.step_um);
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const ComparedPixel& one = data.pixels[p];
    const Vector2d at = (one.place_um - data.origin_um - half).cwiseQuotient(half);
    for (Index c = 0; c < 5; ++c) {
      const Index row = 5 * static_cast<Index>(p) + c;
      columns.row(row).segment<3>(3 * c) << priors.affine, priors.affine * at.x(), priors.affine * at.y();
      if (n_constant > 0) columns(row, n_affine + 5 * one.grain + c) = priors.per_grain;
      if (!has_scan0) continue;
      columns(row, n_affine + n_constant + one.grain) = priors.relaxation * smooth(row, 0);
      columns.row(row).tail<2>() = priors.shift_steps * slopes.row(row);
    }
  }
  return columns;
}

}  // namespace lauelith::inverse
