// SPDX-License-Identifier: BSD-3-Clause
#include "inverse/line_shape.h"

#include <cmath>
#include <complex>
#include <numbers>

namespace lauelith::inverse {
namespace {

const double sigma_of_fwhm = 1.0 / (2.0 * std::sqrt(2.0 * std::numbers::ln2));

/// w(x + iy) for y ≥ 0.
std::complex<double> faddeeva(double x, double y) {
  const std::complex<double> t(y, -x);
  const std::complex<double> u = t * t;
  const double s = std::abs(x) + y;
  if (s >= 15.0) return t * 0.5641896 / (0.5 + u);
  if (s >= 5.5) return t * (1.410474 + u * 0.5641896) / (0.75 + u * (3.0 + u));
  if (y >= 0.195 * std::abs(x) - 0.176) {
    return (16.4955 + t * (20.20933 + t * (11.96482 + t * (3.778987 + t * 0.5642236)))) /
           (16.4955 + t * (38.82363 + t * (39.27121 + t * (21.69274 + t * (6.699398 + t)))));
  }
  const std::complex<double> above =
      36183.31 -
      u * (3321.9905 - u * (1540.787 - u * (219.0313 - u * (35.76683 - u * (1.320522 - u * 0.56419)))));
  const std::complex<double> below =
      32066.6 -
      u * (24322.84 - u * (9022.228 - u * (2186.181 - u * (364.2191 - u * (61.57037 - u * (1.841439 - u))))));
  return std::exp(u) - t * above / below;
}

}  // namespace

double line_shape(double off_eV, const LineWidths& widths) {
  const double band_sigma = widths.band_eV * sigma_of_fwhm;
  const double sigma = std::hypot(band_sigma, widths.own_eV * sigma_of_fwhm);
  double value = (1.0 - widths.mixing) * std::exp(-0.5 * off_eV * off_eV / (sigma * sigma)) /
                 (sigma * std::sqrt(2.0 * std::numbers::pi));
  if (widths.mixing > 0.0) {
    const double scale = 1.0 / (band_sigma * std::numbers::sqrt2);
    value += widths.mixing * faddeeva(off_eV * scale, 0.5 * widths.own_eV * scale).real() * scale *
             std::numbers::inv_sqrtpi;
  }
  return value;
}

double seen_width_eV(const LineWidths& widths) {
  const double half = 0.5 * line_shape(0.0, widths);
  double low = 0.0;
  double high = 2.0 * (widths.own_eV + widths.band_eV);
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (line_shape(middle, widths) > half ? low : high) = middle;
  }
  return 2.0 * low;
}

}  // namespace lauelith::inverse
