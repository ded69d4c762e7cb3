// SPDX-License-Identifier: BSD-3-Clause
#include "tests/inverse/simulated_frames.h"

#include <cmath>
#include <limits>

#include "src/random.h"

namespace lauelith::inverse {
namespace {

constexpr int pitch = 64;
constexpr std::uint32_t place_stream = 77;

}  // namespace

Image counted(const forward::LaueImage& drawn, std::uint32_t seed) {
  return make_image(forward::count_photons(drawn, {}, {seed, 0}), {},
                    std::numeric_limits<double>::infinity());
}

Image photographed(const forward::LaueImage& drawn, const forward::Camera& camera, std::uint32_t seed) {
  return make_image(forward::expose_camera(drawn, camera, {seed, 0}), {},
                    std::numeric_limits<double>::infinity());
}

std::vector<forward::DrawnSpot> spots_of(const SpotGrid& grid, std::uint32_t seed) {
  std::vector<forward::DrawnSpot> spots;
  for (int i = 0; i < grid.n_side * grid.n_side; ++i) {
    RandomSequence random(seed, place_stream, 0, static_cast<std::uint32_t>(i));
    const double x = pitch * (i % grid.n_side) + pitch / 2 - 0.5 + random.uniform();
    const double y = pitch * (i / grid.n_side) + pitch / 2 - 0.5 + random.uniform();
    spots.push_back({x, y, grid.photons, forward::round_shape(grid.sigma_px)});
  }
  return spots;
}

forward::LaueImage drawn(const SpotGrid& grid, const std::vector<forward::DrawnSpot>& spots) {
  forward::LaueImage image(pitch * grid.n_side, pitch * grid.n_side, {grid.background});
  for (const forward::DrawnSpot& spot : spots) image.add(spot);
  return image;
}

double cramer_rao_px(const SpotGrid& grid) {
  const int reach = static_cast<int>(std::ceil(6.0 * grid.sigma_px)) + 1;
  const int n = 2 * reach + 1;
  constexpr double step = 1e-4;
  double sum = 0.0;
  int n_places = 0;
  for (const double x : {-0.4, -0.2, 0.0, 0.2, 0.4}) {
    for (const double y : {-0.4, -0.2, 0.0, 0.2, 0.4}) {
      const auto share = forward::pixel_shares(x, grid.sigma_px, -reach, n);
      const auto moved = forward::pixel_shares(x + step, grid.sigma_px, -reach, n);
      const auto line = forward::pixel_shares(y, grid.sigma_px, -reach, n);
      double information = 0.0;
      for (std::size_t j = 0; j < line.size(); ++j) {
        for (std::size_t i = 0; i < share.size(); ++i) {
          const double slope = grid.photons * (moved[i] - share[i]) / step * line[j];
          information += slope * slope / (grid.background + grid.photons * share[i] * line[j]);
        }
      }
      sum += 1.0 / information;
      ++n_places;
    }
  }
  return std::sqrt(sum / n_places);
}

const Peak* nearest(const PeakList& list, double x_px, double y_px, double radius) {
  const Peak* best = nullptr;
  for (const Peak& peak : list.peaks) {
    const double distance = std::hypot(peak.x_px - x_px, peak.y_px - y_px);
    if (distance > radius) continue;
    radius = distance;
    best = &peak;
  }
  return best;
}

}  // namespace lauelith::inverse
