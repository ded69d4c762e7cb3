// SPDX-License-Identifier: BSD-3-Clause
#include "models/pores.h"

#include <algorithm>
#include <cmath>

#include "models/random_streams.h"
#include "src/constants.h"
#include "src/failure.h"
#include "src/random.h"

namespace lauelith::models {

using Eigen::Vector3d;
using Eigen::Vector3i;

namespace {

double pore_measure(double radius, int dimension) {
  const double disc = constants::pi * radius * radius;
  return dimension == 2 ? disc : 4.0 / 3.0 * disc * radius;
}

Vector3d in_plane(Vector3d point, int dimension) {
  if (dimension == 2) point[2] = 0.0;
  return point;
}

/// Radii whose measures add up to the wanted one; the last is cut to fit.
std::vector<double> draw_radii(const PoreDrawing& drawing, double wanted, int dimension, unsigned seed) {
  std::vector<double> radii;
  RandomSequence random(seed, stream_of(RandomStream::pore_place), 0, 0);
  for (double sum = 0.0; sum < wanted;) {
    const double z = std::clamp(random.normal(), -2.0, 2.0);
    double radius = 0.5 * drawing.diameter * std::exp(drawing.log_sd * z);
    const double rest = wanted - sum;
    const double measure = pore_measure(radius, dimension);
    if (measure > rest) radius *= std::pow(rest / measure, 1.0 / dimension);
    radii.push_back(radius);
    sum += std::min(measure, rest);
    if (radii.size() > 1000000) {
      throw LimitError(
          {.file = "[grains]", .where = "pore_size_um", .expected = "fewer than a million pores"});
    }
  }
  std::sort(radii.rbegin(), radii.rend());
  return radii;
}

UsageError too_dense(const PoreDrawing& drawing) {
  return UsageError({.file = "[cell]",
                     .where = "relative_density",
                     .expected = "a density that round pores without contact can reach",
                     .found = std::to_string(drawing.relative_density),
                     .advice = "use a higher density or larger pores"});
}

}  // namespace

PoreSet::PoreSet(std::vector<Pore> pores, const DomainBox& domain, int dimension)
    : pores_(std::move(pores)), domain_(domain), dimension_(dimension) {
  double largest = 0.0;
  for (const Pore& pore : pores_) largest = std::max(largest, pore.radius);
  for (int k = 0; k < dimension_ && largest > 0.0; ++k) {
    n_bins_[k] = std::clamp(static_cast<int>(domain_.size()[k] / (2.0 * largest)), 1, 256);
  }
  bins_.resize(static_cast<std::size_t>(n_bins_.prod()));
  const auto bin_of = [this](double place, int k) {
    const double share = domain_.size()[k] > 0.0 ? (place - domain_.low[k]) / domain_.size()[k] : 0.0;
    return std::clamp(static_cast<int>(share * n_bins_[k]), 0, n_bins_[k] - 1);
  };
  for (std::size_t i = 0; i < pores_.size(); ++i) {
    Vector3i first = Vector3i::Zero();
    Vector3i last = Vector3i::Zero();
    for (int k = 0; k < dimension_; ++k) {
      first[k] = bin_of(pores_[i].centre[k] - pores_[i].radius, k);
      last[k] = bin_of(pores_[i].centre[k] + pores_[i].radius, k);
    }
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

bool PoreSet::overlaps(const Pore& pore, const Vector3d& point) const {
  return in_plane(point - pore.centre, dimension_).squaredNorm() < pore.radius * pore.radius;
}

bool PoreSet::contains(const Vector3d& point) const {
  if (pores_.empty()) return false;
  std::size_t bin = 0;
  for (int k = dimension_ - 1; k >= 0; --k) {
    const double share = (point[k] - domain_.low[k]) / domain_.size()[k];
    const int place = std::clamp(static_cast<int>(share * n_bins_[k]), 0, n_bins_[k] - 1);
    bin = bin * static_cast<std::size_t>(n_bins_[k]) + static_cast<std::size_t>(place);
  }
  return std::any_of(bins_[bin].begin(), bins_[bin].end(),
                     [&](int i) { return overlaps(pores_[static_cast<std::size_t>(i)], point); });
}

double PoreSet::pore_fraction(int points_per_side) const {
  const int n = points_per_side;
  const int n_z = dimension_ == 3 ? n : 1;
  std::size_t inside = 0;
  for (int z = 0; z < n_z; ++z) {
    for (int y = 0; y < n; ++y) {
      for (int x = 0; x < n; ++x) {
        const Vector3d share((x + 0.5) / n, (y + 0.5) / n, (z + 0.5) / n_z);
        if (contains(domain_.low + share.cwiseProduct(domain_.size()))) ++inside;
      }
    }
  }
  return static_cast<double>(inside) / (static_cast<double>(n) * n * n_z);
}

PoreSet draw_pores(const PoreDrawing& drawing, const DomainBox& domain, int dimension, unsigned seed) {
  const double wanted = (1.0 - drawing.relative_density) * domain.measure(dimension);
  std::vector<Pore> pores;
  std::uint32_t number = 0;
  for (const double radius : draw_radii(drawing, wanted, dimension, seed)) {
    RandomSequence random(seed, stream_of(RandomStream::pore_place), 1, number++);
    bool placed = false;
    for (int attempt = 0; attempt < 10000 && !placed; ++attempt) {
      Pore pore{Vector3d::Zero(), radius};
      bool fits = true;
      for (int k = 0; k < dimension; ++k) {
        const double room = domain.size()[k] - 2.0 * radius;
        fits = fits && room > 0.0;
        pore.centre[k] = domain.low[k] + radius + room * random.uniform();
      }
      if (!fits) break;
      placed = std::all_of(pores.begin(), pores.end(), [&](const Pore& other) {
        const double gap = (1.0 + drawing.clearance) * (other.radius + radius);
        return in_plane(other.centre - pore.centre, dimension).squaredNorm() > gap * gap;
      });
      if (placed) pores.push_back(pore);
    }
    if (!placed) throw too_dense(drawing);
  }
  return {std::move(pores), domain, dimension};
}

}  // namespace lauelith::models
