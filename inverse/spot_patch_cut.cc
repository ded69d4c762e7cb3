// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "forward/spot_shape.h"
#include "inverse/spot_patches.h"
#include "inverse/spot_significance.h"
#include "src/impossible_pixel.h"

namespace lauelith::inverse {
namespace {

constexpr double fwhm_in_sigma = 2.3548200450309493;

forward::SpotShape shape_of_peak(const Peak& peak) {
  return forward::shape_of(
      {peak.fwhm_major_px / fwhm_in_sigma, peak.fwhm_minor_px / fwhm_in_sigma, peak.tilt_deg});
}

/// `row(from, n, value, usable)` fills one row of the patch from pixel `from` of the frame on.
template <typename Row>
SpotPatch cut(int rows, int cols, const Peak& peak, int reach_px, const FrameNoise& noise, const Row& row) {
  SpotPatch patch;
  const int x = static_cast<int>(std::lround(peak.x_px));
  const int y = static_cast<int>(std::lround(peak.y_px));
  patch.x0 = std::max(0, x - reach_px);
  patch.y0 = std::max(0, y - reach_px);
  patch.cols = std::max(0, std::min(cols, x + reach_px + 1) - patch.x0);
  patch.rows = std::max(0, std::min(rows, y + reach_px + 1) - patch.y0);
  const auto n = static_cast<std::size_t>(patch.cols);
  patch.value.resize(n * static_cast<std::size_t>(patch.rows));
  patch.usable.resize(patch.value.size());
  for (int down = 0; down < patch.rows; ++down) {
    const std::size_t from = static_cast<std::size_t>(patch.y0 + down) * static_cast<std::size_t>(cols) +
                             static_cast<std::size_t>(patch.x0);
    const std::size_t to = static_cast<std::size_t>(down) * n;
    row(from, n, patch.value.data() + to, patch.usable.data() + to);
  }
  const forward::SpotShape shape = shape_of_peak(peak);
  patch.spot = {peak.intensity, peak.x_px, peak.y_px, shape.xx, shape.xy, shape.yy};
  patch.level = peak.background;
  patch.noise = noise;
  return patch;
}

/// No longer usable where the mask says so; an empty mask says nothing.
void apply_mask(const std::vector<std::uint8_t>& mask, std::size_t from, std::size_t n,
                std::uint8_t* usable) {
  for (std::size_t i = 0; i < n && !mask.empty(); ++i) usable[i] = mask[from + i] == 0 ? usable[i] : 0;
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
  return cut(pixels.rows, pixels.cols, peak, reach_px, noise,
             [&pixels](std::size_t from, std::size_t n, float* value, std::uint8_t* usable) {
               for (std::size_t i = 0; i < n; ++i) {
                 value[i] = pixels.value[from + i];
                 usable[i] = pixels.mask[from + i] == 0 && value[i] < pixels.saturation ? 1 : 0;
               }
             });
}

SpotPatch cut_patch(const Frame& frame, const std::vector<std::uint8_t>& detector_mask, double saturation,
                    const Peak& peak, int reach_px, const FrameNoise& noise) {
  const double clipped_from = frame.saturation.value_or(saturation);
  const float limit =
      clipped_from > 0.0 ? static_cast<float>(clipped_from) : std::numeric_limits<float>::infinity();
  return std::visit(
      [&](const auto& stored) {
        return cut(frame.rows, frame.cols, peak, reach_px, noise,
                   [&](std::size_t from, std::size_t n, float* value, std::uint8_t* usable) {
                     for (std::size_t i = 0; i < n; ++i) {
                       const bool is_reading = impossible(stored[from + i]) == 0;
                       value[i] = is_reading ? static_cast<float>(stored[from + i]) : 0.0F;
                       usable[i] = is_reading && value[i] < limit ? 1 : 0;
                     }
                     apply_mask(frame.mask, from, n, usable);
                     apply_mask(detector_mask, from, n, usable);
                   });
      },
      frame.pixels);
}

}  // namespace lauelith::inverse
