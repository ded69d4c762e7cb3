// SPDX-License-Identifier: BSD-3-Clause
#include "models/analytic_inclusions.h"

#include <cmath>

namespace lauelith::models {

using Eigen::Matrix3d;
using Eigen::Vector3d;

double sphere_pressure(double volume_misfit, double bulk_inclusion, double shear_matrix) {
  return volume_misfit / (1.0 / bulk_inclusion + 3.0 / (4.0 * shear_matrix));
}

double cylinder_pressure(double area_misfit, double plane_bulk_inclusion, double shear_matrix) {
  return area_misfit / (1.0 / plane_bulk_inclusion + 1.0 / shear_matrix);
}

ElasticField field_around_sphere(double pressure, double radius, double shear_matrix, const Vector3d& x) {
  const double r = x.norm();
  const double factor = pressure * radius * radius * radius / (4.0 * shear_matrix * r * r * r);
  ElasticField field;
  field.displacement = factor * x;
  field.gradient = factor * (Matrix3d::Identity() - 3.0 / (r * r) * x * x.transpose());
  field.stress = 2.0 * shear_matrix * field.gradient;  // no trace
  return field;
}

ElasticField field_around_cylinder(double pressure, double radius, double shear_matrix, const Vector3d& x) {
  const Vector3d in_plane(x[0], x[1], 0.0);
  const double r2 = in_plane.squaredNorm();
  const double factor = pressure * radius * radius / (2.0 * shear_matrix * r2);
  Matrix3d plane = Matrix3d::Identity();
  plane(2, 2) = 0.0;
  ElasticField field;
  field.displacement = factor * in_plane;
  field.gradient = factor * (plane - 2.0 / r2 * in_plane * in_plane.transpose());
  field.stress = 2.0 * shear_matrix * field.gradient;
  return field;
}

LayerStrain layer_strain(double eigenstrain, const IsotropicModuli& moduli) {
  const double nu = moduli.poisson;
  LayerStrain result;
  result.in_plane = -eigenstrain;
  result.normal = 2.0 * nu / (1.0 - nu) * eigenstrain;
  // Two equal in-plane components and one normal: the deviator has one number, their difference.
  result.von_mises = 2.0 / 3.0 * std::abs(result.normal - result.in_plane);
  result.in_plane_stress = -moduli.youngs / (1.0 - nu) * eigenstrain;
  return result;
}

}  // namespace lauelith::models
