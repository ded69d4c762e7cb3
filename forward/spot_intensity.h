// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "forward/energy_table.h"
#include "forward/source_depth.h"
#include "forward/white_beam.h"
#include "src/crystal.h"

namespace lauelith::forward {

/// Integrated intensity of a white-beam reflection from a thick crystal, up to a common factor:
///   I = Φ_E(E)·P·|F|²·λ²/(2 sin²θ) · 1/(µ(E)·(1 + sin ω/(k̂·n_s)))
/// with P = h(1 − k̂_x²) + (1 − h)(1 − k̂_z²). Kinematic theory: the λ⁴/sin²θ law per wavelength of
/// Zachariasen, Theory of X-Ray Diffraction in Crystals (1945), with Φ_λ = Φ_E hc/λ². Perfect crystals
/// scatter less than this.
class SpotIntensity {
 public:
  SpotIntensity(const Crystal& crystal, const Spectrum& spectrum, const BeamOptions& options);

  double energy_min_keV() const { return energy_min_keV_; }
  double energy_max_keV() const { return energy_max_keV_; }
  /// Φ_E(E)·λ²/µ(E), from tables of Φ_E·λ² and µ every 10 eV; zero outside the band.
  double at_energy(double energy_keV) const;
  double power(double energy_keV) const;        ///< Φ_E(E)·λ², λ in Å; zero outside the band
  double attenuation(double energy_keV) const;  ///< µ(E) of the dense crystal, 1/m
  /// P/(2 sin²θ)/(1 + sin ω/(k̂·n_s)) of a unit ray in the lab.
  double at_direction(const Eigen::Vector3d& k_unit_lab) const;
  double scattering(const Eigen::Vector3d& k_unit_lab) const;  ///< P/(2 sin²θ)
  const SampleFace& face() const { return face_; }

 private:
  double energy_min_keV_;
  double energy_max_keV_;
  double polarisation_;
  SampleFace face_;
  EnergyTable power_;
  EnergyTable attenuation_1_m_;
};

}  // namespace lauelith::forward
