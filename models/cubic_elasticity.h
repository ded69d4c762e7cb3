// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>

#include "src/grain.h"

namespace lauelith::models {

/// The three elastic constants of a cubic crystal in its own axes, Pa:
///   σ_xx = C11 ε_xx + C12 (ε_yy + ε_zz),   σ_yz = 2 C44 ε_yz   and cyclic.
/// J. F. Nye, Physical Properties of Crystals, Oxford 1985, ch. VIII.
struct CubicStiffness {
  double C11 = 0.0;
  double C12 = 0.0;
  double C44 = 0.0;

  double bulk_modulus() const { return (C11 + 2.0 * C12) / 3.0; }
  double tetragonal_shear() const { return 0.5 * (C11 - C12); }  ///< C'
  double zener_ratio() const { return C44 / tetragonal_shear(); }
};

/// All three constants times a factor (porosity, room temperature against 0 K).
CubicStiffness scaled(const CubicStiffness& C, double factor);
/// C(T) = C(T_0) (1 + s (T − T_0)), s = d ln C/dT in 1/K.
CubicStiffness at_temperature(const CubicStiffness& C, double log_slope_1_K, double temperature_difference_K);

/// Born criteria of a cubic crystal, i.e. a positive definite stiffness:
///   C11 − C12 > 0,  C11 + 2 C12 > 0,  C44 > 0      (F. Mouhat, F.-X. Coudert, PRB 90 (2014) 224104).
bool is_stable(const CubicStiffness& C);
/// Throws a UsageError that names the criterion; `where` says whose constants they are.
void require_stable(const CubicStiffness& C, const std::string& where);

/// The stiffness in the sample frame as a 6 × 6 matrix in Voigt form, order xx, yy, zz, yz, xz, xy:
///   [σ_xx … σ_xy] = C_voigt · [ε_xx ε_yy ε_zz 2ε_yz 2ε_xz 2ε_xy].
/// C_ijkl = C12 δ_ij δ_kl + C44 (δ_ik δ_jl + δ_il δ_jk) + (C11 − C12 − 2C44) Σ_m R_im R_jm R_km R_lm.
/// Pinned by CubicElasticity.RotatedStiffnessIsTheRotatedLaw.
Matrix6d voigt_stiffness(const CubicStiffness& C, const Eigen::Matrix3d& R_sample_from_crystal);
/// Mandel form: symmetric tensors as (xx, yy, zz, √2 yz, √2 xz, √2 xy), so that products are plain products.
Matrix6d mandel_from_voigt(const Matrix6d& C_voigt);

/// Stress components (contract order) of the elastic strain components (tensor components, not doubled).
Vector6d stress_of(const Matrix6d& C_voigt, const Vector6d& elastic_strain);
/// ψ = σ:ε/2, J/m³. Its derivative by the strain tensor is the stress.
double energy_density(const Matrix6d& C_voigt, const Vector6d& elastic_strain);

/// The same law without any matrix, in the crystal's own axes: σ = R [C : (Rᵀ ε R)] Rᵀ. The reference for
/// faster kernels.
Eigen::Matrix3d stress_of(const CubicStiffness& C, const Eigen::Matrix3d& R_sample_from_crystal,
                          const Eigen::Matrix3d& elastic_strain);

/// Thin sheet: the stiffness between (σ_xx, σ_yy, σ_xy) and (ε_xx, ε_yy, 2ε_xy) when σ_zz = σ_yz = σ_xz = 0,
/// and the out-of-plane strains (ε_zz, 2ε_yz, 2ε_xz) = out_of_plane · (ε_xx, ε_yy, 2ε_xy) that follow.
struct PlaneStressStiffness {
  Eigen::Matrix3d in_plane = Eigen::Matrix3d::Zero();
  Eigen::Matrix3d out_of_plane = Eigen::Matrix3d::Zero();
};
PlaneStressStiffness plane_stress_condensed(const Matrix6d& C_voigt);

/// Young's modulus along a crystal direction (any length):
///   1/E = S11 − 2 (S11 − S12 − S44/2)(l²m² + m²n² + n²l²)                            (Nye, p. 145)
/// Pinned by CubicElasticity.YoungAlongDirections (134.86, 159.35, 169.62 GPa).
double youngs_modulus(const CubicStiffness& C, const Eigen::Vector3d& direction_crystal);

/// For an isotropic solid of given moduli: C11 = λ + 2G, C12 = λ, C44 = G.
CubicStiffness isotropic_stiffness(double youngs_modulus, double poisson_ratio);

}  // namespace lauelith::models
