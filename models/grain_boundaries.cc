// SPDX-License-Identifier: BSD-3-Clause
#include "models/grain_boundaries.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace lauelith::models {

using Eigen::Vector3d;
using Eigen::Vector3i;

namespace {

Vector3d flattened(Vector3d point, int dimension) {
  if (dimension == 2) point[2] = 0.0;
  return point;
}

Vector3d nearest_on_segment(const Vector3d& a, const Vector3d& b, const Vector3d& point) {
  const Vector3d along = b - a;
  const double length2 = along.squaredNorm();
  const double share = length2 > 0.0 ? std::clamp((point - a).dot(along) / length2, 0.0, 1.0) : 0.0;
  return a + share * along;
}

Vector3d nearest_on_polygon(const BoundaryPiece& piece, const Vector3d& point) {
  const auto& corners = piece.corners;
  const Vector3d foot = point - (point - corners[0]).dot(piece.normal) * piece.normal;
  int n_left = 0;
  int n_right = 0;
  Vector3d best = corners[0];
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const Vector3d& a = corners[i];
    const Vector3d& b = corners[(i + 1) % corners.size()];
    ((b - a).cross(foot - a).dot(piece.normal) >= 0.0 ? n_left : n_right) += 1;
    const Vector3d candidate = nearest_on_segment(a, b, point);
    if ((candidate - point).squaredNorm() < (best - point).squaredNorm()) best = candidate;
  }
  return n_left == 0 || n_right == 0 ? foot : best;
}

DomainBox box_of(const std::vector<Vector3d>& corners) {
  DomainBox box{corners[0], corners[0]};
  for (const Vector3d& corner : corners) {
    box.low = box.low.cwiseMin(corner);
    box.high = box.high.cwiseMax(corner);
  }
  return box;
}

}  // namespace

Vector3d nearest_point(const BoundaryPiece& piece, const Vector3d& point, int dimension) {
  if (dimension == 2) return nearest_on_segment(piece.corners[0], piece.corners[1], flattened(point, 2));
  return nearest_on_polygon(piece, point);
}

BoundaryNetwork::BoundaryNetwork(std::vector<BoundaryPiece> pieces, const std::vector<MaterialGrain>& grains,
                                 const DomainBox& domain, int dimension)
    : pieces_(std::move(pieces)), domain_(domain), dimension_(dimension) {
  for (BoundaryPiece& piece : pieces_) {
    piece.centre = std::accumulate(piece.corners.begin(), piece.corners.end(), Vector3d(Vector3d::Zero())) /
                   static_cast<double>(piece.corners.size());
  }
  collect_boundaries(grains);
  fill_bins();
}

void BoundaryNetwork::collect_boundaries(const std::vector<MaterialGrain>& grains) {
  std::map<std::pair<int, int>, int> known;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    BoundaryPiece& piece = pieces_[i];
    const auto [entry, is_new] =
        known.try_emplace({piece.grain_a, piece.grain_b}, static_cast<int>(boundaries_.size()));
    if (is_new) {
      const auto& R_a = grains[static_cast<std::size_t>(piece.grain_a)].R_sample_from_crystal;
      const auto& R_b = grains[static_cast<std::size_t>(piece.grain_b)].R_sample_from_crystal;
      boundaries_.push_back({piece.grain_a, piece.grain_b, boundary_character(R_a, R_b), 0.0, {}});
    }
    piece.boundary = entry->second;
    GrainBoundary& boundary = boundaries_[static_cast<std::size_t>(piece.boundary)];
    boundary.measure += piece.measure;
    boundary.pieces.push_back(static_cast<int>(i));
  }
}

double BoundaryNetwork::total_measure() const {
  return std::accumulate(boundaries_.begin(), boundaries_.end(), 0.0,
                         [](double sum, const GrainBoundary& boundary) { return sum + boundary.measure; });
}

Vector3i BoundaryNetwork::bin_of(const Vector3d& point) const {
  Vector3i place = Vector3i::Zero();
  for (int k = 0; k < dimension_; ++k) {
    const double bin = std::floor((point[k] - domain_.low[k]) / bin_size_[k]);
    place[k] = static_cast<int>(std::clamp(bin, 0.0, n_bins_[k] - 1.0));
  }
  return place;
}

