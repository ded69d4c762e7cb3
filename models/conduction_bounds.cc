// SPDX-License-Identifier: BSD-3-Clause
#include "models/conduction_bounds.h"

#include <algorithm>

namespace lauelith::models {

double porosity_bound(double pore_fraction, int dimension) {
  const double d = dimension - 1.0;
  return d * (1.0 - pore_fraction) / (d + pore_fraction);
}

ConductionBounds conduction_bounds(const std::vector<double>& conductivities, int dimension) {
  ConductionBounds bounds;
  double sum = 0.0, sum_inverse = 0.0, largest = 0.0;
  std::size_t n_solid = 0;
  for (const double value : conductivities) {
    if (!(value > 0.0)) continue;
    ++n_solid;
    sum += value;
    sum_inverse += 1.0 / value;
    largest = std::max(largest, value);
  }
  const auto n = static_cast<double>(conductivities.size());
  bounds.parallel = sum / n;
  bounds.pore_fraction = 1.0 - static_cast<double>(n_solid) / n;
  const bool has_pores = n_solid < conductivities.size();
  bounds.series = has_pores ? 0.0 : n / sum_inverse;
  bounds.hashin_shtrikman =
      has_pores ? largest * porosity_bound(bounds.pore_fraction, dimension) : bounds.parallel;
  return bounds;
}

}  // namespace lauelith::models
