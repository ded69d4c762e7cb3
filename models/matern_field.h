// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Eigen/Core>
#include <vector>

#include "src/grain.h"

namespace lauelith::models {

/// A Gaussian random field of symmetric tensors with Matérn correlation:
///   ⟨t(x) t(x + r)⟩ = sd² · 2^{1−ν}/Γ(ν) (√(2ν) r/ℓ)^ν K_ν(√(2ν) r/ℓ)
/// for each of its six Mandel components (xx, yy, zz, √2 yz, √2 xz, √2 xy), which are independent: the law of
/// the field does not depend on the frame. ν = 3/2, for which the correlation is (1 + s) e^{−s}, s = √3 r/ℓ.
///
/// The realisation is a sum of n waves, t = sd/√n Σ (a_m cos k_m·x + b_m sin k_m·x) with normal a, b and wave
/// vectors from the spectrum of the Matérn law, a multivariate t distribution (C. E. Rasmussen, C. Williams,
/// Gaussian Processes (2006) eq. 4.15), spread evenly over it by a shifted Kronecker sequence. It depends on
/// the seed alone, never on a mesh. Over seeds it is Gaussian with exactly that covariance; given the wave
/// vectors of one seed the covariance differs from it by at most 0.04 sd² within 3 ℓ (512 waves, measured by
/// the test). Pinned by MaternField.CovarianceOverSeeds and MaternField.WavesCoverTheSpectrum.
struct MaternLaw {
  double sd = 1e-4;
  double length = 20e-6;  ///< ℓ, m
};
double matern_correlation(double distance, double length);

class MaternTensorField {
 public:
  /// dimension 2: constant along Z.
  MaternTensorField(const MaternLaw& law, int dimension, unsigned seed, int n_waves = 512);

  /// Tensor components, contract order.
  Vector6d at(const Eigen::Vector3d& point) const;
  /// Correlation of this realisation's waves: what ⟨t t⟩/sd² is over amplitudes.
  double wave_correlation(const Eigen::Vector3d& separation) const;

 private:
  struct Wave {
    Eigen::Vector3d k;      ///< 1/m
    Vector6d cosine, sine;  ///< amplitudes, tensor components
  };
  std::vector<Wave> waves_;
};

}  // namespace lauelith::models
