// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>

#include "src/constants.h"

/// Laue's condition for one lattice plane, the only place where it is written. Beam along +y of the lab, G =
/// plane normal in the lab (1/Å, no 2π). The ray is the mirror image of the beam in the plane, whatever the
/// length of G:
///   κ = −|G|²/(2 G_y)    k_f = G + κ ŷ    E = hc κ    sin θ = −G_y/|G|        (needs G_y < 0)
/// Of ±G exactly one diffracts; ray and energy below are even in G and so serve both.
/// Pinned by the golden spots of tests/forward/laue_spot_test.cc.
namespace lauelith::forward {

/// −2 G_y k_f = −2 G_y G + |G|² ŷ: along the diffracted ray, free of divisions.
template <typename Real>
struct ScaledRay {
  Real x, y, z;
};

template <typename Real>
inline ScaledRay<Real> diffracted_ray(Real gx, Real gy, Real gz) {
  const Real norm_squared = gx * gx + gy * gy + gz * gz;
  const Real factor = Real(-2) * gy;
  return {factor * gx, factor * gy + norm_squared, factor * gz};
}

/// |G|²/(2|G_y|) = κ = E/hc of the plane normal G.
template <typename Real>
inline Real wavenumber_1_A(Real gx, Real gy, Real gz) {
  const Real absolute = gy < Real(0) ? -gy : gy;
  return (gx * gx + gy * gy + gz * gz) / (Real(2) * absolute);
}

/// One diffracted ray and how it moves with the lattice: dk_f = dG − ŷ (k_f·dG)/G_y, dκ = −(k_f·dG)/G_y.
struct LaueRay {
  double energy_keV = 0.0;
  Eigen::Vector3d k_lab_1_A;  ///< k_f
  double G_y_1_A = 0.0;

  Eigen::RowVector3d d_kappa_d_G() const { return -k_lab_1_A.transpose() / G_y_1_A; }
  Eigen::Matrix3d d_k_d_G() const {
    return Eigen::Matrix3d::Identity() + Eigen::Vector3d::UnitY() * d_kappa_d_G();
  }
  Eigen::RowVector3d d_energy_d_G_keV_A() const { return constants::hc_keV_A * d_kappa_d_G(); }
};

/// Requires G_y < 0.
inline LaueRay laue_ray(const Eigen::Vector3d& G_lab_1_A) {
  const Eigen::Vector3d& G = G_lab_1_A;
  const double kappa = wavenumber_1_A(G.x(), G.y(), G.z());
  return {constants::hc_keV_A * kappa, G + kappa * Eigen::Vector3d::UnitY(), G.y()};
}

/// The plane normal (unit vector, lab) that reflects the beam into a given ray.
inline Eigen::Vector3d plane_normal_of_ray(const Eigen::Vector3d& ray) {
  return (ray.normalized() - Eigen::Vector3d::UnitY()).normalized();
}

}  // namespace lauelith::forward
