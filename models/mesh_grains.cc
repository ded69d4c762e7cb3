// SPDX-License-Identifier: BSD-3-Clause
#include "models/mesh_grains.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

#include "src/failure.h"

namespace lauelith::models {

using Eigen::Vector3d;
using Eigen::Vector3i;

namespace {

/// Twice the signed area, or six times the signed volume.
double signed_measure(const GrainMesh& mesh, const std::array<int, 4>& simplex, int dimension) {
  const auto node = [&](std::size_t k) { return mesh.nodes[static_cast<std::size_t>(simplex[k])]; };
  const Vector3d u = node(1) - node(0);
  const Vector3d v = node(2) - node(0);
  if (dimension == 2) return u[0] * v[1] - u[1] * v[0];
  return u.cross(v).dot(node(3) - node(0));
}

/// All simplices turned the same way; degenerate ones are refused.
void orient(GrainMesh& mesh, int dimension, double smallest) {
  for (std::size_t i = 0; i < mesh.simplices.size(); ++i) {
    const double measure = signed_measure(mesh, mesh.simplices[i], dimension);
    if (std::abs(measure) <= smallest) {
      throw InputError({.file = "grain mesh",
                        .where = "cell " + std::to_string(i),
                        .expected = "a cell of positive size"});
    }
    if (measure < 0.0) std::swap(mesh.simplices[i][0], mesh.simplices[i][1]);
  }
}

}  // namespace

MeshGrains::MeshGrains(GrainMesh mesh, int dimension, std::size_t n_grains)
    : mesh_(std::move(mesh)), dimension_(dimension), n_grains_(n_grains) {
  if (mesh_.simplices.empty()) {
    throw InputError(
        {.file = "grain mesh", .expected = "at least one cell of dimension " + std::to_string(dimension)});
  }
  domain_.low = domain_.high = mesh_.nodes[static_cast<std::size_t>(mesh_.simplices[0][0])];
  for (const auto& simplex : mesh_.simplices) {
    for (int k = 0; k <= dimension_; ++k) {
      const Vector3d& node = mesh_.nodes[static_cast<std::size_t>(simplex[static_cast<std::size_t>(k)])];
      domain_.low = domain_.low.cwiseMin(node);
      domain_.high = domain_.high.cwiseMax(node);
    }
  }
  if (dimension_ == 2) domain_.low[2] = domain_.high[2] = 0.0;
  orient(mesh_, dimension_, 1e-14 * domain_.measure(dimension_));
  fill_bins();
}

Vector3i MeshGrains::bin_of(const Vector3d& point) const {
  Vector3i bin = Vector3i::Zero();
  for (int k = 0; k < dimension_; ++k) {
    const double share = (point[k] - domain_.low[k]) / domain_.size()[k];
    bin[k] = std::clamp(static_cast<int>(share * n_bins_[k]), 0, n_bins_[k] - 1);
  }
  return bin;
}

std::size_t MeshGrains::index_of_bin(const Vector3i& bin) const {
  return static_cast<std::size_t>((bin[2] * n_bins_[1] + bin[1]) * n_bins_[0] + bin[0]);
}

void MeshGrains::fill_bins() {
  const double spacing =
      std::pow(domain_.measure(dimension_) / static_cast<double>(mesh_.simplices.size()), 1.0 / dimension_);
  for (int k = 0; k < dimension_; ++k) {
    n_bins_[k] = std::clamp(static_cast<int>(domain_.size()[k] / spacing), 1, dimension_ == 2 ? 2048 : 128);
  }
  bins_.resize(static_cast<std::size_t>(n_bins_.prod()));
  const double slack = 1e-9 * domain_.size().norm();
  for (std::size_t i = 0; i < mesh_.simplices.size(); ++i) {
    DomainBox box{Vector3d::Constant(1e300), Vector3d::Constant(-1e300)};
    for (int k = 0; k <= dimension_; ++k) {
      const Vector3d& node =
          mesh_.nodes[static_cast<std::size_t>(mesh_.simplices[i][static_cast<std::size_t>(k)])];
      box.low = box.low.cwiseMin(node);
      box.high = box.high.cwiseMax(node);
    }
    const Vector3i first = bin_of(box.low - Vector3d::Constant(slack));
    const Vector3i last = bin_of(box.high + Vector3d::Constant(slack));
    for (int z = first[2]; z <= last[2]; ++z) {
      for (int y = first[1]; y <= last[1]; ++y) {
        for (int x = first[0]; x <= last[0]; ++x) {
          bins_[index_of_bin({x, y, z})].push_back(static_cast<int>(i));
        }
      }
    }
  }
}

bool MeshGrains::contains(std::size_t simplex, const Vector3d& point) const {
  const auto& corners = mesh_.simplices[simplex];
  const auto node = [&](std::size_t k) { return mesh_.nodes[static_cast<std::size_t>(corners[k])]; };
  constexpr double slack = -1e-9;
  if (dimension_ == 2) {
    Eigen::Matrix2d edges;
    edges.col(0) = (node(1) - node(0)).head<2>();
    edges.col(1) = (node(2) - node(0)).head<2>();
    const Eigen::Vector2d share = edges.inverse() * (point - node(0)).head<2>();
    return share.minCoeff() >= slack && share.sum() <= 1.0 - slack;
  }
  Eigen::Matrix3d edges;
  for (int k = 0; k < 3; ++k) edges.col(k) = node(static_cast<std::size_t>(k) + 1) - node(0);
  const Vector3d share = edges.inverse() * (point - node(0));
  return share.minCoeff() >= slack && share.sum() <= 1.0 - slack;
}

int MeshGrains::grain_at(const Vector3d& point) const {
  if (!domain_.contains(point, dimension_)) return -1;
  for (const int simplex : bins_[index_of_bin(bin_of(point))]) {
    if (contains(static_cast<std::size_t>(simplex), point)) {
      return mesh_.grain[static_cast<std::size_t>(simplex)];
    }
  }
  return -1;
}

}  // namespace lauelith::models
