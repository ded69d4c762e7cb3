// SPDX-License-Identifier: BSD-3-Clause
#include "forward/monochromator.h"

#include <cmath>

namespace lauelith::forward {

PassedShare passed_share(const Monochromator& monochromator, double energy_keV, const EnergySpread& spread) {
  const double band = monochromator.sigma_keV * monochromator.sigma_keV;
  const double total = band + spread.variance_keV2;
  const double off = monochromator.energy_keV - energy_keV;
  PassedShare passed;
  passed.share = std::sqrt(band / total) * std::exp(-0.5 * off * off / total);
  passed.moved_px = spread.with_px_keV * off / total;
  passed.narrowed = {spread.with_px_keV.x() * spread.with_px_keV.x() / total,
                     spread.with_px_keV.x() * spread.with_px_keV.y() / total,
                     spread.with_px_keV.y() * spread.with_px_keV.y() / total};
  return passed;
}

}  // namespace lauelith::forward
