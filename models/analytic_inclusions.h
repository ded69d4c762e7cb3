// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "models/analytic_cracks.h"
#include "models/elastic_bounds.h"

namespace lauelith::models {

/// Closed solutions for bodies that want another size than their place, in an infinite isotropic matrix.
/// J. D. Eshelby, Proc. R. Soc. A 241 (1957) 376; the spherical and the cylindrical case are elementary.

/// A sphere of bulk modulus K_i and volumetric misfit Δ in a matrix of shear modulus G:
///   p = Δ/(1/K_i + 3/(4G)).
double sphere_pressure(double volume_misfit, double bulk_inclusion, double shear_matrix);
/// A long cylinder under plane strain (no change of length): in-plane bulk modulus k_i = K_i + G_i/3, misfit
/// of the cross-section Δ_A:   p = Δ_A/(1/k_i + 1/G).
double cylinder_pressure(double area_misfit, double plane_bulk_inclusion, double shear_matrix);

/// Field outside of a sphere (centre at the origin) of radius R under pressure p:
///   u = p R³/(4 G r²) r̂;  ε_rr = −(p/2G)(R/r)³, ε_tt = +(p/4G)(R/r)³: no trace.
ElasticField field_around_sphere(double pressure, double radius, double shear_matrix,
                                 const Eigen::Vector3d& x);
/// Around a cylinder along z:   u = p R²/(2 G r) r̂;  ε_rr = −ε_tt = −(p/2G)(R/r)².
ElasticField field_around_cylinder(double pressure, double radius, double shear_matrix,
                                   const Eigen::Vector3d& x);

/// A thin layer with in-plane eigenstrain ε* (I − n⊗n) on a half space, far from edges: the elastic strain is
///   ε_e = −ε* in the plane,  + 2ν/(1 − ν) ε* along the normal          (plane stress, no change of the
///   plane)
/// with in-plane stress −E/(1 − ν) ε*.
struct LayerStrain {
  double in_plane = 0.0;
  double normal = 0.0;
  double von_mises = 0.0;        ///< √(2/3 e:e) of the deviator
  double in_plane_stress = 0.0;  ///< Pa
};
LayerStrain layer_strain(double eigenstrain, const IsotropicModuli& moduli);

}  // namespace lauelith::models
