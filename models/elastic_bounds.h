// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "models/cubic_elasticity.h"

namespace lauelith::models {

/// Shear moduli (Pa) between which that of an untextured polycrystal of cubic grains lies. The bulk modulus
/// needs no bounds: every grain has K = (C11 + 2 C12)/3.
///   Voigt G_V = (C11 − C12 + 3 C44)/5,      Reuss G_R = 5 (C11 − C12) C44/(4 C44 + 3 (C11 − C12)),
///   Hashin–Shtrikman with G1 = C', G2 = C44, β_i = −3 (K + 2 G_i)/(5 G_i (3 K + 4 G_i)):
///     G1 + 3/(5/(G2 − G1) − 4 β1)   and   G2 + 2/(5/(G1 − G2) − 6 β2),
/// Z. Hashin, S. Shtrikman, J. Mech. Phys. Solids 10 (1962) 343. Pinned by ElasticBounds.PublishedNumbers.
struct ShearBounds {
  double voigt = 0.0;
  double reuss = 0.0;
  double hashin_shtrikman_low = 0.0;
  double hashin_shtrikman_high = 0.0;
};
ShearBounds shear_bounds(const CubicStiffness& C);

/// The isotropic solid with the bulk modulus of the crystal and the mean of its Hashin–Shtrikman bounds: what
/// stands for a polycrystal whose grains are not resolved.
struct IsotropicModuli {
  double bulk = 0.0;                                                          ///< K, Pa
  double shear = 0.0;                                                         ///< G, Pa
  double youngs = 0.0;                                                        ///< E, Pa
  double poisson = 0.0;                                                       ///< ν
  double plane_strain() const { return youngs / (1.0 - poisson * poisson); }  ///< E' = E/(1 − ν²)
};
IsotropicModuli isotropic_moduli(double bulk, double shear);
IsotropicModuli polycrystal_moduli(const CubicStiffness& C);

}  // namespace lauelith::models
