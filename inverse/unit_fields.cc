// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/unit_fields.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lauelith::inverse {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::Vector3d;

namespace {

constexpr int most_halo_nodes = 60;
constexpr Index n_rows = 4;
constexpr double uniform_share = 0.7;  ///< of a bump: what is the same all along the interface
constexpr double common_share = 2.0;   ///< of a node of a halo: what all boundaries have in common

/// Along the interface and away from it.
Vector2d interface_coordinates(const ComparedPixels& data, std::size_t p) {
  const Vector2d from = data.pixels[p].place_um - data.interface_um;
  const Vector2d& n = data.interface_normal;
  return {n.y() * from.x() - n.x() * from.y(), n.dot(from)};
}

/// Places along the boundaries, at least `apart` from one another on the same boundary.
std::vector<std::size_t> nodes_on(const std::vector<TracePiece>& traces, double apart) {
  std::vector<std::size_t> nodes;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const bool is_free = std::none_of(nodes.begin(), nodes.end(), [&](std::size_t j) {
      return traces[i].boundary == traces[j].boundary &&
             (traces[i].centre_um() - traces[j].centre_um()).norm() < apart;
    });
    if (is_free) nodes.push_back(i);
  }
  return nodes;
}

struct HaloNodes {
  std::vector<std::size_t> nodes;
  double apart = 22.0;
};

HaloNodes halo_nodes(const std::vector<TracePiece>& traces) {
  HaloNodes halo;
  halo.nodes = nodes_on(traces, halo.apart);
  while (static_cast<int>(halo.nodes.size()) > most_halo_nodes) {
    halo.apart *= 1.25;
    halo.nodes = nodes_on(traces, halo.apart);
  }
  return halo;
}

/// Compression across, strain along, shear; with their prior sizes.
std::array<Vector5d, 3> halo_tensors(const TracePiece& piece) {
  const Vector2d n2 = piece.normal();
  const Vector3d n(n2.x(), n2.y(), 0.0);
  const Vector3d t(-n2.y(), n2.x(), 0.0);
  return {-1.0 * deviatoric_of_pair(n, n), 0.6 * deviatoric_of_pair(t, t), 0.5 * deviatoric_of_pair(n, t)};
}

}  // namespace

MatrixXd interface_fields(const ComparedPixels& data) {
  const double h = std::max(2.0 * data.step_um.cwiseAbs().maxCoeff(), 8.0);
  constexpr std::array<double, 4> size{1.0, 0.7, 0.4, 0.15};
  Vector2d low(1e30, 1e30), high(-1e30, -1e30);
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    low = low.cwiseMin(interface_coordinates(data, p));
    high = high.cwiseMax(interface_coordinates(data, p));
  }
  std::vector<Eigen::Vector4d> bumps;  // place, depth, width, size
  for (int r = 0; r < n_rows; ++r) {
    const double spacing = h * std::pow(2.0, r);
    const double depth = 1.5 * spacing - h;
    if (depth > high.y() + spacing) continue;
    const int n = std::max(1, static_cast<int>(std::ceil((high.x() - low.x()) / spacing)));
    for (int i = 0; i <= n; ++i)
      bumps.emplace_back(low.x() + (high.x() - low.x()) * i / n, depth, 0.6 * spacing,
                         size[static_cast<std::size_t>(r)]);
  }
  // Bumps of their own, and per row one field that is the same all along the interface.
  const auto n_bumps = static_cast<Index>(bumps.size());
  MatrixXd columns = MatrixXd::Zero(static_cast<Index>(data.n_rows()), 5 * (n_bumps + n_rows));
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const Vector2d at = interface_coordinates(data, p);
    for (std::size_t b = 0; b < bumps.size(); ++b) {
      const double r2 = (at - bumps[b].head<2>()).squaredNorm() / (bumps[b][2] * bumps[b][2]);
      const double value = r2 < 16.0 ? bumps[b][3] * std::exp(-0.5 * r2) : 0.0;
      for (Index c = 0; c < 5; ++c)
        columns(5 * static_cast<Index>(p) + c, 5 * static_cast<Index>(b) + c) = value;
    }
    for (Index r = 0; r < n_rows; ++r) {
      const double spacing = h * std::pow(2.0, static_cast<double>(r));
      const double z = (at.y() - 1.5 * spacing + h) / (0.6 * spacing);
      const double value = uniform_share * size[static_cast<std::size_t>(r)] * std::exp(-0.5 * z * z);
      for (Index c = 0; c < 5; ++c) columns(5 * static_cast<Index>(p) + c, 5 * (n_bumps + r) + c) = value;
    }
  }
  return columns;
}

MatrixXd boundary_halos(const std::vector<TracePiece>& traces, const ComparedPixels& data) {
  if (traces.empty()) return MatrixXd(static_cast<Index>(data.n_rows()), 0);
  const HaloNodes halo = halo_nodes(traces);
  const auto n = static_cast<Index>(halo.nodes.size());
  const double step = data.step_um.cwiseAbs().maxCoeff();
  const std::array<double, 2> reach{std::max(5.0, 1.2 * step), std::max(15.0, 3.6 * step)};
  // Per reach: three tensors at every node, and one compression of all.
  const Index per_reach = 3 * n + 1;
  MatrixXd columns = MatrixXd::Zero(static_cast<Index>(data.n_rows()), 2 * per_reach);
  for (std::size_t p = 0; p < data.pixels.size(); ++p) {
    const NearestPiece nearest = nearest_piece(traces, data.pixels[p].place_um);
    const TracePiece& piece = traces[static_cast<std::size_t>(nearest.piece)];
    const auto tensors = halo_tensors(piece);
    for (Index r = 0; r < 2; ++r) {
      const double near = std::exp(-nearest.distance_um / reach[static_cast<std::size_t>(r)]);
      if (near < 1e-3) continue;
      const Index row = 5 * static_cast<Index>(p);
      columns.block<5, 1>(row, r * per_reach + 3 * n) = common_share * near * tensors[0];
      for (Index i = 0; i < n; ++i) {
        const TracePiece& node = traces[halo.nodes[static_cast<std::size_t>(i)]];
        if (node.boundary != piece.boundary) continue;
        const double along = (piece.centre_um() - node.centre_um()).norm() / (0.8 * halo.apart);
        const double value = near * std::exp(-0.5 * along * along);
        if (value < 1e-3) continue;
        for (Index k = 0; k < 3; ++k)
          columns.block<5, 1>(row, r * per_reach + 3 * i + k) = value * tensors[static_cast<std::size_t>(k)];
      }
    }
  }
  return columns;
}

}  // namespace lauelith::inverse
