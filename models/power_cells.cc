// SPDX-License-Identifier: BSD-3-Clause
#include "models/power_cells.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace lauelith::models {

using Eigen::Vector3d;
using Eigen::Vector3i;

namespace {

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
  candidates_.resize(static_cast<std::size_t>(n_bins_.prod()));
  const Vector3d slack = 1e-6 * bin_size_;  // for the rounding of cells and bins
  const PowerGeometry geometry = geometry_of(sites_, domain_, dimension_);
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    if (geometry.boxes[i].low[0] > geometry.boxes[i].high[0]) continue;
    const Vector3i first = bin_of(geometry.boxes[i].low - slack);
    const Vector3i last = bin_of(geometry.boxes[i].high + slack);
    for (int z = first[2]; z <= last[2]; ++z) {
      for (int y = first[1]; y <= last[1]; ++y) {
        for (int x = first[0]; x <= last[0]; ++x) {
          candidates_[index_of_bin({x, y, z})].push_back(static_cast<int>(i));
        }
      }
    }
  }
}

double PowerCells::power(std::size_t site, const Vector3d& point) const {
  return (point - sites_[site].position).squaredNorm() - sites_[site].weight;
}

Vector3i PowerCells::bin_of(const Vector3d& point) const {
  Vector3i bin = Vector3i::Zero();
  for (int k = 0; k < dimension_; ++k) {
    const double place = std::floor((point[k] - domain_.low[k]) / bin_size_[k]);
    bin[k] = static_cast<int>(std::clamp(place, 0.0, n_bins_[k] - 1.0));
  }
  return bin;
}

std::size_t PowerCells::index_of_bin(const Vector3i& bin) const {
  return static_cast<std::size_t>((bin[2] * n_bins_[1] + bin[1]) * n_bins_[0] + bin[0]);
}

int PowerCells::grain_at(const Vector3d& query) const {
  if (!domain_.contains(query, dimension_)) return -1;
  Vector3d point = query;
  if (dimension_ == 2) point[2] = 0.0;
  int best = -1;
  double least = std::numeric_limits<double>::infinity();
  for (const int candidate : candidates_[index_of_bin(bin_of(point))]) {
    const double value = power(static_cast<std::size_t>(candidate), point);
    if (value < least) {
      least = value;
      best = candidate;
    }
  }
  return best;
}

}  // namespace lauelith::models
