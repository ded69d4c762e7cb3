// SPDX-License-Identifier: BSD-3-Clause
#include "models/power_cells.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace lauelith::models {

using Eigen::Vector3d;
using Eigen::Vector3i;

namespace {

/// Corner 0 … 7 of a box; in two dimensions 0 … 3.
Vector3d corner_of(const DomainBox& box, int corner) {
  Vector3d point = box.low;
  for (int k = 0; k < 3; ++k) {
    if (((corner >> k) & 1) != 0) point[k] = box.high[k];
  }
  return point;
}

/// About two bins per grain and direction.
Vector3i bins_for(std::size_t n_sites, const DomainBox& domain, int dimension) {
  const double spacing =
      0.5 * std::pow(domain.measure(dimension) / static_cast<double>(n_sites), 1.0 / dimension);
  Vector3i n = Vector3i::Ones();
  for (int k = 0; k < dimension; ++k) {
    n[k] = std::clamp(static_cast<int>(std::ceil(domain.size()[k] / spacing)), 1, 512);
  }
  return n;
}

}  // namespace

PowerCells::PowerCells(std::vector<PowerSite> sites, const DomainBox& domain, int dimension)
    : sites_(std::move(sites)), domain_(domain), dimension_(dimension) {
  assert(!sites_.empty() && (dimension == 2 || dimension == 3));
  if (dimension_ == 2) {
    for (PowerSite& site : sites_) site.position[2] = 0.0;
    domain_.low[2] = domain_.high[2] = 0.0;
  }
  n_bins_ = bins_for(sites_.size(), domain_, dimension_);
  bin_size_ = domain_.size().array() / n_bins_.array().cast<double>();
  for (int z = 0; z < n_bins_[2]; ++z) {
    for (int y = 0; y < n_bins_[1]; ++y) {
      for (int x = 0; x < n_bins_[0]; ++x) candidates_.push_back(candidates_of_bin({x, y, z}));
    }
  }
}

double PowerCells::power(std::size_t site, const Vector3d& point) const {
  return (point - sites_[site].position).squaredNorm() - sites_[site].weight;
}

std::vector<int> PowerCells::candidates_of_bin(const Vector3i& bin) const {
  DomainBox box;
  box.low = domain_.low + bin.cast<double>().cwiseProduct(bin_size_);
  box.high = box.low + bin_size_;
  // The bins share their rounding errors with the query: widen them a little.
  const Vector3d slack = 1e-6 * bin_size_;
  box.low -= slack;
  box.high += slack;
  const int n_corners = dimension_ == 3 ? 8 : 4;
  std::vector<std::size_t> winners;  // at the centre and the corners; each may dominate others
  std::vector<Vector3d> corners;
  for (int c = 0; c < n_corners; ++c) corners.push_back(corner_of(box, c));
  for (int c = 0; c <= n_corners; ++c) {
    const Vector3d point = c == n_corners ? box.centre() : corners[static_cast<std::size_t>(c)];
    std::size_t best = 0;
    for (std::size_t i = 1; i < sites_.size(); ++i) {
      if (power(i, point) < power(best, point)) best = i;
    }
    winners.push_back(best);
  }
  const auto is_beaten_by = [&](std::size_t site, std::size_t other) {
    return std::all_of(corners.begin(), corners.end(),
                       [&](const Vector3d& corner) { return power(other, corner) < power(site, corner); });
  };
  std::vector<int> candidates;
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    const bool is_beaten = std::any_of(winners.begin(), winners.end(),
                                       [&](std::size_t winner) { return is_beaten_by(i, winner); });
    if (!is_beaten) candidates.push_back(static_cast<int>(i));
  }
  return candidates;
}

std::size_t PowerCells::index_of_bin(const Vector3i& bin) const {
  return static_cast<std::size_t>((bin[2] * n_bins_[1] + bin[1]) * n_bins_[0] + bin[0]);
}

int PowerCells::grain_at(const Vector3d& query) const {
  if (!domain_.contains(query, dimension_)) return -1;
  Vector3d point = query;
  if (dimension_ == 2) point[2] = 0.0;
  Vector3i bin = Vector3i::Zero();
  for (int k = 0; k < dimension_; ++k) {
    bin[k] = std::clamp(static_cast<int>((point[k] - domain_.low[k]) / bin_size_[k]), 0, n_bins_[k] - 1);
  }
  int best = -1;
  double least = std::numeric_limits<double>::infinity();
  for (const int candidate : candidates_[index_of_bin(bin)]) {
    const double value = power(static_cast<std::size_t>(candidate), point);
    if (value < least) {
      least = value;
      best = candidate;
    }
  }
  return best;
}

}  // namespace lauelith::models
