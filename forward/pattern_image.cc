// SPDX-License-Identifier: BSD-3-Clause
#include "forward/pattern_image.h"

#include <algorithm>

namespace lauelith::forward {

LaueImage draw_pattern(const LaueSetup& setup, const std::vector<DrawnGrain>& grains, double psf_sigma_px,
                       double background_photons) {
  constexpr double fewest_photons = 0.01;  // fainter spots would not change one count in a hundred frames
  LaueImage image(setup.detector.rows, setup.detector.cols, {.level = background_photons});
  for (const DrawnGrain& grain : grains) {
    const std::vector<PredictedSpot> spots = predict_spots(setup, grain.M_lab_1_A);
    double strongest = 0.0;
    for (const PredictedSpot& spot : spots) strongest = std::max(strongest, spot.intensity);
    for (const PredictedSpot& spot : spots) {
      const double photons = grain.strongest_photons * spot.intensity / strongest;
      if (photons < fewest_photons) continue;
      image.add({spot.px.x(), spot.px.y(), photons, round_shape(psf_sigma_px)});
    }
  }
  return image;
}

}  // namespace lauelith::forward
