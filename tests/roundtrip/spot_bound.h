// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/inverse/simulated_frames.h"

namespace lauelith::roundtrip {

/// Cramér–Rao bound on the position of single round spots by their photons, from a table linear in the
/// logarithms.
class SpotBound {
 public:
  SpotBound(double psf_sigma_px, double background) {
    for (int i = 0; i <= n_steps; ++i) {
      const double photons = std::pow(10.0, first + i * step);
      ln_sigma_.push_back(std::log(inverse::cramer_rao_px({1, photons, psf_sigma_px, background})));
    }
  }
  double operator()(double photons) const {
    const double place = std::clamp((std::log10(photons) - first) / step, 0.0, n_steps - 1e-9);
    const auto i = static_cast<std::size_t>(place);
    const double fraction = place - static_cast<double>(i);
    return std::exp((1.0 - fraction) * ln_sigma_[i] + fraction * ln_sigma_[i + 1]);
  }

 private:
  static constexpr double first = 0.5;
  static constexpr double step = 0.1;
  static constexpr int n_steps = 60;
  std::vector<double> ln_sigma_;
};

}  // namespace lauelith::roundtrip
