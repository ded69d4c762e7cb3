// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/spot_candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace lauelith::inverse {
namespace {

struct Edge {
  int first = 0;
  int second = 0;
};

/// Neighbours (eight) among row-sorted pixels.
std::vector<Edge> edges_between(const std::vector<SignificantPixel>& pixels) {
  std::vector<Edge> edges;
  edges.reserve(4 * pixels.size());
  const int n = static_cast<int>(pixels.size());
  const auto at = [&pixels](int i) -> const SignificantPixel& { return pixels[static_cast<std::size_t>(i)]; };
  int below = 0;  // first pixel of the next row that is not left of x − 1
  for (int i = 0; i < n; ++i) {
    const SignificantPixel here = at(i);
    if (i + 1 < n && at(i + 1).y == here.y && at(i + 1).x == here.x + 1) edges.push_back({i, i + 1});
    while (below < n && (at(below).y <= here.y || (at(below).y == here.y + 1 && at(below).x < here.x - 1)))
      ++below;
    for (int j = below; j < n && at(j).y == here.y + 1 && at(j).x <= here.x + 1; ++j) edges.push_back({i, j});
  }
  return edges;
}

int root_of(std::vector<int>& parent, int i) {
  while (parent[static_cast<std::size_t>(i)] != i) {
    auto& up = parent[static_cast<std::size_t>(i)];
    up = parent[static_cast<std::size_t>(up)];
    i = up;
  }
  return i;
}

/// The highest neighbour of every pixel, itself if it is the highest: following it leads to a local maximum.
std::vector<int> uphill(const std::vector<SignificantPixel>& pixels, const std::vector<Edge>& edges) {
  std::vector<int> parent(pixels.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto t_of = [&pixels](int i) { return pixels[static_cast<std::size_t>(i)].t; };
  for (const Edge& edge : edges) {
    const bool second_higher = t_of(edge.second) > t_of(edge.first);
    const int higher = second_higher ? edge.second : edge.first;
    int& best = parent[static_cast<std::size_t>(second_higher ? edge.first : edge.second)];
    if (t_of(higher) > t_of(best) || (t_of(higher) == t_of(best) && higher < best)) best = higher;
  }
  return parent;
}

/// Edges between the basins of different maxima, highest first.
std::vector<Edge> saddles(const std::vector<SignificantPixel>& pixels, const std::vector<Edge>& edges,
                          std::vector<int>& parent) {
  std::vector<Edge> result;
  for (const Edge& edge : edges) {
    if (root_of(parent, edge.first) != root_of(parent, edge.second)) result.push_back(edge);
  }
  const auto level = [&pixels](const Edge& edge) {
    return std::min(pixels[static_cast<std::size_t>(edge.first)].t,
                    pixels[static_cast<std::size_t>(edge.second)].t);
  };
  std::sort(result.begin(), result.end(),
            [&level](const Edge& a, const Edge& b) { return level(a) > level(b); });
  return result;
}

/// How much brighter than the background's the noise of T is where T has this value.
double noise_growth(const NoiseModel& noise, double level, double t, double psf_sigma_px) {
  const double variance = noise.variance(level);
  const double excess = t * std::sqrt(variance) / (2.0 * std::sqrt(std::numbers::pi) * psf_sigma_px);
  return std::sqrt(1.0 + noise.gain * excess / variance);
}

double sum_within(const PixelView& pixels, int x, int y, double radius, double& n_pixels) {
  const int reach = static_cast<int>(radius);
  double sum = 0.0;
  n_pixels = 0.0;
  for (int j = -reach; j <= reach; ++j) {
    for (int i = -reach; i <= reach; ++i) {
      if (i * i + j * j > radius * radius || !pixels.usable(x + i, y + j)) continue;
      sum += pixels.value[pixels.at(x + i, y + j)];
      n_pixels += 1.0;
    }
  }
  return sum;
}

/// The Poisson statement about the counts within 2 σ; infinite where the filter sees enough counts to be
/// normal.
double counting_significance(const PixelView& pixels, const NoiseModel& noise, const SpotCandidate& candidate,
                             double psf_sigma_px) {
  if (noise.gain <= 0.0) return std::numeric_limits<double>::infinity();
  double n_pixels = 0.0;
  const double sum =
      sum_within(pixels, candidate.x, candidate.y, std::max(1.5, 2.0 * psf_sigma_px), n_pixels);
  // A camera's noise is that of (level − pedestal)/gain + r²/gain² = variance/gain² events.
  const double mean = n_pixels * noise.variance(candidate.level) / (noise.gain * noise.gain);
  if (mean >= 20.0) return std::numeric_limits<double>::infinity();
  return poisson_sigmas(mean, mean + (sum - n_pixels * candidate.level) / noise.gain);
}

/// A maximum whose brightest pixel has no skirt: even the sharpest spot (0.6 of the point spread, in the
/// middle of the pixel) puts a share into its eight neighbours that is not there.
bool is_hot_pixel(const PixelView& pixels, const NoiseModel& noise, const SpotCandidate& candidate,
                  double psf_sigma_px) {
  int x = candidate.x;
  int y = candidate.y;
  for (int j = candidate.y - 1; j <= candidate.y + 1; ++j) {
    for (int i = candidate.x - 1; i <= candidate.x + 1; ++i) {
      if (pixels.usable(i, j) && pixels.value[pixels.at(i, j)] > pixels.value[pixels.at(x, y)]) {
        x = i;
        y = j;
      }
    }
  }
  const double highest = pixels.value[pixels.at(x, y)] - candidate.level;
  if (highest + candidate.level >= pixels.saturation) return false;
  const double edge = 0.5 / (0.6 * std::max(0.6, psf_sigma_px) * std::numbers::sqrt2);
  const double inside = std::pow(std::erf(edge), 2);
  const double with_neighbours = std::pow(std::erf(3.0 * edge), 2);
  double skirt = -highest;
  double n_skirt = -1.0;
  for (int j = y - 1; j <= y + 1; ++j) {
    for (int i = x - 1; i <= x + 1; ++i) {
      if (!pixels.usable(i, j)) continue;
      skirt += pixels.value[pixels.at(i, j)] - candidate.level;
      n_skirt += 1.0;
    }
  }
  const double expected = highest * (with_neighbours - inside) / inside * n_skirt / 8.0;
  const double sigma = std::sqrt(n_skirt * noise.variance(candidate.level) + noise.gain * expected +
                                 noise.variance(highest) * std::pow(expected / highest, 2));
  return skirt < 0.5 * expected && expected - skirt > 3.0 * sigma;
}

}  // namespace

double poisson_sigmas(double mean, double n) {
  if (n <= mean) return 0.0;
  double term = std::exp(n * std::log(mean) - mean - std::lgamma(n + 1.0));
  double tail = 0.0;
  for (double k = n; term > 1e-18 * tail && term > 0.0; k += 1.0) {
    tail += term;
    term *= mean / (k + 1.0);
  }
  if (tail <= 1e-300) return 37.0;
  double sigmas = std::sqrt(std::max(0.1, -2.0 * std::log(tail)));
  for (int i = 0; i < 30; ++i) {  // Newton on ln of the upper tail, which is nearly a parabola
    const double upper = 0.5 * std::erfc(sigmas / std::numbers::sqrt2);
    const double density = std::exp(-0.5 * sigmas * sigmas) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    const double step = std::log(upper / tail) * upper / density;
    sigmas += step;
    if (std::abs(step) < 1e-9) break;
  }
  return sigmas;
}

std::vector<SpotCandidate> find_candidates(const PixelView& pixels, const LocalBackground& background,
                                           const NoiseModel& noise, const Significance& significance,
                                           double psf_sigma_px, double threshold) {
  const auto& points = significance.pixels;
  const std::vector<Edge> edges = edges_between(points);
  std::vector<int> parent = uphill(points, edges);
  std::vector<std::uint8_t> kept(points.size(), 0);
  const auto t_of = [&points](int i) { return points[static_cast<std::size_t>(i)].t; };
  const auto separate = [&](int lower, float saddle) {
    const SignificantPixel& point = points[static_cast<std::size_t>(lower)];
    const double level = background.level(point.x, point.y);
    const double width = significance.width_at(point.x, point.y);
    const double depth =
        std::max(3.0 * width * noise_growth(noise, level, point.t, psf_sigma_px), 0.15 * point.t);
    return point.t - saddle > depth;
  };
  for (const Edge& edge : saddles(points, edges, parent)) {
    int a = root_of(parent, edge.first);
    int b = root_of(parent, edge.second);
    if (a == b) continue;
    if (t_of(a) < t_of(b)) std::swap(a, b);  // the root of a region is its brightest pixel
    if (separate(b, std::min(t_of(edge.first), t_of(edge.second)))) kept[static_cast<std::size_t>(b)] = 1;
    parent[static_cast<std::size_t>(b)] = a;
  }
  std::vector<SpotCandidate> candidates;
  for (int i = 0; i < static_cast<int>(points.size()); ++i) {
    const auto index = static_cast<std::size_t>(i);
    if (parent[index] != i && kept[index] == 0) continue;
    const SignificantPixel& point = points[index];
    SpotCandidate candidate{point.x, point.y, point.t / significance.width_at(point.x, point.y),
                            background.level(point.x, point.y)};
    if (candidate.significance < threshold || is_hot_pixel(pixels, noise, candidate, psf_sigma_px)) continue;
    candidate.significance =
        std::min(candidate.significance, counting_significance(pixels, noise, candidate, psf_sigma_px));
    if (candidate.significance >= threshold) candidates.push_back(candidate);
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const SpotCandidate& a, const SpotCandidate& b) { return a.significance > b.significance; });
  return candidates;
}

}  // namespace lauelith::inverse
