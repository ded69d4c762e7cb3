// SPDX-License-Identifier: BSD-3-Clause
#include "models/three_grains.h"

#include <algorithm>
#include <cmath>

#include "models/random_streams.h"
#include "src/random.h"

namespace lauelith::models {

using Eigen::Vector3d;

namespace {

/// Places of the three sites: X from the centre line in window widths, Y from the interface in window
/// heights.
constexpr std::array<std::array<double, 2>, 3> places{{{-0.24, 0.30}, {0.27, 0.26}, {0.06, 0.76}}};

struct Window {
  double x_low, x_high, y_high;
};

/// A site outside of the window whose cell, being convex, cannot reach into it: the three sites win
/// everywhere on the upper edge and the sides of the window.
bool stays_outside(const Vector3d& site, const std::vector<PowerSite>& three, const Window& window,
                   double margin) {
  const bool is_inside = site[0] >= window.x_low && site[0] <= window.x_high && site[1] <= window.y_high;
  if (is_inside) return false;
  constexpr int n_points = 400;
  const auto is_safe = [&](double x, double y) {
    const Vector3d point(x, y, site[2]);
    double least = (point - three[0].position).norm();
    for (const PowerSite& own : three) least = std::min(least, (point - own.position).norm());
    return (point - site).norm() > least + margin;
  };
  for (int i = 0; i <= n_points; ++i) {
    const double share = static_cast<double>(i) / n_points;
    if (!is_safe(window.x_low + share * (window.x_high - window.x_low), window.y_high)) return false;
    if (!is_safe(window.x_low, share * window.y_high) || !is_safe(window.x_high, share * window.y_high)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<PowerSite> three_grain_sites(const DomainBox& domain, const std::array<double, 2>& window_size,
                                         double diameter, unsigned seed) {
  const double middle = domain.centre()[0];
  const double floor = domain.low[1];
  std::vector<PowerSite> sites;
  for (const auto& [x, y] : places) {
    sites.push_back({{middle + x * window_size[0], floor + y * window_size[1], domain.centre()[2]}, 0.0});
  }
  const std::vector<PowerSite> three = sites;
  const Window window{middle - 0.5 * window_size[0], middle + 0.5 * window_size[0], floor + window_size[1]};
  // Random sequential addition until the cell is full, which is when discs of the least distance cover 0.547
  // of it (E. L. Hinrichsen et al., J. Stat. Phys. 44 (1986) 793): with this distance the mean area is that
  // of a disc of the wanted diameter.
  const double least = std::sqrt(0.547) * diameter;
  constexpr int most_attempts = 2000;
  RandomSequence random(seed, stream_of(RandomStream::grain_place), 0, 0);
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    Vector3d place = domain.centre();  // columns through the whole depth
    for (int k = 0; k < 2; ++k) place[k] = domain.low[k] + domain.size()[k] * random.uniform();
    const bool is_free = std::all_of(sites.begin(), sites.end(), [&](const PowerSite& site) {
      return (site.position - place).norm() >= least;
    });
    if (!is_free || !stays_outside(place, three, window, 0.02 * diameter)) continue;
    sites.push_back({place, 0.0});
    attempt = 0;
  }
  return sites;
}

}  // namespace lauelith::models
