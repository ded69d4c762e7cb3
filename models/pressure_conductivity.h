// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <string>

namespace lauelith::models {

/// How the ionic conductivity of a crystal answers pressure P (positive in compression) and temperature T:
///   σ_i(P, T) = σ_ref (T_ref/T) exp(−(E_a/k)(1/T − 1/T_ref)) · exp(s(T) g(P)),   s = β/3 − V_a/(k T)
///   exponential  g = P                     so that ∂ ln σ_i/∂P = s
///   quadratic    g = P − P²/(2 P_opt)      an extremum at P_opt: of σ_i(P), the largest where s P_opt > 0
/// σ_ref conductivity at T_ref without pressure; E_a activation energy and V_a activation volume per ion (V_a
/// signed: positive if pressure hinders); β = 1/K compressibility, which enters through σ_i T ∝ 1/a.
/// Tensor form, for a cubic crystal under a stress deviator s_kl (tension positive), first order:
///   σ_ij = σ_i (δ_ij − Π_ijkl s_kl),  in crystal axes Π: s = (Π_a s_xx, Π_a s_yy, Π_a s_zz, Π_s s_yz, …),
/// Π_a = Π_11 − Π_12, Π_s = 2 Π_44; the trace of Π belongs to s above.
/// Source: Shen et al., Materials Today 2022 (first line); the optimum under tension is a claim of
/// simulations that they quote and is nothing this code believes. Validity: |P| ≤ 3 GPa, 200–400 K, |Π s| <
/// 0.5. Pinned by PressureConductivity.* (tests/models/pressure_conductivity_test.cc).
struct PressureConductivity {
  enum class Form { exponential, quadratic };

  double reference_S_m = 0.04;              ///< σ_ref
  double reference_temperature_K = 298.15;  ///< T_ref
  double activation_energy_J = 0.0;         ///< E_a, per ion
  double activation_volume_m3 = 0.0;        ///< V_a, per ion
  double compressibility_1_Pa = 0.0;        ///< β
  Form form = Form::exponential;
  double optimum_Pa = -2e9;  ///< P_opt
  double axial_1_Pa = 0.0;   ///< Π_a
  double shear_1_Pa = 0.0;   ///< Π_s

  double slope_1_Pa(double temperature_K) const;  ///< s
  double log_pressure_factor(double pressure_Pa, double temperature_K) const;
  double conductivity_S_m(double pressure_Pa, double temperature_K) const;

  /// Derivatives of ln σ_i.
  struct Slopes {
    double pressure_1_Pa = 0.0;
    double temperature_1_K = 0.0;
    double activation_volume_1_m3 = 0.0;
    double activation_energy_1_J = 0.0;
    double compressibility_Pa = 0.0;
    double reference = 0.0;  ///< by ln σ_ref: 1
  };
  Slopes slopes(double pressure_Pa, double temperature_K) const;

  /// δ_ij − Π_ijkl s_kl in the frame of the deviator; `R` takes crystal axes to that frame.
  Eigen::Matrix3d anisotropy(const Eigen::Matrix3d& stress_deviator_Pa, const Eigen::Matrix3d& R) const;

 private:
  double shape_Pa(double pressure_Pa) const;     ///< g
  double shape_slope(double pressure_Pa) const;  ///< g'
};

/// From the units of study files.
double ion_volume_m3(double volume_cm3_mol);
double ion_energy_J(double energy_eV);

}  // namespace lauelith::models
