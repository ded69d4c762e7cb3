// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "forward/spot_shape.h"
#include "inverse/spot_patches.h"
#include "inverse/spot_significance.h"

namespace lauelith::inverse {
namespace {

constexpr double fwhm_in_sigma = 2.3548200450309493;

forward::SpotShape shape_of_peak(const Peak& peak) {
  return forward::shape_of(
      {peak.fwhm_major_px / fwhm_in_sigma, peak.fwhm_minor_px / fwhm_in_sigma, peak.tilt_deg});
}

}  // namespace

FrameNoise noise_of(const PixelView& pixels, double psf_sigma_px) {
  const LocalBackground background(pixels);
  return {estimate_noise(background), width_of_frame(background, psf_sigma_px > 0.0 ? psf_sigma_px : 1.0)};
}

int patch_reach_px(const Peak& first, const Peak& second) {
  const double widest = std::max(first.fwhm_major_px, second.fwhm_major_px) / fwhm_in_sigma;
  return std::clamp(static_cast<int>(std::ceil(4.0 * widest + 0.5)), 5, 24);
}

SpotPatch cut_patch(const PixelView& pixels, const Peak& peak, int reach_px, const FrameNoise& noise) {
  SpotPatch patch;
  const int x = static_cast<int>(std::lround(peak.x_px));
  const int y = static_cast<int>(std::lround(peak.y_px));
  patch.x0 = std::max(0, x - reach_px);
  patch.y0 = std::max(0, y - reach_px);
  patch.cols = std::max(0, std::min(pixels.cols, x + reach_px + 1) - patch.x0);
  patch.rows = std::max(0, std::min(pixels.rows, y + reach_px + 1) - patch.y0);
  patch.value.resize(static_cast<std::size_t>(patch.cols * patch.rows));
  patch.usable.resize(patch.value.size());
  for (int row = 0; row < patch.rows; ++row) {
    const std::size_t from = pixels.at(patch.x0, patch.y0 + row);
    const auto to = static_cast<std::size_t>(row * patch.cols);
    for (std::size_t i = 0; i < static_cast<std::size_t>(patch.cols); ++i) {
      const float value = pixels.value[from + i];
      patch.value[to + i] = value;
      patch.usable[to + i] = pixels.mask[from + i] == 0 && value < pixels.saturation ? 1 : 0;
    }
  }
  const forward::SpotShape shape = shape_of_peak(peak);
  patch.spot = {peak.intensity, peak.x_px, peak.y_px, shape.xx, shape.xy, shape.yy};
  patch.level = peak.background;
  patch.noise = noise;
  return patch;
}

}  // namespace lauelith::inverse