const std::vector<int>& BoundaryNetwork::bin(const Vector3i& place) const {
  return bins_[static_cast<std::size_t>((place[2] * n_bins_[1] + place[1]) * n_bins_[0] + place[0])];
}

void BoundaryNetwork::fill_bins() {
  double mean_extent = 0.0;
  for (const BoundaryPiece& piece : pieces_) {
    mean_extent += box_of(piece.corners).size().maxCoeff() / static_cast<double>(pieces_.size());
  }
  for (int k = 0; k < dimension_; ++k) {
    const double wanted = mean_extent > 0.0 ? domain_.size()[k] / (2.0 * mean_extent) : 1.0;
    n_bins_[k] = static_cast<int>(std::clamp(wanted, 1.0, dimension_ == 2 ? 1024.0 : 128.0));
    bin_size_[k] = domain_.size()[k] / n_bins_[k];
  }
  bins_.assign(static_cast<std::size_t>(n_bins_.prod()), {});
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const DomainBox box = box_of(pieces_[i].corners);
    const Vector3i first = bin_of(box.low);
    const Vector3i last = bin_of(box.high);
    for (int z = first[2]; z <= last[2]; ++z) {
      for (int y = first[1]; y <= last[1]; ++y) {
        for (int x = first[0]; x <= last[0]; ++x) {
          bins_[static_cast<std::size_t>((z * n_bins_[1] + y) * n_bins_[0] + x)].push_back(
              static_cast<int>(i));
        }
      }
    }
  }
}

NearestBoundary BoundaryNetwork::nearest(const Vector3d& query) const {
  const Vector3d point = flattened(query, dimension_);
  NearestBoundary best{-1, std::numeric_limits<double>::infinity(), 0.0, {}};
  if (pieces_.empty()) {
    best.signed_distance = best.distance;
    return best;
  }
  const Vector3i home = bin_of(point);
  const double step = bin_size_.head(dimension_).minCoeff();
  // Shells of bins around that of the point; shell r cannot hold anything nearer than (r − 1) bins.
  for (int shell = 0; shell <= n_bins_.maxCoeff() && best.distance > (shell - 1) * step; ++shell) {
    const Vector3i first = (home.array() - shell).max(0);
    const Vector3i last = (home.array() + shell).min(n_bins_.array() - 1);
    for (int z = first[2]; z <= last[2]; ++z) {
      for (int y = first[1]; y <= last[1]; ++y) {
        for (int x = first[0]; x <= last[0]; ++x) {
          if ((Vector3i(x, y, z) - home).cwiseAbs().maxCoeff() != shell) continue;
          for (const int i : bin({x, y, z})) {
            const Vector3d foot = nearest_point(pieces_[static_cast<std::size_t>(i)], point, dimension_);
            const double distance = (point - foot).norm();
            if (distance < best.distance) best = {i, distance, 0.0, foot};
          }
        }
      }
    }
  }
  const Vector3d& normal = pieces_[static_cast<std::size_t>(best.piece)].normal;
  best.signed_distance = std::copysign(best.distance, (point - best.foot).dot(normal));
  return best;
}

std::vector<int> BoundaryNetwork::pieces_within(const Vector3d& query, double radius) const {
  const Vector3d point = flattened(query, dimension_);
  const Vector3i first = bin_of(point - Vector3d::Constant(radius));
  const Vector3i last = bin_of(point + Vector3d::Constant(radius));
  std::vector<int> found;
  for (int z = first[2]; z <= last[2]; ++z) {
    for (int y = first[1]; y <= last[1]; ++y) {
      for (int x = first[0]; x <= last[0]; ++x) {
        for (const int i : bin({x, y, z})) {
          const Vector3d foot = nearest_point(pieces_[static_cast<std::size_t>(i)], point, dimension_);
          if ((point - foot).norm() < radius) found.push_back(i);
        }
      }
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace lauelith::models
