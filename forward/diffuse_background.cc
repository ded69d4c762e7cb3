// SPDX-License-Identifier: BSD-3-Clause
#include "forward/diffuse_background.h"

#include <algorithm>
#include <cmath>

namespace lauelith::forward {
namespace {

/// Where on the panel rays are nearest to the straight beam (+y).
Eigen::Vector2d nearest_to_beam(const Detector& panel) {
  Eigen::Vector2d best(0.0, 0.0);
  double largest = -2.0;
  for (int y = 0; y < panel.rows; y += std::max(1, panel.rows / 100)) {
    for (int x = 0; x < panel.cols; x += std::max(1, panel.cols / 100)) {
      const double along = ray_of_pixel(panel, {x, y}).y();
      if (along <= largest) continue;
      largest = along;
      best = {x, y};
    }
  }
  return best;
}

}  // namespace

void describe(ParameterVisitor& visit, BackgroundOptions& options) {
  visit.flag({"poisson", "photons are counted at random; false: expected photons"}, options.poisson);
  visit.number({"background_photons", "flat background per pixel and frame", 0.0, 1e6},
               options.background_photons);
  visit.number({"slope_x_photons", "change of the background from the first to the last column", -1e6, 1e6},
               options.slope_x_photons);
  visit.number({"slope_y_photons", "change of the background from the first to the last row", -1e6, 1e6},
               options.slope_y_photons);
  visit.number({"fluorescence_photons", "isotropic light of the sample, per pixel at the foot of the normal",
                0.0, 1e6},
               options.fluorescence_photons);
  visit.number({"scatter_photons", "height of the hump of air scatter", 0.0, 1e6}, options.scatter_photons);
  visit.numbers({"scatter_place_px", "its middle (column, row); negative: nearest to the beam", -1e5, 1e5},
                options.scatter_place_px);
  visit.number({"scatter_sigma_px", "its rms width", 1.0, 1e5}, options.scatter_sigma_px);
}

std::vector<float> diffuse_background(const Detector& panel, const BackgroundOptions& options) {
  const Eigen::Vector2d given(options.scatter_place_px.at(0), options.scatter_place_px.at(1));
  const Eigen::Vector2d middle =
      given.minCoeff() < 0.0 && options.scatter_photons > 0.0 ? nearest_to_beam(panel) : given;
  std::vector<float> photons;
  photons.reserve(static_cast<std::size_t>(panel.rows) * static_cast<std::size_t>(panel.cols));
  const double distance = panel.distance_m();
  for (int y = 0; y < panel.rows; ++y) {
    for (int x = 0; x < panel.cols; ++x) {
      double level = options.background_photons + options.slope_x_photons * ((x + 0.5) / panel.cols - 0.5) +
                     options.slope_y_photons * ((y + 0.5) / panel.rows - 0.5);
      if (options.fluorescence_photons > 0.0) {  // solid angle of a pixel: cos α/r²
        level += options.fluorescence_photons * std::pow(distance / point_of_pixel(panel, {x, y}).norm(), 3);
      }
      if (options.scatter_photons > 0.0) {
        const double square = (Eigen::Vector2d(x, y) - middle).squaredNorm();
        level += options.scatter_photons *
                 std::exp(-0.5 * square / (options.scatter_sigma_px * options.scatter_sigma_px));
      }
      photons.push_back(static_cast<float>(std::max(0.0, level)));
    }
  }
  return photons;
}

}  // namespace lauelith::forward
