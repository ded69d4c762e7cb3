// SPDX-License-Identifier: BSD-3-Clause
#include "models/elastic_bounds.h"

#include <algorithm>
#include <cmath>

namespace lauelith::models {

ShearBounds shear_bounds(const CubicStiffness& C) {
  const double K = C.bulk_modulus();
  const double G1 = C.tetragonal_shear();
  const double G2 = C.C44;
  ShearBounds bounds;
  bounds.voigt = (2.0 * G1 + 3.0 * G2) / 5.0;
  bounds.reuss = 5.0 * G1 * G2 / (2.0 * G2 + 3.0 * G1);
  const auto beta = [K](double G) { return -3.0 * (K + 2.0 * G) / (5.0 * G * (3.0 * K + 4.0 * G)); };
  // Written with the difference in the numerator, so that the isotropic limit is no division by zero.
  const double from_G1 = G1 + 3.0 * (G2 - G1) / (5.0 - 4.0 * beta(G1) * (G2 - G1));
  const double from_G2 = G2 + 2.0 * (G1 - G2) / (5.0 - 6.0 * beta(G2) * (G1 - G2));
  bounds.hashin_shtrikman_low = std::min(from_G1, from_G2);
  bounds.hashin_shtrikman_high = std::max(from_G1, from_G2);
  return bounds;
}

IsotropicModuli isotropic_moduli(double bulk, double shear) {
  const double denominator = 3.0 * bulk + shear;
  return {bulk, shear, 9.0 * bulk * shear / denominator, (3.0 * bulk - 2.0 * shear) / (2.0 * denominator)};
}

IsotropicModuli polycrystal_moduli(const CubicStiffness& C) {
  const ShearBounds bounds = shear_bounds(C);
  return isotropic_moduli(C.bulk_modulus(),
                          0.5 * (bounds.hashin_shtrikman_low + bounds.hashin_shtrikman_high));
}

}  // namespace lauelith::models
